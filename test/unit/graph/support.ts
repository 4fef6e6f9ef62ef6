import { LabError } from '../../../src/engine/core/errors';
import type { LayerOp, NetworkGraph, NetworkLayer } from '../../../src/engine/graph/types';

/** The LabError that `run` throws; fails where it throws none. */
export function labError(run: () => unknown): LabError {
  try {
    run();
  } catch (thrown) {
    if (thrown instanceof LabError) return thrown;
    throw thrown;
  }
  throw new Error('expected a LabError, nothing was thrown');
}

export function layer(id: string, op: LayerOp, inputs: readonly string[], group = 'body'): NetworkLayer {
  return { id, op, inputs, group };
}

export function graph(layers: readonly NetworkLayer[], output = layers[layers.length - 1]?.id ?? ''): NetworkGraph {
  return { version: 1, layers, output };
}
