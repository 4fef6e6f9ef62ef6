import type { z } from 'zod';
import type { ProfileId } from '../types';
import type { hyperSchema, LAYER_SCHEMAS, scalarSchema, trainingSchema, useSchema } from './layerSchema';

/** What a hyperparameter's value is. */
export type Scalar = z.infer<typeof scalarSchema>;

/** A decision (choice, bool, int, real), a constant, or a value computed from others (dynamic). */
export type Hyper = z.infer<typeof hyperSchema>;

/** A hyperparameter of the section `hyperparameters`. */
export type Use = z.infer<typeof useSchema>;

/** A setting: written down, decided here (once for each place it stands in), or used from the shared ones. */
export type Value<T extends Scalar | readonly [number, number] = Scalar> = T | Hyper | Use;

export type LayerModule = z.infer<(typeof LAYER_SCHEMAS)[number]>;
export type BlockLayerKind = LayerModule['kind'];

/** A list, its members called by their kinds; or each under a name of its own. */
export type Modules = readonly Module[] | { readonly [name: string]: Module };

export interface Sequential {
  readonly kind: 'sequential';
  readonly name?: string | undefined;
  readonly modules: readonly Module[];
}
/** All modules, one after another, in an order that is decided: 'a>b>c'. */
export interface Permutation {
  readonly kind: 'permutation';
  readonly name?: string | undefined;
  readonly modules: Modules;
  readonly order?: Value | undefined;
}
/** The module or, where it is left out, its input (keepLink, as it is unless told otherwise) or nothing at all. */
export interface Optional {
  readonly kind: 'optional';
  readonly name?: string | undefined;
  readonly module: Module;
  readonly when?: Value | undefined;
  readonly keepLink?: boolean | undefined;
}
/** The module `count` times in sequence; formulas inside know the repeat's number, from 0, as `step` or by the name given there. */
export interface Repeat {
  readonly kind: 'repeat';
  readonly name?: string | undefined;
  readonly module: Module;
  readonly count: Value;
  readonly step?: string | undefined;
}
/** One of the options: Hypernets's Or, NNI's LayerChoice. */
export interface Or {
  readonly kind: 'or';
  readonly name?: string | undefined;
  readonly options: Modules;
  readonly choice?: Value | undefined;
}
/** One of two by a formula, without a decision of its own. */
export interface When {
  readonly kind: 'when';
  readonly name?: string | undefined;
  readonly test: string;
  readonly yes: Module;
  readonly no?: Module | undefined;
}
/** Branches on one input, summed or put side by side; `calibrate` brings them to one size (and, for a sum, one number of channels). */
export interface Merge {
  readonly kind: 'add' | 'concat';
  readonly name?: string | undefined;
  readonly branches: readonly Module[];
  readonly calibrate?: boolean | undefined;
}
/** Nodes that may read any earlier one through inputChoice. The cell's inputs are 'input', or 'input0' (the older) and 'input1'. */
export interface Cell {
  readonly kind: 'cell';
  readonly name?: string | undefined;
  readonly inputs?: 1 | 2 | undefined;
  /** Channels that the inputs are brought to; two inputs are brought to one size. */
  readonly filters?: Value | undefined;
  readonly nodes: { readonly [name: string]: Module };
  /** looseEnds: the nodes that no other reads (ConnectLooseEnd). */
  readonly output?: 'looseEnds' | 'last' | readonly string[] | undefined;
  readonly merge?: 'concat' | 'add' | undefined;
}
/** Reads `choose` of the cell's earlier outputs instead of what comes before it; 'any' asks for each whether it is read. */
export interface InputChoice {
  readonly kind: 'inputChoice';
  readonly name?: string | undefined;
  readonly from?: readonly string[] | undefined;
  readonly choose?: number | 'any' | undefined;
  readonly merge?: 'add' | 'concat' | undefined;
  readonly calibrate?: boolean | undefined;
  readonly choice?: Value | undefined;
}
/** A module of the section `modules`; uses with the same `as` share the decisions inside. */
export interface ModuleUse {
  readonly kind?: undefined;
  readonly use: string;
  readonly as?: string | undefined;
}

export type Container = Sequential | Permutation | Optional | Repeat | Or | When | Merge | Cell | InputChoice;
export type Module = LayerModule | Container | ModuleUse;

export type TrainingValues = z.infer<typeof trainingSchema>;

/**
 * A search space: plain JSON. After `network` (and `head`) an image is averaged over its places, and a dense layer gives the classes'
 * logits. Decisions are asked for in this order: the shared hyperparameters that matter whatever is chosen, as they are listed; then
 * each where it is first met.
 */
export interface SpaceDefinition {
  readonly version: 1;
  readonly title: string;
  /** The document it comes from. */
  readonly source?: string | undefined;
  readonly hyperparameters?: { readonly [name: string]: Hyper } | undefined;
  readonly modules?: { readonly [name: string]: Module } | undefined;
  readonly network: Module;
  readonly head?: Module | undefined;
  readonly training?: TrainingValues | undefined;
  /** The profiles a child can be built by, each with the numbers that its formulas know by name; default: paper and teach, none. */
  readonly profiles?: { readonly [id in ProfileId]?: { readonly [name: string]: number } | undefined } | undefined;
}
