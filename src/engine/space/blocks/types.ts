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

export type Sequential = {
  readonly kind: 'sequential';
  readonly name?: string;
  readonly modules: readonly Module[];
};
/** All modules, one after another, in an order that is decided: 'a>b>c'. */
export type Permutation = {
  readonly kind: 'permutation';
  readonly name?: string;
  readonly modules: Modules;
  readonly order?: Value;
};
/** The module or, where it is left out, its input (keepLink, as it is unless told otherwise) or nothing at all. */
export type Optional = {
  readonly kind: 'optional';
  readonly name?: string;
  readonly module: Module;
  readonly when?: Value;
  readonly keepLink?: boolean;
};
/** The module `count` times in sequence; formulas inside know the repeat's number, from 0, as `step` or by the name given there. */
export type Repeat = {
  readonly kind: 'repeat';
  readonly name?: string;
  readonly module: Module;
  readonly count: Value;
  readonly step?: string;
};
/** One of the options: Hypernets's Or, NNI's LayerChoice. */
export type Or = {
  readonly kind: 'or';
  readonly name?: string;
  readonly options: Modules;
  readonly choice?: Value;
};
/** One of two by a formula, without a decision of its own. */
export type When = {
  readonly kind: 'when';
  readonly name?: string;
  readonly test: string;
  readonly yes: Module;
  readonly no?: Module;
};
/** Branches on one input, summed or put side by side; `calibrate` brings them to one size (and, for a sum, one number of channels). */
export type Merge = {
  readonly kind: 'add' | 'concat';
  readonly name?: string;
  readonly branches: readonly Module[];
  readonly calibrate?: boolean;
};
/** Nodes that may read any earlier one through inputChoice. The cell's inputs are 'input', or 'input0' (the older) and 'input1'. */
export type Cell = {
  readonly kind: 'cell';
  readonly name?: string;
  readonly inputs?: 1 | 2;
  /** Channels that the inputs are brought to; two inputs are brought to one size. */
  readonly filters?: Value;
  readonly nodes: { readonly [name: string]: Module };
  /** looseEnds: the nodes that no other reads (ConnectLooseEnd). */
  readonly output?: 'looseEnds' | 'last' | readonly string[];
  readonly merge?: 'concat' | 'add';
};
/** Reads `choose` of the cell's earlier outputs instead of what comes before it; 'any' asks for each whether it is read. */
export type InputChoice = {
  readonly kind: 'inputChoice';
  readonly name?: string;
  readonly from?: readonly string[];
  readonly choose?: number | 'any';
  readonly merge?: 'add' | 'concat';
  readonly calibrate?: boolean;
  readonly choice?: Value;
};
/** A module of the section `modules`; uses with the same `as` share the decisions inside. */
export type ModuleUse = {
  readonly kind?: never;
  readonly use: string;
  readonly as?: string;
};

export type Container = Sequential | Permutation | Optional | Repeat | Or | When | Merge | Cell | InputChoice;
export type Module = LayerModule | Container | ModuleUse;

export type TrainingValues = z.infer<typeof trainingSchema>;

/**
 * A search space: plain JSON. After `network` (and `head`) an image is averaged over its places, and a dense layer gives the classes'
 * logits. Decisions are asked for in this order: the shared hyperparameters that matter whatever is chosen, as they are listed; then
 * each where it is first met.
 */
export type SpaceDefinition = {
  readonly version: 1;
  readonly title: string;
  /** The document it comes from. */
  readonly source?: string;
  readonly hyperparameters?: { readonly [name: string]: Hyper };
  readonly modules?: { readonly [name: string]: Module };
  readonly network: Module;
  readonly head?: Module;
  readonly training?: TrainingValues;
  /** The profiles a child can be built by, each with the numbers that its formulas know by name; default: paper and teach, none. */
  readonly profiles?: { readonly [id in ProfileId]?: { readonly [name: string]: number } };
};
