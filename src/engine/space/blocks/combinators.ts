import { orders } from './options';
import type {
  Cell,
  Hyper,
  InputChoice,
  LayerModule,
  Merge,
  Module,
  Modules,
  ModuleUse,
  Optional,
  Or,
  Permutation,
  Repeat,
  Scalar,
  Sequential,
  Use,
  Value,
  When,
} from './types';

/** Short forms of hyperparameters and modules. Each gives plain data: a space written with them is the one written as JSON. */

type Of<K extends Hyper['kind']> = Extract<Hyper, { kind: K }>;

export const choice = (options: readonly Scalar[]): Of<'choice'> => ({ kind: 'choice', options: [...options] });
export const bool = (): Of<'bool'> => ({ kind: 'bool' });
export const int = (min: number, max: number, step = 1): Of<'int'> =>
  step === 1 ? { kind: 'int', min, max } : { kind: 'int', min, max, step };
export const real = (min: number, max: number): Of<'real'> => ({ kind: 'real', min, max });
export const logReal = (min: number, max: number): Of<'real'> => ({ kind: 'real', min, max, scale: 'log' });
export const steppedReal = (min: number, max: number, step: number): Of<'real'> => ({ kind: 'real', min, max, step });
export const constant = (value: Scalar): Of<'constant'> => ({ kind: 'constant', value });
/** A value computed from shared hyperparameters, the profile's numbers and `step`; formulas: blocks/formula.ts. */
export const dynamic = (formula: string): Of<'dynamic'> => ({ kind: 'dynamic', formula });
/** Every order of the labels, as permutation's `order` takes it. */
export const orderOf = (...labels: readonly string[]): Of<'choice'> => choice(orders(labels));

/** A shared hyperparameter: one decision wherever it is used. */
export const use = (name: string): Use => ({ use: name });
/** A module of the definition; uses with the same `as` share the decisions inside. */
export const moduleOf = (name: string, as?: string): ModuleUse => (as === undefined ? { use: name } : { use: name, as });

type Fields<K extends LayerModule['kind']> = Omit<Extract<LayerModule, { kind: K }>, 'kind'>;

export const conv2d = (fields: Fields<'conv2d'>): LayerModule => ({ kind: 'conv2d', ...fields });
export const depthwiseConv2d = (fields: Fields<'depthwiseConv2d'>): LayerModule => ({ kind: 'depthwiseConv2d', ...fields });
export const separableConv2d = (fields: Fields<'separableConv2d'>): LayerModule => ({ kind: 'separableConv2d', ...fields });
export const maxPool = (fields: Fields<'maxPool'>): LayerModule => ({ kind: 'maxPool', ...fields });
export const avgPool = (fields: Fields<'avgPool'>): LayerModule => ({ kind: 'avgPool', ...fields });
export const batchNorm = (fields: Fields<'batchNorm'> = {}): LayerModule => ({ kind: 'batchNorm', ...fields });
export const dense = (fields: Fields<'dense'>): LayerModule => ({ kind: 'dense', ...fields });
export const dropout = (rate: Fields<'dropout'>['rate']): LayerModule => ({ kind: 'dropout', rate });
export const activation = (fn: Fields<'activation'>['fn']): LayerModule => ({ kind: 'activation', fn });
export const relu: LayerModule = { kind: 'relu' };
export const flatten: LayerModule = { kind: 'flatten' };
export const globalAvgPool: LayerModule = { kind: 'globalAvgPool' };
export const identity: LayerModule = { kind: 'identity' };
export const zero: LayerModule = { kind: 'zero' };
export const factorizedReduction = (filters: Fields<'factorizedReduction'>['filters']): LayerModule => ({
  kind: 'factorizedReduction',
  filters,
});
export const calibrateSize = (filters: Fields<'calibrateSize'>['filters']): LayerModule => ({ kind: 'calibrateSize', filters });

export const sequential = (...modules: readonly Module[]): Sequential => ({ kind: 'sequential', modules });
/** All modules in an order that is decided. */
export const permutation = (modules: Modules, order?: Value): Permutation =>
  order === undefined ? { kind: 'permutation', modules } : { kind: 'permutation', modules, order };
/** The module, or its input (its link is kept). */
export const optional = (module: Module, when?: Value): Optional =>
  when === undefined ? { kind: 'optional', module } : { kind: 'optional', module, when };
/** The module `count` times; formulas inside know the number of the turn, from 0, as `step`. */
export const repeat = (module: Module, count: Value, also: Pick<Repeat, 'name' | 'step'> = {}): Repeat => ({
  kind: 'repeat',
  ...also,
  module,
  count,
});
/** One of the options. */
export const or = (options: Modules, decided?: Value, name?: string): Or => ({
  kind: 'or',
  ...(name === undefined ? {} : { name }),
  options,
  ...(decided === undefined ? {} : { choice: decided }),
});
/** NNI's name for `or`. */
export const layerChoice = or;
/** `yes` where the formula is true, else `no`, or its input. */
export const when = (test: string, yes: Module, no?: Module): When =>
  no === undefined ? { kind: 'when', test, yes } : { kind: 'when', test, yes, no };
export const add = (branches: readonly Module[], calibrate?: boolean): Merge =>
  calibrate === undefined ? { kind: 'add', branches } : { kind: 'add', branches, calibrate };
export const concat = (branches: readonly Module[], calibrate?: boolean): Merge =>
  calibrate === undefined ? { kind: 'concat', branches } : { kind: 'concat', branches, calibrate };
/** Nodes that read earlier ones through inputChoice. */
export const cell = (nodes: Cell['nodes'], also: Omit<Cell, 'kind' | 'nodes'> = {}): Cell => ({ kind: 'cell', ...also, nodes });
/** Reads some of the cell's earlier outputs. */
export const inputChoice = (fields: Omit<InputChoice, 'kind'> = {}): InputChoice => ({ kind: 'inputChoice', ...fields });
