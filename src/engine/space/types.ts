import type { Choice, Genotype } from '../core/genotype';
import type { Shape } from '../core/shape';
import type { NetworkGraph } from '../graph/types';

export type { Choice, Genotype } from '../core/genotype';

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

/** Training hyperparameters that a genotype sets; those it leaves out are the run's. */
export interface TrainingChoices {
  readonly learningRate?: number;
  readonly batch?: number;
  readonly optimiser?: 'adam' | 'sgd';
  /** Of the network's dropout layers, in place of the profile's. */
  readonly dropout?: number;
  /** 'shift': up to two places in each direction; 'shift-flip': mirrored left to right with probability 1/2 besides. */
  readonly augmentation?: 'none' | 'shift' | 'shift-flip';
}

export interface SearchSpace {
  /** With its options where they are not the defaults: 'a-large?blocks=3'; '+training' where hyperparameters are joined to it. */
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
  /** The child. LabError 'space' where the points of the space are no networks (see value) or this one cannot be built. */
  build(genotype: Genotype, options: BuildOptions): NetworkGraph;
  /**
   * The first genotype, in the order of listing, whose network is the same (one graph hash); null where no path leads from the image
   * to the output. Absent where the space does not know without building.
   */
  representative?(genotype: Genotype): Genotype | null;
  /** Training hyperparameters of a genotype; absent: the space has none. */
  training?(genotype: Genotype): TrainingChoices;
  /**
   * A test function's value at a point, to be minimised, without noise; absent where points are networks. `minimum`: its known least
   * value; `maximum`: its greatest over the domain, so that a worth between 0 and 1 can be made of it.
   */
  readonly value?: {
    readonly minimum: number;
    readonly maximum: number;
    at(genotype: Genotype): number;
  };
}

/** A setting of a space itself, as its number of blocks. */
export interface SpaceOption {
  readonly name: string;
  readonly title: string;
  readonly values: readonly (number | string)[];
  readonly standard: number | string;
}

/** A space of the catalogue: one for each setting of its options. */
export interface SpaceEntry {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  readonly options: readonly SpaceOption[];
  /** chosen: a value for every option. The space's id must be spaceId(entry, chosen). */
  open(chosen: Readonly<Record<string, number | string>>): SearchSpace;
}
