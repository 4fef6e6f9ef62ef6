import type { EpochReport, TrainProgress } from '../core/measurement';
import type { NetworkGraph } from '../graph/types';
import type { OptimiserChoice } from '../tensor';
import type { ImageStore } from './imageSource';

export interface TrainOptions {
  readonly epochs: number;
  readonly batch: number;
  readonly learningRate: number;
  readonly init: 'he-uniform' | 'torch-default';
  readonly normalise: { readonly mean: number; readonly std: number };
  /** Seeds initial weights, shuffling and dropout. */
  readonly seed: number;
  /** Default: Adam with Kingma and Ba's constants. */
  readonly optimiser?: OptimiserChoice;
}

export interface TrainResult {
  readonly epochs: readonly EpochReport[];
  /** Best over the epochs. */
  readonly validAccuracy: number;
  /** Measured once, after the last epoch. */
  readonly testAccuracy: number;
  readonly trainMs: number;
  readonly imagesPerSecond: number;
  /** Forward pass of one image, median of 100 after 10 warm-ups; null where the job did not ask for it. */
  readonly latencyMs: number | null;
  /** e.g. 'wasm simd relaxed', 'webgpu (NVIDIA ...)' */
  readonly backend: string;
}

export interface TrainHooks {
  readonly signal?: AbortSignal;
  readonly onEpoch?: (report: EpochReport) => void;
  readonly onProgress?: (progress: TrainProgress) => void;
  /** Mean loss of each batch in turn, from the 1-based step `first` of the epoch; called whenever losses are read. */
  readonly onLosses?: (epoch: number, first: number, losses: readonly number[]) => void;
}

export interface TrainJob {
  readonly graph: NetworkGraph;
  readonly options: TrainOptions;
  /** Only the first so many training images; all of them where absent. */
  readonly trainImages?: number;
  /** True: also measure the trained child's forward latency. */
  readonly latency?: boolean;
}

/** What training needs from its host; the engine has no clock of its own. */
export interface TrainEnvironment {
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
  /** Lets waiting messages in (a cancel, another job); resolves soon. */
  readonly breathe: () => Promise<void>;
  /** What computes, in words: 'wasm simd relaxed'. */
  readonly backend: string;
  /** Keeps image sets on a device from child to child. Default: they are uploaded for this child alone. */
  readonly images?: ImageStore;
}
