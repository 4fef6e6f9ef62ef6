import type { Budget, EpochReport, Measurement, TrainProgress } from '../core/measurement';
import type { Genotype } from '../space/types';

export interface EstimateHooks {
  readonly signal: AbortSignal;
  readonly onEpoch?: (report: EpochReport) => void;
  readonly onProgress?: (progress: TrainProgress) => void;
}

export interface Estimator {
  readonly id: string;
  /** Classes of the data the children are measured on: RewardContext.classes. */
  readonly classes: number;
  /** How many estimates may usefully be under way at once. */
  readonly parallelism: number;
  /** Epochs that it has of every child, where it has no more to give; absent: as many as are asked for. */
  readonly recordedEpochs?: number;
  /** What it would answer without noise; absent or null where it has none, or cannot know. Shares nothing that is to be disposed of. */
  readonly quiet?: Estimator | null;
  /** False where its measurements have no latency. */
  readonly measuresLatency?: boolean;
  /** Identity of an estimate: equal keys give equal measurements, and only the first is paid for. */
  key(genotype: Genotype, budget: Budget): string;
  /** A measurement of another genotype with the same key as one of this: its name and its counts, which may differ. Default: its name. */
  asOf?(genotype: Genotype, measured: Measurement): Measurement;
  /** Rejects with LabError 'aborted' when the signal fires. */
  estimate(genotype: Genotype, budget: Budget, hooks: EstimateHooks): Promise<Measurement>;
  dispose(): Promise<void>;
}
