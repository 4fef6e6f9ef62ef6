import type { TrainingSpan } from './genotype';

/** Plain facts about a child. Losses are mean NLL in nats, accuracies fractions 0..1, times milliseconds. */

export interface EpochReport {
  /** 1-based. */
  readonly epoch: number;
  readonly trainLoss: number;
  readonly trainAccuracy: number;
  readonly validLoss: number;
  readonly validAccuracy: number;
  readonly trainMs: number;
}

/** How far a child is: compiled ahead of its training, or in an epoch of it. */
export type TrainProgress = CompileProgress | EpochProgress;

/** Shaders are compiled before the first step, on a GPU only. */
export interface CompileProgress {
  readonly phase: 'compiling';
  readonly done: number;
  readonly total: number;
}

export interface EpochProgress {
  readonly phase?: undefined;
  readonly epoch: number;
  readonly epochs: number;
  readonly imagesDone: number;
  readonly imagesTotal: number;
  readonly trainLoss: number;
}

/** What a trial may spend. */
export interface Budget {
  /** Epochs of this stretch; 0 in a look-up means as many as were recorded. */
  readonly epochs: number;
  readonly trainImages: number;
  readonly seed: number;
  /** The training it goes on from, resumed instead of repeated; absent: from initial weights. */
  readonly from?: TrainingSpan;
  /** True: the strategy asked for this very training and may go on from it, so its weights are held. */
  readonly keep?: boolean;
}

/** What a learning curve leads to expect, where an estimator continues it. */
export interface PredictedAccuracy {
  /** Expected best validation accuracy; a fraction, never below what was measured. */
  readonly accuracy: number;
  /** The interval in which it lies in about 95 of 100 cases, if the curve is of one of the families. */
  readonly low: number;
  readonly high: number;
  /** The epoch it is for. */
  readonly epochs: number;
}

/** What a trial showed. Absent facts are null, never invented. */
export interface Measurement {
  readonly arch: string;
  /** Best over the epochs. */
  readonly validAccuracy: number;
  /** Absent where nothing was predicted. The reward presets take it for the accuracy where it is there. */
  readonly predictedAccuracy?: PredictedAccuracy;
  /** Measured once, after the last epoch. */
  readonly testAccuracy: number | null;
  /** Of this stretch alone, numbered from the child's first epoch ever. */
  readonly epochs: readonly EpochReport[];
  readonly params: { readonly total: number; readonly trainable: number; readonly cells: number; readonly head: number };
  /** Multiply-accumulates of one image's forward pass. */
  readonly macs: number;
  /** Activation bytes of one image's training step. */
  readonly memoryBytes: number;
  /** Forward latency of one image on the measuring device; null where it was not measured. */
  readonly latencyMs: number | null;
  readonly trainMs: number | null;
  /** 'table a-small-mnist-teach, seed 2', 'trained on wasm simd relaxed', ... */
  readonly source: string;
}
