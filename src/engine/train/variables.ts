import { LabError } from '../core/errors';
import type { Shape } from '../core/shape';
import { type LayerParameter, layerParameters } from '../graph/parameters';
import type { NetworkGraph } from '../graph/types';

/** One array a child owns. */
export interface VariableSpec extends Omit<LayerParameter, 'part'> {
  /** '<layer id>.<part>', e.g. 'cell1.op1.conv3.filter'. */
  readonly name: string;
  readonly size: number;
}

/** Every variable of a graph, in layer order. shapes: the output shape of each layer, by id. */
export function variablesOf(graph: NetworkGraph, shapes: ReadonlyMap<string, Shape>): readonly VariableSpec[] {
  return graph.layers.flatMap((layer) => {
    const from = layer.inputs[0];
    if (from === undefined) return [];
    const input = shapes.get(from);
    if (input === undefined) {
      throw new LabError(
        'train',
        `graph.${layer.id}: input '${from}' is not in the graph.`,
        'Build the graph again from its genotype.',
      );
    }
    return layerParameters(layer.op, input).map(({ part, ...rest }) => ({
      ...rest,
      name: `${layer.id}.${part}`,
      size: rest.shape.reduce((product, n) => product * n, 1),
    }));
  });
}
