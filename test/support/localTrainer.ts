import type { DataSplit } from '../../src/engine/data/types';
import type { ChildTrainer } from '../../src/engine/estimate/childTrainer';
import { type TrainJob, trainChild } from '../../src/engine/train';

/** Trains in this process, on the backend that is open, one child after the other; every job is noted. */
export function localTrainer(split: DataSplit, jobs: TrainJob[], size = 2, label = 'here'): ChildTrainer {
  let last: Promise<unknown> = Promise.resolve();
  return {
    size,
    info: { label },
    train: (job, hooks) => {
      jobs.push(job);
      const environment = { now: () => 0, breathe: async () => undefined, backend: label };
      const result = last.then(() => trainChild(job, split, environment, hooks));
      last = result.catch(() => undefined);
      return result;
    },
    dispose: async () => undefined,
  };
}
