import type { ControllerConfig } from '../controller/config';
import { policyDecisions } from '../controller/decisions';
import { openPolicy, type TensorAssets } from '../controller/openPolicy';
import type { JsonValue } from '../core/json';
import type { SearchSpace } from '../space/types';
import type { BatchStrategy } from './batchStrategy';
import { BayesianStrategy } from './bayesian/bayesian';
import { AshaStrategy } from './budgets/asha';
import { HyperbandStrategy, SuccessiveHalvingStrategy } from './budgets/bracketStrategy';
import type { StrategyConfig } from './config';
import { ControllerStrategy } from './controller';
import { GeneticStrategy } from './evolution/geneticAlgorithm';
import { Nsga2Strategy } from './evolution/nsga2';
import { RegularizedEvolutionStrategy, SteadyStateStrategy } from './evolution/regularizedEvolution';
import { ExhaustiveStrategy, GridStrategy } from './local/grid';
import { HillClimbingStrategy } from './local/hillClimbing';
import { MctsStrategy } from './mcts/mcts';
import { MorphismStrategy } from './morphism/morphism';
import { PbtStrategy } from './pbt/pbt';
import { ProgressiveStrategy } from './progressive/progressive';
import { QLearningStrategy } from './qLearning/qLearning';
import { RandomStrategy } from './random';
import { TpeStrategy } from './tpe/tpe';
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
      const options = decisions.heads.map(({ count }) => count);
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
    case 'grid':
      return new GridStrategy(config, space, seed);
    case 'exhaustive':
      return new ExhaustiveStrategy(config, space, seed);
    case 'hill-climbing':
      return new HillClimbingStrategy(config, space, seed);
    case 'regularized-evolution':
      return new RegularizedEvolutionStrategy(config, space, seed);
    case 'steady-state-evolution':
      return new SteadyStateStrategy(config, space, seed);
    case 'genetic-algorithm':
      return new GeneticStrategy(config, space, seed);
    case 'nsga-2':
      return new Nsga2Strategy(config, space, seed);
    case 'progressive':
      return new ProgressiveStrategy(config, space, seed);
    case 'successive-halving':
      return new SuccessiveHalvingStrategy(config, space, seed);
    case 'hyperband':
      return new HyperbandStrategy(config, space, seed);
    case 'asha':
      return new AshaStrategy(config, space, seed);
    case 'pbt':
      return new PbtStrategy(config, space, seed);
    case 'morphism':
      return new MorphismStrategy(config, space, seed);
    case 'bayesian':
      return new BayesianStrategy(config, space, seed);
    case 'tpe':
      return new TpeStrategy(config, space, seed);
    case 'q-learning':
      return new QLearningStrategy(config, space, seed);
    case 'mcts':
      return new MctsStrategy(config, space, seed);
    default:
      return config satisfies never;
  }
}
