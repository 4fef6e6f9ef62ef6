import { LabError } from '../core/errors';
import type { Shape } from '../core/shape';
import { layerName } from './names';
import { layerParameters } from './parameters';
import { inferShapes, inputShapes } from './shapes';
import type { GraphCount, LayerCount, LayerOp, NetworkGraph } from './types';

const FLOAT_BYTES = 4;

const elements = (shape: Shape): number => shape.reduce((product, size) => product * size, 1);

/** Groups whose parameters are `params.cells`. */
export function isCellGroup(group: string): boolean {
  return group.startsWith('cell');
}

interface Cost {
  readonly trainable: number;
  readonly fixed: number;
  readonly macs: number;
}

/**
 * conv2d:          kh kw Cin F (+ F)           macs  Hout Wout F kh kw Cin
 * depthwiseConv2d: kh kw Cin m (+ Cin m)       macs  Hout Wout Cin m kh kw
 * dense:           In U (+ U)                  macs  In U
 * batchNorm:       2 C trained (scale, shift), 2 C not (running mean, variance)
 *
 * Every weight is used once at each position of the output; an output that is a vector has one position.
 */
function layerCost(op: LayerOp, input: Shape, output: Shape): Cost {
  const cost = { trainable: 0, fixed: 0, macs: 0 };
  const positions = elements(output.slice(0, -1));
  for (const { shape, trainable, role } of layerParameters(op, input)) {
    const count = elements(shape);
    cost[trainable ? 'trainable' : 'fixed'] += count;
    if (role === 'weights') cost.macs += positions * count;
  }
  return cost;
}

function exact(name: string, value: number): number {
  if (!Number.isSafeInteger(value)) {
    throw new LabError(
      'space',
      `graph: ${name} is too large to count exactly (${value}).`,
      'Use smaller images or fewer filters.',
    );
  }
  return value;
}

/**
 * Exact integer counts of a graph, per layer and in sum. params.total includes untrained ones (batch norm's running
 * moments); cells are the groups named 'cell...', head the group 'head'; bias, pooling, activation and normalisation
 * count no MACs. LabError 'space' on an invalid graph.
 */
export function countGraph(graph: NetworkGraph): GraphCount {
  const shapes = inferShapes(graph);
  const layers: LayerCount[] = [];
  const params = { total: 0, trainable: 0, cells: 0, head: 0 };
  let macs = 0;
  let memoryBytes = 0;
  for (const layer of graph.layers) {
    const outputShape = shapes.get(layer.id) ?? [];
    const input = inputShapes(shapes, layer)[0] ?? [];
    const cost = layerCost(layer.op, input, outputShape);
    const shared = layer.op.kind === 'identity' || layer.op.kind === 'flatten';
    const activationBytes = shared ? 0 : FLOAT_BYTES * elements(outputShape);
    const total = cost.trainable + cost.fixed;
    params.total += total;
    params.trainable += cost.trainable;
    if (isCellGroup(layer.group)) params.cells += total;
    if (layer.group === 'head') params.head += total;
    macs += cost.macs;
    memoryBytes += activationBytes;
    layers.push({
      id: layer.id,
      name: layerName(layer.op),
      kind: layer.op.kind,
      group: layer.group,
      inputs: layer.inputs,
      outputShape,
      params: total,
      trainableParams: cost.trainable,
      macs: cost.macs,
      activationBytes,
    });
  }
  exact('params', params.total);
  return { layers, params, macs: exact('macs', macs), memoryBytes: exact('memoryBytes', memoryBytes) };
}
