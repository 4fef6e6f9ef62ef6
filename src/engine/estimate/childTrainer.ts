import type { TrainHooks, TrainJob, TrainResult } from '../train/types';

/** Who trains: a pool of workers, or anything else that keeps its promise. */
export interface ChildTrainer {
  /** Children that are trained at once. */
  readonly size: number;
  readonly info: { readonly label: string };
  /** Rejects with LabError 'aborted' when the hooks' signal fires. */
  train(job: TrainJob, hooks: TrainHooks): Promise<TrainResult>;
  dispose(): Promise<void>;
}
