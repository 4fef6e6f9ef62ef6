import type { PpoConfig } from '../controller/config';
import { policyDecisions } from '../controller/decisions';
import { openPolicy, type TensorAssets } from '../controller/openPolicy';
import type { JsonValue } from '../core/json';
import type { SearchSpace } from '../space/types';
import type { RandomConfig, StrategyConfig } from './config';
import { paperPpo, randomDefaults } from './defaults';
import { PpoStrategy } from './ppo';
import { RandomStrategy } from './random';
import type { Strategy } from './types';

interface StrategyEntryOf<Config extends StrategyConfig> {
  readonly id: Config['id'];
  readonly title: string;
  /** The document the strategy comes from. */
  readonly source: string;
  readonly defaults: Config;
}

export type StrategyEntry = StrategyEntryOf<PpoConfig> | StrategyEntryOf<RandomConfig>;

/** Every strategy there is; the conformance suite tests each of them. */
export const STRATEGIES: readonly StrategyEntry[] = [
  {
    id: 'ppo',
    title: 'LSTM controller, PPO',
    source: 'Arora and Krone; Schulman et al. 2017, arXiv:1707.06347',
    defaults: paperPpo,
  },
  {
    id: 'random',
    title: 'Random search',
    source: 'Bergstra and Bengio 2012, JMLR 13',
    defaults: randomDefaults,
  },
];

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
    case 'ppo': {
      const decisions = policyDecisions(space);
      const options = decisions.map(({ count }) => count);
      const network = await openPolicy(config, options, seed, tensorAssets);
      const strategy = new PpoStrategy(config, space, decisions, network, seed);
      if (state !== undefined) strategy.restore(state);
      return strategy;
    }
    case 'random': {
      const strategy = new RandomStrategy(config, space, seed);
      if (state !== undefined) strategy.restore(state);
      return strategy;
    }
    default:
      return config satisfies never;
  }
}
