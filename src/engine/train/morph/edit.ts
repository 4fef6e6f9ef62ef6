import { LabError } from '../../core/errors';
import { inferShapes } from '../../graph/shapes';
import type { LayerOp, NetworkGraph, NetworkLayer, Pair } from '../../graph/types';
import { validateGraph } from '../../graph/validate';

/** Layers that give as many channels as they read, each by itself. */
const CHANNELWISE = new Set<LayerOp['kind']>([
  'maxPool',
  'avgPool',
  'batchNorm',
  'relu',
  'activation',
  'identity',
  'zeroPad',
  'crop',
  'zero',
  'dropout',
  'globalAvgPool',
]);

function morphError(layer: string, rule: string, remedy: string): LabError {
  return new LabError('space', `morphism at '${layer}': ${rule}.`, remedy);
}

function layerOf(graph: NetworkGraph, id: string): NetworkLayer {
  const found = graph.layers.find((layer) => layer.id === id);
  if (found !== undefined) return found;
  throw morphError(id, 'there is no such layer', "Name a layer of the graph, as 'cell1.op1.conv3'.");
}

function withOps(graph: NetworkGraph, ops: ReadonlyMap<string, LayerOp>): NetworkGraph {
  return { ...graph, layers: graph.layers.map((layer) => ({ ...layer, op: ops.get(layer.id) ?? layer.op })) };
}

/**
 * The convolutions and dense layers that must grow with this one: where its channels are added to others', those others too. LabError
 * 'space' where they cannot, because they are the image itself or lie in a concatenation.
 */
function growTogether(graph: NetworkGraph, start: string): ReadonlySet<string> {
  const byId = new Map(graph.layers.map((layer) => [layer.id, layer]));
  const grown = new Set([start]);
  const require = (id: string): void => {
    const layer = byId.get(id);
    if (layer === undefined) return;
    const { op, inputs } = layer;
    const repeats = op.kind === 'depthwiseConv2d' && op.multiplier === 1;
    if (op.kind === 'conv2d' || op.kind === 'dense') grown.add(id);
    else if (op.kind === 'add' || repeats || CHANNELWISE.has(op.kind)) inputs.forEach(require);
    else throw morphError(start, `it is added to '${id}', whose channels cannot grow`, 'Widen another layer.');
  };
  for (let size = 0; size !== grown.size; ) {
    size = grown.size;
    const wider = new Set<string>();
    for (const { id, op, inputs } of graph.layers) {
      const reads = inputs.filter((input) => wider.has(input));
      if (op.kind === 'add' && reads.length > 0) inputs.forEach(require);
      const filtered = op.kind === 'conv2d' || op.kind === 'dense';
      if (filtered ? grown.has(id) : reads.length > 0) wider.add(id);
    }
    if (wider.has(graph.output)) {
      throw morphError(start, 'its units are the classes', 'Widen a layer before the logits.');
    }
  }
  return grown;
}

/**
 * Net2WiderNet on the graph: so many filters or units in a convolution or dense layer, and in those whose outputs are added to its own.
 * inherit gives the weights. LabError 'space' where the layer has no units, fewer are asked for, or its channels cannot grow.
 */
export function widen(graph: NetworkGraph, id: string, units: number): NetworkGraph {
  const { op } = layerOf(graph, id);
  if (op.kind !== 'conv2d' && op.kind !== 'dense') {
    throw morphError(id, `a '${op.kind}' layer has no units to add`, 'Widen a convolution or a dense layer.');
  }
  const before = op.kind === 'dense' ? op.units : op.filters;
  if (!Number.isInteger(units) || units <= before) {
    throw morphError(id, `expected more than its ${before} units, got ${units}`, 'A function-preserving change only adds.');
  }
  const ops = new Map<string, LayerOp>();
  for (const grown of growTogether(graph, id)) {
    const layer = layerOf(graph, grown);
    if (layer.op.kind === 'conv2d') ops.set(grown, { ...layer.op, filters: units });
    if (layer.op.kind === 'dense') ops.set(grown, { ...layer.op, units });
  }
  const widened = withOps(graph, ops);
  inferShapes(widened);
  return widened;
}

