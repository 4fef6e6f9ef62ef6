import type { EpochReport, TrainProgress } from '../core/measurement';
import type { Normalisation } from '../data/types';
import type { NetworkGraph } from '../graph/types';
import type { OptimiserChoice } from '../tensor';
import type { Augmentation } from './augment';
import type { ImageStore } from './imageSource';
import type { TrainedState } from './state';

export interface TrainOptions {
  /** Of this stretch; at most so many where `stop` ends it earlier. */
  readonly epochs: number;
  readonly batch: number;
  readonly learningRate: number;
  readonly init: 'he-uniform' | 'torch-default';
  readonly normalise: Normalisation;
  /** Seeds initial weights, shuffling, dropout and augmentation. */
  readonly seed: number;
  /** Default: Adam with Kingma and Ba's constants. */
  readonly optimiser?: OptimiserChoice;
  /** Default: the learning rate stays. */
  readonly schedule?: LearningRateSchedule;
  /** Default: images are shown as they are. */
  readonly augmentation?: Augmentation;
  /** Default: all epochs are trained. */
  readonly stop?: EarlyStop;
}

/**
 * Rate of epoch t, from 1: lr / 2 (1 + cos(pi ((t - 1) mod T) / T)), T = epochs. Loshchilov and Hutter 2017, eq. 5, with a least rate
 * of 0, T_mult 1 and one rate an epoch; after T epochs it starts again, so that the rate of an epoch does not depend on how
 * many are still to come.
 */
export interface LearningRateSchedule {
  readonly kind: 'cosine';
  readonly epochs: number;
}

/**
 * Training ends when the validation accuracy has not risen above its best by more than minDelta for `patience` epochs (Prechelt
 * 1998 calls such rules UP_s).
 */
export interface EarlyStop {
  readonly patience: number;
  /** A fraction, from 0. */
  readonly minDelta: number;
}

/** What a trained child is tried under. Strengths are of pixels scaled to 0..1. */
export interface RobustnessJob {
  /** The first so many test images, at most. */
  readonly images: number;
  /** Standard deviations of Gaussian noise. */
  readonly noise: readonly number[];
  /** Steps of the fast gradient sign method. */
  readonly fgsm: readonly number[];
  readonly seed: number;
}

export interface Robustness {
  readonly images: number;
  /** Of the same images, unchanged. */
  readonly clean: number;
  readonly noise: readonly { readonly strength: number; readonly accuracy: number }[];
  readonly fgsm: readonly { readonly strength: number; readonly accuracy: number }[];
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
  /** e.g. 'wasm simd relaxed', 'webgpu (NVIDIA ...)'; with what it goes on from where another backend computed that. */
  readonly backend: string;
  /** To go on from; there where the job asked to keep it. */
  readonly state?: TrainedState;
  /** There where the job asked for it. */
  readonly robustness?: Robustness;
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
  /** Also try the trained child under noise and attack. */
  readonly robustness?: RobustnessJob;
  /**
   * The training it goes on from; options.epochs are then those of this stretch, and their numbers follow on. Where its
   * optimiser is of another kind, moments begin anew; the learning rate is always the job's.
   */
  readonly resume?: TrainedState;
  /** True: the result holds the state, to go on from. */
  readonly keep?: boolean;
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
