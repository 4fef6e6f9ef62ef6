import { GraphBuilder } from '../../../src/engine/graph/builder';
import type { LayerOp, NetworkGraph, Padding, Pair } from '../../../src/engine/graph/types';

const ONE: Pair = [1, 1];

export const conv = (filters: number, kernel: Pair, padding: Padding = 'same', bias = true): LayerOp => ({
  kind: 'conv2d',
  filters,
  kernel,
  dilation: ONE,
  bias,
  stride: ONE,
  padding,
});

export const depthwise = (kernel: Pair): LayerOp => ({
  kind: 'depthwiseConv2d',
  multiplier: 1,
  kernel,
  dilation: ONE,
  bias: false,
  stride: ONE,
  padding: 'same',
});

export const pool = (kind: 'maxPool' | 'avgPool', size: Pair, stride: Pair = ONE, padding: Padding = 'same'): LayerOp => ({
  kind,
  size,
  stride,
  padding,
});

const relu: LayerOp = { kind: 'relu' };

/** Every layer kind but dropout: the graph of test/fixtures/adam_steps.py, 7x7x2 to 3 classes. */
export function everyKind(): NetworkGraph {
  const graph = new GraphBuilder();
  const input = graph.input([7, 7, 2]);
  const a = graph.chain('cell1', input, [
    ['conv', conv(3, [3, 3], [1, 1])],
    ['conv.relu', relu],
  ]);
  const b = graph.chain('cell1', a, [
    ['tall', conv(3, [1, 3])],
    ['wide', conv(3, [3, 1])],
    ['wide.relu', relu],
  ]);
  const c = graph.chain('cell1', b, [
    ['depth', depthwise([3, 3])],
    ['point', conv(3, ONE)],
    ['point.relu', relu],
  ]);
  const max = graph.add('max', 'cell1', pool('maxPool', [2, 2]), [c]);
  const avg = graph.add('avg', 'cell1', pool('avgPool', [2, 2]), [a]);
  const d = graph.add('sum', 'cell1', { kind: 'add' }, [max, avg]);
  const e = graph.add('concat', 'cell1', { kind: 'concat' }, [d, b]);
  const g = graph.chain('cell2', e, [
    ['shrunk', conv(4, [5, 5], { top: 1, bottom: 1, left: 1, right: 1 }, false)],
    ['norm', { kind: 'batchNorm', momentum: 0.1, epsilon: 1e-5 }],
    ['norm.relu', relu],
  ]);
  const flat = graph.chain('head', g, [
    ['half', pool('maxPool', [2, 2], [2, 2], 'valid')],
    ['flat', { kind: 'flatten' }],
  ]);
  const mean = graph.chain('head', g, [
    ['blur', pool('avgPool', [3, 3], ONE, [1, 1])],
    ['mean', { kind: 'globalAvgPool' }],
  ]);
  const joined = graph.add('joined', 'head', { kind: 'concat' }, [flat, mean]);
  const output = graph.chain('head', joined, [
    ['hidden', { kind: 'dense', units: 5, bias: true }],
    ['hidden.relu', relu],
    ['same', { kind: 'identity' }],
    ['logits', { kind: 'dense', units: 3, bias: true }],
  ]);
  return graph.build(output);
}

/** conv 3x3 - relu - maxpool 2x2 - flatten - dropout - dense, for images of size x size x 1. */
export function smallNet(size: number, classes: number, dropout: number): NetworkGraph {
  const graph = new GraphBuilder();
  const output = graph.chain('cell1', graph.input([size, size, 1]), [
    ['conv', conv(4, [3, 3])],
    ['conv.relu', relu],
    ['half', pool('maxPool', [2, 2], [2, 2])],
    ['flat', { kind: 'flatten' }],
    ['drop', { kind: 'dropout', rate: dropout }],
    ['logits', { kind: 'dense', units: classes, bias: true }],
  ]);
  return graph.build(output);
}

/** A network without a convolution: image, flatten, dense layers under every activation. */
export function denseOnly(): NetworkGraph {
  const graph = new GraphBuilder();
  const output = graph.chain('head', graph.input([1, 1, 10]), [
    ['flat', { kind: 'flatten' }],
    ['one', { kind: 'dense', units: 8, bias: true }],
    ['one.tanh', { kind: 'activation', fn: 'tanh' }],
    ['two', { kind: 'dense', units: 7, bias: false }],
    ['two.sigmoid', { kind: 'activation', fn: 'sigmoid' }],
    ['three', { kind: 'dense', units: 6, bias: true }],
    ['three.relu6', { kind: 'activation', fn: 'relu6' }],
    ['four', { kind: 'dense', units: 5, bias: true }],
    ['four.swish', { kind: 'activation', fn: 'swish' }],
    ['logits', { kind: 'dense', units: 3, bias: true }],
  ]);
  return graph.build(output);
}

/** Half of it ends in zeros: the layers above them are computed, and their weights have gradients of zero. */
export function deadEnd(): NetworkGraph {
  const graph = new GraphBuilder();
  const input = graph.input([6, 5, 2]);
  const alive = graph.add('alive', 'cell1', conv(3, [3, 3]), [input]);
  const dead = graph.chain('cell1', input, [
    ['dead', conv(3, [3, 3])],
    ['dead.norm', { kind: 'batchNorm', momentum: 0.1, epsilon: 1e-3 }],
    ['dead.zero', { kind: 'zero', stride: ONE }],
  ]);
  const sum = graph.add('sum', 'cell1', { kind: 'add' }, [alive, dead, dead]);
  const output = graph.chain('head', sum, [
    ['mean', { kind: 'globalAvgPool' }],
    ['logits', { kind: 'dense', units: 3, bias: true }],
  ]);
  return graph.build(output);
}
