import {
  activation,
  batchNorm,
  conv2d,
  dense,
  depthwiseConv2d,
  dropout,
  flatten,
  identity,
  pool,
  relu,
  zero,
} from '../../graph/ops';
import type { LayerOp, Pair } from '../../graph/types';
import { BlockError } from './errors';
import type { BlockLayerKind, Scalar } from './types';
import { ACTIVATIONS, PADDINGS } from './words';

/** What a field of a layer may be. */
type FieldType =
  | { readonly is: 'count'; readonly max: number }
  | { readonly is: 'side' }
  | { readonly is: 'rate' }
  | { readonly is: 'positive' }
  | { readonly is: 'flag' }
  | { readonly is: 'word'; readonly words: readonly string[] };

const COUNT: FieldType = { is: 'count', max: 65_536 };
const SIDE: FieldType = { is: 'side' };
const FLAG: FieldType = { is: 'flag' };
const PADDING: FieldType = { is: 'word', words: PADDINGS };
const FUNCTION: FieldType = { is: 'word', words: ACTIVATIONS };
const WINDOW = { stride: SIDE, dilation: SIDE, padding: PADDING, bias: FLAG, activation: FUNCTION } as const;

/** The fields of each layer, in the order in which their decisions are asked. */
export const LAYER_FIELDS: { readonly [kind in BlockLayerKind]: { readonly [field: string]: FieldType } } = {
  conv2d: { filters: COUNT, kernel: SIDE, ...WINDOW },
  depthwiseConv2d: { multiplier: COUNT, kernel: SIDE, ...WINDOW },
  separableConv2d: { filters: COUNT, kernel: SIDE, ...WINDOW },
  maxPool: { size: SIDE, stride: SIDE, padding: PADDING },
  avgPool: { size: SIDE, stride: SIDE, padding: PADDING },
  batchNorm: { momentum: { is: 'rate' }, epsilon: { is: 'positive' } },
  dense: { units: COUNT, bias: FLAG, activation: FUNCTION },
  dropout: { rate: { is: 'rate' } },
  relu: {},
  activation: { fn: FUNCTION },
  flatten: {},
  globalAvgPool: {},
  identity: {},
  zero: { stride: SIDE },
  factorizedReduction: { filters: COUNT },
  calibrateSize: { filters: COUNT },
};

/** A resolved field: a number, a word, true or false, or a pair. */
export type FieldValue = Scalar | readonly [number, number];

/** BlockError where a value does not fit its field. */
export function checkField(path: string, kind: BlockLayerKind, field: string, value: FieldValue): void {
  const spec = LAYER_FIELDS[kind][field];
  if (spec === undefined) return;
  const fault = (rule: string): BlockError =>
    new BlockError(path, `${field} must be ${rule}, got ${String(value)}.`, 'Correct the value, its options or its formula.');
  const count = (n: unknown, max: number): boolean => typeof n === 'number' && Number.isInteger(n) && n >= 1 && n <= max;
  switch (spec.is) {
    case 'count':
      if (!count(value, spec.max)) throw fault(`a whole number from 1 to ${spec.max}`);
      return;
    case 'side':
      if (!(Array.isArray(value) ? value.every((n) => count(n, 64)) : count(value, 64))) {
        throw fault('a whole number from 1 to 64, or a pair of them');
      }
      return;
    case 'rate':
      if (!(typeof value === 'number' && value >= 0 && value < 1)) throw fault('at least 0 and below 1');
      return;
    case 'positive':
      if (!(typeof value === 'number' && value > 0)) throw fault('above 0');
      return;
    case 'flag':
      if (typeof value !== 'boolean') throw fault('true or false');
      return;
    case 'word':
      if (typeof value !== 'string' || !spec.words.includes(value)) throw fault(`one of ${spec.words.join(', ')}`);
      return;
    default: {
      spec satisfies never;
    }
  }
}

export type Fields = ReadonlyMap<string, FieldValue>;

