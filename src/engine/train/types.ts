import type { EpochReport, TrainProgress } from '../core/measurement';
import type { NetworkGraph } from '../graph/types';

export interface TrainOptions {
  readonly epochs: number;
  readonly batch: number;
  readonly learningRate: number;
  readonly init: 'he-uniform' | 'torch-default';
  readonly normalise: { readonly mean: number; readonly std: number };
  /** Seeds initial weights, shuffling and dropout. */
  readonly seed: number;
}

export interface TrainResult {
  readonly epochs: readonly EpochReport[];
  /** Best over the epochs. */
  readonly validAccuracy: number;
  /** Measured once, after the last epoch. */
  readonly testAccuracy: number;
  readonly trainMs: number;
  readonly imagesPerSecond: number;
  /** e.g. 'wasm simd relaxed', 'webgpu (NVIDIA ...)' */
  readonly backend: string;
}

export interface TrainHooks {
  readonly signal?: AbortSignal;
  readonly onEpoch?: (report: EpochReport) => void;
  readonly onProgress?: (progress: TrainProgress) => void;
}

export interface TrainJob {
  readonly graph: NetworkGraph;
  readonly options: TrainOptions;
}
