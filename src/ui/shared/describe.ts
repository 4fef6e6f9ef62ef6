import type { TableFile } from '../../engine/estimate/tableFile';
import type { RewardConfig } from '../../engine/reward/config';
import { presetFormula } from '../../engine/reward/presets';
import type { RunConfig } from '../../engine/run/config';
import type { StrategyConfig } from '../../engine/search/config';
import { isController } from '../../engine/search/isController';
import { STRATEGY_TITLES } from '../../engine/search/titles';
import { openedSpace } from './spaces';

/** The name of a reward where there is no room for its formula. */
export function rewardName(reward: RewardConfig): string {
  switch (reward.id) {
    case 'val':
      return 'validation accuracy';
    case 'max-params':
      return `accuracy under ${reward.maxParams.toLocaleString('en')} params`;
    case 'latency':
      return 'accuracy less latency';
    case 'mnasnet':
      return 'accuracy × latency';
    case 'code':
      return 'own reward';
    default:
      return reward satisfies never;
  }
}

/** A reward as it is written; one's own is its source. */
export function rewardFormula(reward: RewardConfig): string {
  return reward.id === 'code' ? reward.source : presetFormula(reward);
}

/** What the children are measured on. Recorded, or trained now: always said. */
export function estimatorName(config: RunConfig, table: TableFile | null): string {
  const { estimator } = config;
  if (estimator.id === 'table') return `${table?.title ?? estimator.table}, recorded`;
  if (estimator.id === 'synthetic') return `landscape ${estimator.landscape}, invented`;
  return `${estimator.data}, trained here`;
}

/** 'LSTM 100 · PPO', 'Regularized evolution'. */
export function strategyTitle(strategy: StrategyConfig): string {
  if (isController(strategy))
    return `${(strategy.cell ?? 'lstm').toUpperCase()} ${strategy.hidden} · ${strategy.id.toUpperCase()}`;
  return STRATEGY_TITLES[strategy.id];
}

/** The second line of a preset: space, reward, data. */
export function configSubtitle(config: RunConfig, table: TableFile | null): string {
  const data = estimatorName(config, table?.id === tableOf(config) ? table : null);
  const space = openedSpace(config.space).title.split(':')[0] ?? config.space.id;
  return `${space} · ${rewardName(config.reward)} · ${data}`;
}

/** Name of the table a config reads, or null where it trains. */
export function tableOf(config: RunConfig): string | null {
  return config.estimator.id === 'table' ? config.estimator.table : null;
}
