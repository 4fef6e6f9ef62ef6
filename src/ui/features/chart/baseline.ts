import { type RandomBaseline, randomBaseline } from '../../../engine/analysis';
import { Rng } from '../../../engine/core/rng';
import type { Truth } from '../../store';

/** Random search over these rewards; null while there are too few to say anything. */
export function estimateOf(seen: readonly number[], children: number): RandomBaseline | null {
  const rewards = seen.filter(Number.isFinite);
  if (rewards.length < 4) return null;
  return randomBaseline(rewards, { children, coverage: 0.9, draws: 400, rng: Rng.fromSeed(1, 'random baseline') });
}

const baselines = new WeakMap<Truth, Map<number, RandomBaseline | null>>();

/** What random search would do on this table: 90 % of its episodes' means lie in the band. Worked out once a table. */
export function baselineOf(truth: Truth, children: number): RandomBaseline | null {
  const held = baselines.get(truth) ?? new Map<number, RandomBaseline | null>();
  baselines.set(truth, held);
  let baseline = held.get(children);
  if (baseline === undefined) {
    baseline = estimateOf([...truth.rewards.values()], children);
    held.set(children, baseline);
  }
  return baseline;
}
