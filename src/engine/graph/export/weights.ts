import type { NetworkGraph } from '../types';
import { type NamedArray, npzFile, readNpz } from './files/npz';
import { planExport } from './plan';
import type { ExportedFile, ExportWeights, Normalise } from './types';

/** A trained child's values, and what its images went through where that is known. */
export interface KeptWeights {
  readonly weights: ExportWeights;
  readonly normalise: Normalise | null;
}

/** Names that no variable has: a variable's is '<layer id>.<part>'. */
const MEAN = '@mean';
const STD = '@std';

/**
 * Trained values as the lab keeps them in a file: an .npz of '<layer id>.<part>' in the lab's own layouts, with the images' mean and
 * standard deviation. LabError 'data' where they are another network's.
 */
export function weightsFile(graph: NetworkGraph, name: string, { weights, normalise }: KeptWeights): ExportedFile {
  const given = normalise === null ? {} : { normalise };
  const plan = planExport(graph, { format: 'keras', name, weights, ...given });
  const arrays = plan.layers.flatMap(({ parameters }) =>
    parameters.flatMap((parameter): NamedArray[] =>
      parameter.values === null ? [] : [{ name: parameter.name, shape: parameter.shape, values: parameter.values }],
    ),
  );
  const vector = (label: string, values: readonly number[]): NamedArray => ({
    name: label,
    shape: [values.length],
    values: Float32Array.from(values),
  });
  const scale = plan.normalise === null ? [] : [vector(MEAN, plan.normalise.mean), vector(STD, plan.normalise.std)];
  return { name, mediaType: 'application/zip', content: npzFile([...scale, ...arrays]) };
}

/** What such a file holds. where: its name, for messages. LabError 'data' where it is no .npz of floats. */
export function readWeights(bytes: Uint8Array, where: string): KeptWeights {
  const weights = new Map(readNpz(bytes, where).map(({ name, values }) => [name, values]));
  const [mean, std] = [weights.get(MEAN), weights.get(STD)];
  weights.delete(MEAN);
  weights.delete(STD);
  return { weights, normalise: mean === undefined || std === undefined ? null : { mean: decimals(mean), std: decimals(std) } };
}

/** The decimal numbers that float32 values were written from, to the seven digits that float32 holds. */
const decimals = (values: Float32Array): number[] => Array.from(values, (value) => Number(value.toPrecision(7)));
