import { Rng } from '../core/rng';
import type { BackendAssets } from '../tensor';
import type { PpoConfig } from './config';
import { FusedPolicy } from './fused/fusedPolicy';
import { initialParameters, policyLayout } from './layout';
import type { PolicyNetwork, PolicyShape } from './types';

/** Where tfjs finds its files; asked for only where the config wants the policy on a tfjs backend. */
export type TensorAssets = () => Promise<BackendAssets>;

/**
 * A policy with its initial parameters (stream 'ppo.init' of the seed, the same for every computation), computed where
 * config.compute says. Rejects with LabError 'backend' where that is not to be had.
 */
export async function openPolicy(
  config: PpoConfig,
  options: readonly number[],
  seed: number,
  assets: TensorAssets,
): Promise<PolicyNetwork> {
  const shape: PolicyShape = { options, hidden: config.hidden, input: config.input };
  const parameters = initialParameters(policyLayout(shape), config.initRange, Rng.fromSeed(seed, 'ppo.init'));
  if (config.compute === 'fused') return new FusedPolicy(shape, parameters);
  const { openTensorPolicy } = await import('./tensor/tensorPolicy');
  return openTensorPolicy(shape, parameters, config.compute, await assets());
}
