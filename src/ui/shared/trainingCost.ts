import type { TableFile } from '../../engine/estimate/tableFile';
import type { RunConfig } from '../../engine/run/config';
import { tableFacts } from './tableFacts';

export interface TrainingCost {
  readonly childrenPerEpisode: number;
  readonly imagesPerChild: number;
  readonly epochs: number;
  /** One child on the machine that measured the table, scaled to this run's images; null without a table. */
  readonly msPerChild: number | null;
  readonly msPerEpisode: number | null;
  /** All distinct children once: an upper bound, since no child is paid for twice. */
  readonly msAtMost: number | null;
  readonly distinctAtMost: number;
  readonly measuredOn: string | null;
}

/**
 * What a training run will cost: children x images x epochs, and time in proportion to images from the table's mean
 * training time. Null for a config that trains nothing.
 */
export function trainingCost(config: RunConfig, known: TableFile | null): TrainingCost | null {
  const { estimator, strategy, stop, space } = config;
  // Times of another space's networks say nothing.
  const table = known?.space === space.id ? known : null;
  if (!('data' in estimator)) return null;
  const facts = table === null ? [] : [...tableFacts(table).values()];
  const times = facts.flatMap((fact) => (fact.trainMs === null ? [] : [fact.trainMs]));
  const distinctAtMost = Math.min(stop.episodes * strategy.childrenPerEpisode, facts.length > 0 ? facts.length : Infinity);
  const tableImages = table === null ? 0 : table.provenance.split.train * (facts[0]?.curve.length ?? 0);
  const scale = tableImages > 0 ? (estimator.train * estimator.epochs) / tableImages : 0;
  const msPerChild = times.length === 0 || scale === 0 ? null : (scale * times.reduce((sum, ms) => sum + ms, 0)) / times.length;
  return {
    childrenPerEpisode: strategy.childrenPerEpisode,
    imagesPerChild: estimator.train,
    epochs: estimator.epochs,
    msPerChild,
    msPerEpisode: msPerChild === null ? null : msPerChild * Math.min(strategy.childrenPerEpisode, distinctAtMost),
    msAtMost: msPerChild === null ? null : msPerChild * distinctAtMost,
    distinctAtMost,
    measuredOn: table?.provenance.machine ?? null,
  };
}
