import { LabError } from '../core/errors';
import type { ActivationFunction, LayerOp, NetworkGraph, NetworkLayer, Padding, Pair, Sides, Window } from './types';

/** 'graph.layers[3] (cell1.op2.conv5)': the place of a layer in messages. */
export function layerPath(layer: NetworkLayer, index: number): string {
  return `graph.layers[${index}] (${layer.id})`;
}

export function graphError(where: string, rule: string, remedy: string): LabError {
  return new LabError('space', `${where}: ${rule}.`, remedy);
}

const EDIT = 'Edit the layer, or build the graph from its genotype again.';
const LARGEST = 2 ** 24;

function whole(where: string, name: string, value: number, min: number): void {
  if (!Number.isInteger(value) || value < min || value > LARGEST) {
    throw graphError(where, `${name} must be an integer from ${min} to ${LARGEST}, got ${value}`, EDIT);
  }
}

function between(where: string, name: string, value: number, min: number, max: number): void {
  if (!(value >= min && value <= max)) throw graphError(where, `${name} must lie in ${min}..${max}, got ${value}`, EDIT);
}

function pair(where: string, name: string, value: Pair, min: number): void {
  if (value.length !== 2) throw graphError(where, `${name} must be [height, width], got ${value.length} numbers`, EDIT);
  whole(where, `${name}[0]`, value[0], min);
  whole(where, `${name}[1]`, value[1], min);
}

/** Narrowing that the compiler cannot do by itself for readonly tuples. */
export function isPair(padding: Padding): padding is Pair {
  return Array.isArray(padding);
}

function checkPadding(where: string, padding: Padding): void {
  if (padding === 'same' || padding === 'valid') return;
  if (typeof padding === 'string') throw graphError(where, `padding must be 'same', 'valid' or numbers, got '${padding}'`, EDIT);
  if (isPair(padding)) pair(where, 'padding', padding, 0);
  else checkSides(where, 'padding', padding);
}

function checkSides(where: string, name: string, sides: Sides): void {
  for (const side of ['top', 'bottom', 'left', 'right'] as const) whole(where, `${name}.${side}`, sides[side], 0);
}

const ACTIVATIONS: readonly ActivationFunction[] = ['tanh', 'sigmoid', 'relu6', 'swish'];

function checkWindow(where: string, window: Window): void {
  pair(where, 'stride', window.stride, 1);
  checkPadding(where, window.padding);
}

function checkOp(where: string, op: LayerOp): void {
  switch (op.kind) {
    case 'input':
      if (op.shape.length !== 3 && op.shape.length !== 1) {
        throw graphError(where, `shape must be [height, width, channels] or [units], got [${op.shape.join(', ')}]`, EDIT);
      }
      op.shape.forEach((size, axis) => {
        whole(where, `shape[${axis}]`, size, 1);
      });
      return;
    case 'conv2d':
    case 'depthwiseConv2d':
      if (op.kind === 'conv2d') whole(where, 'filters', op.filters, 1);
      else whole(where, 'multiplier', op.multiplier, 1);
      pair(where, 'kernel', op.kernel, 1);
      pair(where, 'dilation', op.dilation, 1);
      checkWindow(where, op);
      return;
    case 'maxPool':
    case 'avgPool':
      pair(where, 'size', op.size, 1);
      checkWindow(where, op);
      return;
    case 'batchNorm':
      between(where, 'momentum', op.momentum, 0, 1);
      if (!(op.epsilon > 0)) throw graphError(where, `epsilon must be above 0, got ${op.epsilon}`, EDIT);
      return;
    case 'dropout':
      if (!(op.rate >= 0 && op.rate < 1)) throw graphError(where, `rate must be at least 0 and below 1, got ${op.rate}`, EDIT);
      return;
    case 'dense':
      whole(where, 'units', op.units, 1);
      return;
    case 'activation':
      if (!ACTIVATIONS.includes(op.fn))
        throw graphError(where, `fn must be one of ${ACTIVATIONS.join(', ')}, got '${op.fn}'`, EDIT);
      return;
    case 'zeroPad':
    case 'crop':
      checkSides(where, 'sides', op.sides);
      return;
    case 'zero':
      pair(where, 'stride', op.stride, 1);
      return;
    case 'relu':
    case 'identity':
    case 'flatten':
    case 'globalAvgPool':
    case 'concat':
    case 'add':
      return;
    default:
      op satisfies never;
  }
}