export interface Deepening {
  /** Of the new convolution or dense layer. */
  readonly id: string;
  /** Of an image; odd sides, so that there is a middle. Vectors get a dense layer, whatever is given. */
  readonly kernel?: Pair;
  /** A batch norm between the new layer and its ReLU. */
  readonly batchNorm?: boolean;
}

/**
 * Net2DeeperNet on the graph: after a layer, a convolution (or a dense layer on vectors) of as many channels, perhaps a batch norm,
 * and a ReLU; all that read the layer read that ReLU. inherit starts it as an identity. LabError 'space' where the layer is not a ReLU,
 * whose outputs a further ReLU leaves alone, or an id is taken.
 */
export function deepen(graph: NetworkGraph, after: string, { id, kernel = [3, 3], batchNorm = false }: Deepening): NetworkGraph {
  const place = layerOf(graph, after);
  if (place.op.kind !== 'relu') {
    throw morphError(
      after,
      `a new layer with a ReLU preserves the function only after a ReLU, this is '${place.op.kind}'`,
      'Choose one.',
    );
  }
  const shape = inferShapes(graph).get(after) ?? [];
  const channels = shape.at(-1) ?? 0;
  if (shape.length === 3 && kernel.some((side) => side % 2 === 0)) {
    throw morphError(after, `a kernel of ${kernel.join('×')} has no middle`, 'Use odd sides.');
  }
  const added: LayerOp =
    shape.length === 3
      ? { kind: 'conv2d', filters: channels, kernel, stride: [1, 1], padding: 'same', dilation: [1, 1], bias: true }
      : { kind: 'dense', units: channels, bias: true };
  const steps: NetworkLayer[] = [{ id, op: added, inputs: [after], group: place.group }];
  if (batchNorm)
    steps.push({ id: `${id}.norm`, op: { kind: 'batchNorm', momentum: 0.1, epsilon: 1e-3 }, inputs: [id], group: place.group });
  const last = `${id}.relu`;
  steps.push({ id: last, op: { kind: 'relu' }, inputs: [steps.at(-1)?.id ?? id], group: place.group });
  const layers = graph.layers.flatMap((layer) => {
    const moved = { ...layer, inputs: layer.inputs.map((input) => (input === after ? last : input)) };
    return layer.id === after ? [layer, ...steps] : [moved];
  });
  const deeper = { ...graph, layers, output: graph.output === after ? last : graph.output };
  validateGraph(deeper);
  return deeper;
}

/**
 * A larger kernel in a convolution, the padding 'same' so that the image keeps its size; inherit puts zeros around the old one. LabError
 * 'space' where the layer has no kernel, it would shrink, its padding is another, or a side has another parity (its middle would move).
 */
export function enlargeKernel(graph: NetworkGraph, id: string, kernel: Pair): NetworkGraph {
  const { op } = layerOf(graph, id);
  if (op.kind !== 'conv2d' && op.kind !== 'depthwiseConv2d') {
    throw morphError(id, `a '${op.kind}' layer has no kernel`, 'Choose a convolution.');
  }
  const fits = kernel.every((side, axis) => side >= (op.kernel[axis] ?? 0) && (side - (op.kernel[axis] ?? 0)) % 2 === 0);
  if (!fits || op.padding !== 'same') {
    const rule =
      op.padding === 'same' ? `${kernel.join('×')} does not surround ${op.kernel.join('×')}` : "its padding is not 'same'";
    throw morphError(id, rule, 'Add an even number of rows and columns to a convolution that keeps its size.');
  }
  return withOps(graph, new Map([[id, { ...op, kernel }]]));
}
