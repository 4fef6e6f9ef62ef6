import type { Shape } from '../core/shape';
import type { NetworkGraph } from '../graph/types';

export type Decision =
  | { readonly kind: 'categorical'; readonly name: string; readonly options: readonly string[] }
  | { readonly kind: 'int'; readonly name: string; readonly min: number; readonly max: number; readonly step: number }
  | {
      readonly kind: 'float';
      readonly name: string;
      readonly min: number;
      readonly max: number;
      readonly scale: 'linear' | 'log';
      readonly step?: number;
    };

/** One choice: the option's index for a categorical decision, the value itself for an int or a float. */
export type Choice = number;

/** The choices taken, in order. */
export interface Genotype {
  readonly space: string;
  readonly choices: readonly Choice[];
}

/** How the child of a genotype is built and, by default, trained. Ids and constants: docs/profiles.md. */
export interface Profile {
  readonly id: ProfileId;
  readonly title: string;
  readonly filters: readonly number[];
  readonly denseUnits: number;
  readonly dropout: number;
  readonly training: TrainingDefaults;
  /** Images of a full-size set that a child is trained, validated and tested on, unless told otherwise. */
  readonly split: { readonly train: number; readonly valid: number; readonly test: number };
  /** r_param's n in this profile. */
  readonly maxParams: number;
}

export const PROFILE_IDS = ['paper', 'teach', 'as-published'] as const;
export type ProfileId = (typeof PROFILE_IDS)[number];

export interface TrainingDefaults {
  readonly epochs: number;
  readonly batch: number;
  readonly learningRate: number;
  readonly init: 'he-uniform' | 'torch-default';
  /** (x - mean) / std after x is scaled to 0..1. */
  readonly normalise: { readonly mean: number; readonly std: number };
}

export interface BuildOptions {
  readonly profile: ProfileId;
  readonly input: Shape;
  readonly classes: number;
}

export interface SearchSpace {
  readonly id: string;
  readonly title: string;
  /** The document the space comes from. */
  readonly source: string;
  /** Number of genotypes, exact; null where it cannot be counted. */
  readonly size: bigint | null;
  readonly profiles: readonly ProfileId[];
  /** The next decision, given the choices so far, or null at the end. Throws LabError 'space' on an invalid prefix. */
  next(choices: readonly Choice[]): Decision | null;
  /** Canonical text form, e.g. 'conv3,max'. */
  format(genotype: Genotype): string;
  /** Inverse of format; throws LabError 'space' naming the token, its position and the nearest known name. */
  parse(text: string): Genotype;
  build(genotype: Genotype, options: BuildOptions): NetworkGraph;
}