const numberOf = (fields: Fields, field: string, fallback: number): number => {
  const value = fields.get(field);
  return typeof value === 'number' ? value : fallback;
};
const flagOf = (fields: Fields, field: string, fallback: boolean): boolean => {
  const value = fields.get(field);
  return typeof value === 'boolean' ? value : fallback;
};

function pairOf(fields: Fields, field: string, fallback: Pair): Pair {
  const value = fields.get(field);
  if (typeof value === 'number') return [value, value];
  return typeof value === 'object' ? value : fallback;
}

/** The function's layer; none for 'none'. */
function activationSteps(fields: Fields, field: string): readonly Step[] {
  const fn = fields.get(field);
  switch (fn) {
    case 'relu':
      return [['relu', relu]];
    case 'tanh':
    case 'sigmoid':
    case 'relu6':
    case 'swish':
      return [[fn, activation(fn)]];
    default:
      return [];
  }
}

/** Layers in sequence, each with the word its name ends in. */
export type Step = readonly [suffix: string, op: LayerOp];

/**
 * Epsilon is Keras's. The weight of a new batch in the running moments is PyTorch's: Keras's 0.01 has not forgotten where it started
 * after the few hundred steps that a child is trained for here, and the child is then judged by moments that are not its own.
 */
export const NORMALISATION = { momentum: 0.1, epsilon: 1e-3 } as const;

/**
 * The layers of a module that is a chain: convolutions with stride 1, 'same' and a bias unless told otherwise; pools with their size as
 * stride, 'same'; a separable convolution is depthwise without bias, then 1×1. factorizedReduction and calibrateSize are no chains.
 */
export function layerSteps(
  kind: Exclude<BlockLayerKind, 'factorizedReduction' | 'calibrateSize'>,
  fields: Fields,
): readonly Step[] {
  const one: Pair = [1, 1];
  const padding = fields.get('padding') === 'valid' ? 'valid' : 'same';
  const window = { stride: pairOf(fields, 'stride', one), dilation: pairOf(fields, 'dilation', one), padding } as const;
  const bias = flagOf(fields, 'bias', true);
  const kernel = pairOf(fields, 'kernel', one);
  switch (kind) {
    case 'conv2d':
      return [
        ['', conv2d(numberOf(fields, 'filters', 1), kernel, { ...window, bias })],
        ...activationSteps(fields, 'activation'),
      ];
    case 'depthwiseConv2d': {
      const multiplier = numberOf(fields, 'multiplier', 1);
      return [['', depthwiseConv2d(kernel, { ...window, bias, multiplier })], ...activationSteps(fields, 'activation')];
    }
    case 'separableConv2d':
      return [
        ['depthwise', depthwiseConv2d(kernel, { ...window, bias: false })],
        ['pointwise', conv2d(numberOf(fields, 'filters', 1), one, { bias })],
        ...activationSteps(fields, 'activation'),
      ];
    case 'maxPool':
    case 'avgPool': {
      const size = pairOf(fields, 'size', [2, 2]);
      return [['', pool(kind, size, pairOf(fields, 'stride', size), padding)]];
    }
    case 'batchNorm': {
      const { momentum, epsilon } = NORMALISATION;
      return [['', batchNorm(numberOf(fields, 'momentum', momentum), numberOf(fields, 'epsilon', epsilon))]];
    }
    case 'dense':
      return [['', dense(numberOf(fields, 'units', 1), bias)], ...activationSteps(fields, 'activation')];
    case 'dropout':
      return [['', dropout(numberOf(fields, 'rate', 0))]];
    case 'relu':
      return [['', relu]];
    case 'activation': {
      const steps = activationSteps(fields, 'fn');
      return steps.map(([, op]) => ['', op]);
    }
    case 'flatten':
      return [['', flatten]];
    case 'globalAvgPool':
      return [['', { kind: 'globalAvgPool' }]];
    case 'identity':
      return [['', identity]];
    case 'zero':
      return [['', zero(pairOf(fields, 'stride', one))]];
    default:
      kind satisfies never;
      return [];
  }
}
