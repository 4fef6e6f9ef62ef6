import type { Shape } from '../core/shape';

/** Labelled images in memory, as read: bytes 0..255, NHWC. */
export interface ImageSet {
  /** [count, height, width, channels] */
  readonly images: Uint8Array;
  /** [count], each in 0..classes-1 */
  readonly labels: Uint8Array;
  readonly count: number;
  readonly shape: Shape; // [height, width, channels]
  readonly classes: number;
}

/** (x - mean) / std after x is scaled to 0..1: one number for all channels, or one for each. */
export interface Normalisation {
  readonly mean: number | readonly number[];
  readonly std: number | readonly number[];
}

/** A set with its published parts. Validation is always cut from train, never from test. */
export interface Dataset {
  readonly id: string;
  readonly title: string;
  /** Where the images come from, in words that are shown wherever a result is: 'procedural digits, seed 1' is never called MNIST. */
  readonly provenance: string;
  readonly train: ImageSet;
  readonly test: ImageSet;
}

export interface SplitSizes {
  readonly train: number;
  readonly valid: number;
  readonly test: number;
}

export interface DataSplit {
  readonly train: ImageSet;
  readonly valid: ImageSet;
  readonly test: ImageSet;
}