function checkInputCount(where: string, layer: NetworkLayer, index: number): void {
  const count = layer.inputs.length;
  if (layer.op.kind === 'input') {
    if (index !== 0) throw graphError(where, 'the input must be the first layer and the only one of its kind', EDIT);
    if (count !== 0) throw graphError(where, `the input takes no inputs, got ${count}`, EDIT);
  } else if (index === 0) {
    throw graphError(where, `the first layer must be the input, got '${layer.op.kind}'`, EDIT);
  } else if (layer.op.kind === 'concat' || layer.op.kind === 'add') {
    if (count < 1) throw graphError(where, `'${layer.op.kind}' needs at least one input, got none`, EDIT);
  } else if (count !== 1) {
    throw graphError(where, `'${layer.op.kind}' takes one input, got ${count}`, EDIT);
  }
}

/** A cycle through `id`, as 'a -> b -> a'; null where there is none. */
function findCycle(byId: ReadonlyMap<string, NetworkLayer>, id: string): string | null {
  const trail: string[] = [];
  const done = new Set<string>();
  const visit = (current: string): string | null => {
    const seenAt = trail.indexOf(current);
    if (seenAt >= 0) return [...trail.slice(seenAt), current].reverse().join(' -> ');
    if (done.has(current)) return null;
    trail.push(current);
    for (const input of byId.get(current)?.inputs ?? []) {
      const cycle = visit(input);
      if (cycle !== null) return cycle;
    }
    trail.pop();
    done.add(current);
    return null;
  };
  return visit(id);
}

/**
 * Checks a graph against its contract: one input, first; unique ids; every input known and earlier (topological order, so
 * no cycle); numbers in range; the output exists and every layer reaches it. Throws LabError 'space' naming the layer by
 * index and id.
 */
export function validateGraph(graph: NetworkGraph): void {
  if (graph.layers.length === 0) throw graphError('graph.layers', 'a graph needs at least its input, got none', EDIT);
  const byId = new Map<string, NetworkLayer>();
  graph.layers.forEach((layer, index) => {
    const where = layerPath(layer, index);
    if (layer.id === '') throw graphError(where, 'the id is empty', EDIT);
    if (byId.has(layer.id)) throw graphError(where, `the id '${layer.id}' is taken by an earlier layer`, EDIT);
    byId.set(layer.id, layer);
  });
  const earlier = new Set<string>();
  graph.layers.forEach((layer, index) => {
    const where = layerPath(layer, index);
    layer.inputs.forEach((input, i) => {
      if (!byId.has(input)) throw graphError(`${where}.inputs[${i}]`, `there is no layer '${input}'`, EDIT);
      if (earlier.has(input)) return;
      const cycle = findCycle(byId, layer.id);
      if (cycle !== null) throw graphError(`${where}.inputs[${i}]`, `the layers form a cycle: ${cycle}`, EDIT);
      throw graphError(`${where}.inputs[${i}]`, `'${input}' comes later; layers must be in topological order`, EDIT);
    });
    checkInputCount(where, layer, index);
    checkOp(where, layer.op);
    earlier.add(layer.id);
  });
  if (!byId.has(graph.output)) throw graphError('graph.output', `there is no layer '${graph.output}'`, EDIT);
  const needed = new Set([graph.output]);
  for (let index = graph.layers.length - 1; index >= 0; index -= 1) {
    const layer = graph.layers[index] as NetworkLayer;
    if (!needed.has(layer.id)) throw graphError(layerPath(layer, index), 'nothing on the way to the output reads it', EDIT);
    for (const input of layer.inputs) needed.add(input);
  }
}
