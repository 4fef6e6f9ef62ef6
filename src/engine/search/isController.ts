import type { ControllerConfig } from '../controller/config';
import type { StrategyConfig } from './config';

/**
 * Whether a strategy is a recurrent policy, whose samples and updates can be looked at one by one. (A file of its own, so that the
 * page need not load the schemas for it.)
 */
export function isController(config: StrategyConfig): config is ControllerConfig {
  return config.id === 'ppo' || config.id === 'reinforce';
}
