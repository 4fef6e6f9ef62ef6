import { toPlainError } from '../engine/core/errors';
import type { TrainEstimator } from '../engine/estimate/train';
import type { Estimator } from '../engine/estimate/types';
import type { RunEvent } from '../engine/run/events';
import type { KeptRuns } from './hostPlace';

/**
 * The estimator with a memory that outlives the tab: a child is trained once per key in this browser, and one that was
 * finished before a crash is not trained again, in the middle of an episode too. A measurement is kept by what computed it,
 * which after the loss of a GPU is not what was asked for. A storage that fails costs the memory, not the run; it is said once.
 */
export function keepMeasurements(estimator: TrainEstimator, store: KeptRuns, log: (event: RunEvent) => void): Estimator {
  let failed = false;
  const attempt = async <T>(work: () => Promise<T>): Promise<T | null> => {
    if (failed) return null;
    try {
      return await work();
    } catch (thrown) {
      failed = true;
      const { message, remedy } = toPlainError(thrown);
      log({ type: 'log', level: 'warning', message, remedy });
      return null;
    }
  };
  return {
    id: estimator.id,
    classes: estimator.classes,
    ...(estimator.measuresLatency !== undefined && { measuresLatency: estimator.measuresLatency }),
    get parallelism() {
      return estimator.parallelism;
    },
    key: (genotype, budget) => estimator.key(genotype, budget),
    asOf: (genotype, measured) => estimator.asOf(genotype, measured),
    async estimate(genotype, budget, hooks) {
      const key = estimator.key(genotype, budget);
      const kept = await attempt(() => store.measurement(key));
      if (kept !== null && estimator.keyOf(genotype, budget, kept) === key) {
        for (const report of kept.epochs) hooks.onEpoch?.(report);
        // It may have been kept under the name of another genotype that builds the same network.
        return estimator.asOf(genotype, kept);
      }
      const measured = await estimator.estimate(genotype, budget, hooks);
      await attempt(() => store.keepMeasurement(estimator.keyOf(genotype, budget, measured), measured));
      return measured;
    },
    dispose: () => estimator.dispose(),
  };
}
