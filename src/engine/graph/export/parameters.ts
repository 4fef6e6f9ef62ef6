import { LabError } from '../../core/errors';
import type { Shape } from '../../core/shape';
import type { LayerOp } from '../types';
import type { ExportWeights } from './types';

export type ParameterPart = 'filter' | 'kernel' | 'bias' | 'gamma' | 'beta' | 'mean' | 'variance';

/** One array of a layer. */
export interface Parameter {
  /** '<layer id>.<part>': the name of the trained child's variable. */
  readonly name: string;
  readonly part: ParameterPart;
  readonly shape: Shape;
  /** Row-major; null where no weights were given. */
  readonly values: Float32Array | null;
}

export const sizeOf = (shape: Shape): number => shape.reduce((product, size) => product * size, 1);

/**
 * The arrays of a layer that reads `input`. Filters are [kh, kw, in, out], depthwise filters [kh, kw, in, multiplier]
 * (output channel in * multiplier + m), dense kernels [in, units], all others [channels].
 */
export function partsOf(op: LayerOp, input: Shape): readonly (readonly [part: ParameterPart, shape: Shape])[] {
  const channels = input[input.length - 1] ?? 0;
  switch (op.kind) {
    case 'conv2d':
      return weighted('filter', [...op.kernel, channels, op.filters], op.bias, op.filters);
    case 'depthwiseConv2d':
      return weighted('filter', [...op.kernel, channels, op.multiplier], op.bias, channels * op.multiplier);
    case 'dense':
      return weighted('kernel', [channels, op.units], op.bias, op.units);
    case 'batchNorm':
      return [
        ['gamma', [channels]],
        ['beta', [channels]],
        ['mean', [channels]],
        ['variance', [channels]],
      ];
    case 'input':
    case 'maxPool':
    case 'avgPool':
    case 'relu':
    case 'activation':
    case 'identity':
    case 'zeroPad':
    case 'crop':
    case 'zero':
    case 'dropout':
    case 'flatten':
    case 'globalAvgPool':
    case 'concat':
    case 'add':
      return [];
    default:
      return op satisfies never;
  }
}

function weighted(
  part: 'filter' | 'kernel',
  shape: Shape,
  bias: boolean,
  made: number,
): readonly (readonly [part: ParameterPart, shape: Shape])[] {
  return bias
    ? [
        [part, shape],
        ['bias', [made]],
      ]
    : [[part, shape]];
}

const REMEDY = 'Give the weights of this very network, as a trained child of it hands them out.';

/** The values of one parameter out of the given weights; LabError 'data' where they are absent or of another size. */
export function valuesOf(path: string, name: string, shape: Shape, weights: ExportWeights | undefined): Float32Array | null {
  if (weights === undefined) return null;
  const values = weights.get(name);
  if (values === undefined) throw new LabError('data', `${path}: the weights have no '${name}'.`, REMEDY);
  if (values.length !== sizeOf(shape)) {
    const needed = `${shape.join('×')} = ${sizeOf(shape)}`;
    throw new LabError('data', `${path}: '${name}' has ${values.length} values, the layer needs ${needed}.`, REMEDY);
  }
  return values;
}

/** LabError 'data' naming the first array that no layer of the network has. */
export function refuseStrangers(known: ReadonlySet<string>, weights: ExportWeights | undefined): void {
  for (const name of weights?.keys() ?? []) {
    if (!known.has(name)) throw new LabError('data', `weights: no layer of the network has '${name}'.`, REMEDY);
  }
}
