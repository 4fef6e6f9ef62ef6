import { describe, expect, it } from 'vitest';
import { countGraph } from '../../../src/engine/graph/count';
import { layerName } from '../../../src/engine/graph/names';
import {
  activation,
  batchNorm,
  conv2d,
  crop,
  dense,
  depthwiseConv2d,
  dropout,
  flatten,
  identity,
  relu,
  zero,
  zeroPad,
} from '../../../src/engine/graph/ops';
import type { LayerOp } from '../../../src/engine/graph/types';
import { graph, labError, layer } from './support';

const countOf = (op: LayerOp, shape: readonly number[]) =>
  countGraph(graph([layer('input', { kind: 'input', shape }, []), layer('op', op, ['input'], 'cell1')])).layers[1];

describe('countGraph, layer by layer, derived by hand', () => {
  it.each([
    // 3·3·2·5 weights + 5 biases; 6·4 places × 90 weights; 6·4·5 floats
    ['conv', conv2d(5, [3, 3]), [6, 4, 2], 95, 95, 2160, 480],
    // height 6 + 2 - 3 + 1 = 6, width 4 + 2 - 1 + 1 = 6; 36 places × 3·1·2·5 weights
    ['conv, unbiased 3×1 padding 1', conv2d(5, [3, 1], { padding: [1, 1], bias: false }), [6, 4, 2], 30, 30, 1080, 720],
    // stride 2: 3×2 places × 3·3·2·3 weights (multiplier 3 makes 6 channels of 9 weights) + 6 biases
    ['depthwise', depthwiseConv2d([3, 3], { stride: [2, 2], multiplier: 3 }), [6, 4, 2], 60, 60, 324, 144],
    ['dense', dense(7), [11], 84, 84, 77, 28],
    ['dense, unbiased', dense(7, false), [11], 77, 77, 77, 28],
    // scale and shift trained, running mean and variance not
    ['batch norm', batchNorm(0.1, 1e-3), [6, 4, 2], 8, 4, 0, 192],
    ['relu', relu, [6, 4, 2], 0, 0, 0, 192],
    ['dropout', dropout(0.5), [6, 4, 2], 0, 0, 0, 192],
    ['swish', activation('swish'), [6, 4, 2], 0, 0, 0, 192],
    // 8 rows of 7, 2 channels
    ['zero pad', zeroPad({ top: 1, bottom: 1, left: 0, right: 3 }), [6, 4, 2], 0, 0, 0, 448],
    ['crop', crop({ top: 1, bottom: 0, left: 1, right: 0 }), [6, 4, 2], 0, 0, 0, 120],
    ['zero stride 2', zero([2, 2]), [6, 4, 2], 0, 0, 0, 48],
    ['identity shares memory', identity, [6, 4, 2], 0, 0, 0, 0],
    ['flatten shares memory', flatten, [6, 4, 2], 0, 0, 0, 0],
  ] as const)('%s', (_, op, shape, params, trainable, macs, bytes) => {
    expect(countOf(op, shape)).toMatchObject({ params, trainableParams: trainable, macs, activationBytes: bytes });
  });

  it('sums groups: cells by their prefix, head by its name, the rest in the total only', () => {
    const count = countGraph(
      graph([
        layer('input', { kind: 'input', shape: [4, 4, 1] }, [], 'input'),
        layer('stem', conv2d(2, [1, 1]), ['input'], 'stem'),
        layer('a', conv2d(3, [1, 1], { bias: false }), ['stem'], 'cell1'),
        layer('n', batchNorm(0.1, 1e-3), ['a'], 'cell2'),
        layer('f', flatten, ['n'], 'head'),
        layer('d', dense(2), ['f'], 'head'),
      ]),
    );
    expect(count.params).toEqual({ total: 4 + 6 + 12 + 98, trainable: 4 + 6 + 6 + 98, cells: 18, head: 98 });
    expect(count.macs).toBe(16 * 2 + 16 * 6 + 96);
    expect(count.memoryBytes).toBe(4 * (16 + 32 + 48 + 48 + 2));
    expect(count.layers.map(({ name }) => name)).toEqual([
      'input 4×4×1',
      '1×1 conv, 2',
      '1×1 conv, 3',
      'batch norm',
      'flatten',
      'dense 2',
    ]);
  });

  it('refuses counts beyond exact integers', () => {
    const image = layer('input', { kind: 'input', shape: [4096, 4096, 64] }, []);
    const error = labError(() => countGraph(graph([image, layer('f', flatten, ['input']), layer('d', dense(2 ** 24), ['f'])])));
    expect([error.kind, error.message]).toEqual(['space', `graph: params is too large to count exactly (${2 ** 54 + 2 ** 24}).`]);
  });
});

describe('layerName', () => {
  it.each([
    [activation('tanh'), 'tanh'],
    [activation('sigmoid'), 'sigmoid'],
    [activation('relu6'), 'ReLU6'],
    [activation('swish'), 'swish'],
    [zeroPad({ top: 1, bottom: 1, left: 1, right: 1 }), 'zero pad 1'],
    [zeroPad({ top: 0, bottom: 1, left: 0, right: 1 }), 'zero pad bottom 1, right 1'],
    [crop({ top: 1, bottom: 0, left: 2, right: 0 }), 'crop top 1, left 2'],
    [zero([1, 1]), 'zero'],
    [zero([2, 2]), 'zero, stride 2'],
    [zero([2, 1]), 'zero, stride 2×1'],
  ])('%o', (op, name) => {
    expect(layerName(op)).toBe(name);
  });
});
