import type { ControllerConfig } from '../controller/config';
import { policyDecisions } from '../controller/decisions';
import { openPolicy, type TensorAssets } from '../controller/openPolicy';
import type { JsonValue } from '../core/json';
import type { SearchSpace } from '../space/types';
import type { BatchStrategy } from './batchStrategy';
import type { StrategyConfig } from './config';
import { ControllerStrategy } from './controller';
import { RandomStrategy } from './random';
import type { Strategy } from './types';

export interface StrategyDeps {
  readonly space: SearchSpace;
  readonly seed: number;
  /** Needed only by a strategy that computes on a tfjs backend. */
  readonly tensorAssets: TensorAssets;
}

/**
 * The strategy a config asks for; from `state` on where one is given (LabError 'checkpoint' where it does not fit).
 * Same config, seed and state: same proposals.
 */
export async function openStrategy(config: StrategyConfig, deps: StrategyDeps, state?: JsonValue): Promise<Strategy> {
  const { space, seed, tensorAssets } = deps;
  switch (config.id) {
    case 'ppo':
    case 'reinforce': {
      const decisions = policyDecisions(space);
      const options = decisions.map(({ count }) => count);
      const network = await openPolicy(config, options, seed, tensorAssets);
      const strategy = new ControllerStrategy(config, space, decisions, network, seed);
      if (state === undefined) await strategy.look();
      else await strategy.restore(state);
      return strategy;
    }
    default: {
      const strategy = openBatchStrategy(config, space, seed);
      if (state !== undefined) strategy.restore(state);
      return strategy;
    }
  }
}

/** Strategies without a network, from their start. LabError 'space' where one cannot take the space, saying why. */
function openBatchStrategy(config: Exclude<StrategyConfig, ControllerConfig>, space: SearchSpace, seed: number): BatchStrategy {
  switch (config.id) {
    case 'random':
      return new RandomStrategy(config, space, seed);
    default:
      return config.id satisfies never;
  }
}
