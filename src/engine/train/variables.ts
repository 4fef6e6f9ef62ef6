import { LabError } from '../core/errors';
import type { Shape } from '../core/shape';
import type { LayerOp, NetworkGraph } from '../graph/types';

/** One array a child owns. */
export interface VariableSpec {
  /** '<layer id>.<part>', e.g. 'cell1.op1.conv3.filter'. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly size: number;
  readonly trainable: boolean;
  readonly role: 'weights' | 'bias' | 'zeros' | 'ones';
  /** Inputs that one output sums over; 0 for roles that are not drawn. */
  readonly fanIn: number;
}

type Part = Pick<VariableSpec, 'shape' | 'trainable' | 'role' | 'fanIn'> & { readonly part: string };

/**
 * The parts of a layer, given its input's shape. Layouts are tfjs's: filters [kh, kw, in, out], depthwise filters
 * [kh, kw, in, multiplier], dense kernels [in, out].
 */
function partsOf(op: LayerOp, input: Shape): readonly Part[] {
  const channels = input[input.length - 1] ?? 0;
  switch (op.kind) {
    case 'conv2d': {
      const [kh, kw] = op.kernel;
      const fanIn = kh * kw * channels;
      const filter: Part = { part: 'filter', shape: [kh, kw, channels, op.filters], trainable: true, role: 'weights', fanIn };
      return op.bias ? [filter, { part: 'bias', shape: [op.filters], trainable: true, role: 'bias', fanIn }] : [filter];
    }
    case 'depthwiseConv2d': {
      const [kh, kw] = op.kernel;
      const fanIn = kh * kw;
      const filter: Part = { part: 'filter', shape: [kh, kw, channels, op.multiplier], trainable: true, role: 'weights', fanIn };
      const bias: Part = { part: 'bias', shape: [channels * op.multiplier], trainable: true, role: 'bias', fanIn };
      return op.bias ? [filter, bias] : [filter];
    }
    case 'dense': {
      const kernel: Part = { part: 'kernel', shape: [channels, op.units], trainable: true, role: 'weights', fanIn: channels };
      return op.bias ? [kernel, { part: 'bias', shape: [op.units], trainable: true, role: 'bias', fanIn: channels }] : [kernel];
    }
    case 'batchNorm':
      return [
        { part: 'gamma', shape: [channels], trainable: true, role: 'ones', fanIn: 0 },
        { part: 'beta', shape: [channels], trainable: true, role: 'zeros', fanIn: 0 },
        { part: 'mean', shape: [channels], trainable: false, role: 'zeros', fanIn: 0 },
        { part: 'variance', shape: [channels], trainable: false, role: 'ones', fanIn: 0 },
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
    return partsOf(layer.op, input).map(({ part, ...rest }) => ({
      ...rest,
      name: `${layer.id}.${part}`,
      size: rest.shape.reduce((product, n) => product * n, 1),
    }));
  });
}
