import { LabError } from '../../core/errors';
import type { Shape } from '../../core/shape';
import type { ParameterPart } from '../parameters';
import type { ExportWeights } from './types';

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
