import { LabError } from '../core/errors';
import { Rng } from '../core/rng';
import type { BackendAssets } from '../tensor';
import { type ControllerConfig, controllerSettings } from './config';
import { Float64Kernels } from './fused/float64Kernels';
import { FusedPolicy } from './fused/fusedPolicy';
import { checkRoom } from './fused/room';
import { SimdKernels } from './fused/simdKernels';
import { initialParameters, policyLayout } from './layout';
import type { PolicyNetwork, PolicyShape } from './types';

/** Where tfjs finds its files; asked for only where the config wants the policy on a tfjs backend. */
export type TensorAssets = () => Promise<BackendAssets>;

/**
 * A policy with its initial parameters (stream 'ppo.init' of the seed, the same for every computation), computed where
 * config.compute says. Rejects with LabError 'backend' where that is not to be had, 'config' where settings contradict each other.
 */
export async function openPolicy(
  config: ControllerConfig,
  options: readonly number[],
  seed: number,
  assets: TensorAssets,
): Promise<PolicyNetwork> {
  const { hidden, input, cell, initRange, compute, baseline, childrenPerEpisode } = controllerSettings(config);
  if (baseline.kind === 'batch-normalised' && childrenPerEpisode === 1) {
    throw new LabError(
      'config',
      "strategy.baseline.kind: 'batch-normalised' compares the children of an episode, and there is one (strategy.childrenPerEpisode).",
      "Set strategy.baseline.kind to 'ema', or strategy.childrenPerEpisode to at least 2.",
    );
  }
  const shape: PolicyShape = { options, hidden, input, cell };
  checkRoom(shape, childrenPerEpisode);
  const parameters = initialParameters(policyLayout(shape), initRange, Rng.fromSeed(seed, 'ppo.init'));
  switch (compute) {
    case 'fused':
      return new FusedPolicy(shape, parameters, new SimdKernels());
    case 'float64':
      return new FusedPolicy(shape, parameters, new Float64Kernels());
    default: {
      const { openTensorPolicy } = await import('./tensor/tensorPolicy');
      return openTensorPolicy(shape, parameters, compute, await assets());
    }
  }
}
