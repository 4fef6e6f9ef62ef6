import { describe, expect, it } from 'vitest';
import {
  activation,
  conv2d,
  crop,
  dense,
  depthwiseConv2d,
  flatten,
  pool,
  relu,
  zero,
  zeroPad,
} from '../../../src/engine/graph/ops';
import { graphClasses, inferShapes } from '../../../src/engine/graph/shapes';
import type { LayerOp, Padding } from '../../../src/engine/graph/types';
import { windowAxis } from '../../../src/engine/graph/window';
import { graph, labError, layer } from './support';

const shapeAfter = (op: LayerOp, input: readonly number[]) =>
  inferShapes(graph([layer('input', { kind: 'input', shape: input }, []), layer('op', op, ['input'])])).get('op');

describe('windowAxis', () => {
  it('agrees with a window slid place by place, at every small size', () => {
    const paddings: Padding[] = ['valid', [0, 0], [1, 2], [3, 0], { top: 4, bottom: 1, left: 0, right: 2 }];
    for (const padding of paddings) {
      for (let size = 1; size <= 9; size += 1) {
        for (const kernel of [1, 2, 3, 5]) {
          for (const stride of [1, 2, 3]) {
            for (const dilation of [1, 2]) {
              for (const axis of [0, 1] as const) {
                const found = windowAxis(size, kernel, stride, dilation, padding, axis);
                let places = 0;
                for (let at = -found.before; at + dilation * (kernel - 1) < size + found.after; at += stride) places += 1;
                expect(found.output).toBe(places);
              }
            }
          }
        }
      }
    }
  });

  it("'same' keeps ceil(size / stride) with the least padding, the odd one after", () => {
    expect(windowAxis(28, 2, 1, 1, 'same', 0)).toEqual({ before: 0, after: 1, output: 28 });
    expect(windowAxis(28, 5, 1, 1, 'same', 0)).toEqual({ before: 2, after: 2, output: 28 });
    expect(windowAxis(7, 3, 2, 1, 'same', 1)).toEqual({ before: 1, after: 1, output: 4 });
    expect(windowAxis(8, 3, 2, 1, 'same', 1)).toEqual({ before: 0, after: 1, output: 4 });
    expect(windowAxis(5, 3, 1, 2, 'same', 1)).toEqual({ before: 2, after: 2, output: 5 });
    expect(windowAxis(5, 1, 3, 1, 'same', 1)).toEqual({ before: 0, after: 0, output: 2 });
  });
});

describe('inferShapes', () => {
  it.each([
    ['5×5 conv same', conv2d(8, [5, 5]), [28, 28, 1], [28, 28, 8]],
    ['5×5 conv padding 1', conv2d(8, [5, 5], { padding: [1, 1] }), [28, 28, 1], [26, 26, 8]],
    ['1×3 conv padding 1', conv2d(8, [1, 3], { padding: [1, 1] }), [28, 28, 1], [30, 28, 8]],
    ['3×3 conv stride 2', conv2d(4, [3, 3], { stride: [2, 2] }), [33, 20, 3], [17, 10, 4]],
    ['dilated depthwise', depthwiseConv2d([3, 3], { dilation: [2, 2], padding: 'valid', multiplier: 2 }), [9, 8, 3], [5, 4, 6]],
    ['2×2 max pool', pool('maxPool', [2, 2], [2, 2], 'valid'), [7, 6, 5], [3, 3, 5]],
    ['zero pad', zeroPad({ top: 1, bottom: 2, left: 0, right: 3 }), [7, 6, 5], [10, 9, 5]],
    ['crop', crop({ top: 1, bottom: 2, left: 0, right: 3 }), [7, 6, 5], [4, 3, 5]],
    ['zero', zero([1, 1]), [7, 6, 5], [7, 6, 5]],
    ['zero stride 2', zero([2, 2]), [7, 6, 5], [4, 3, 5]],
    ['zero stride 2×3', zero([2, 3]), [7, 7, 5], [4, 3, 5]],
    ['tanh', activation('tanh'), [7, 6, 5], [7, 6, 5]],
    ['swish of a vector', activation('swish'), [9], [9]],
    ['flatten', flatten, [7, 6, 5], [210]],
    ['global average', { kind: 'globalAvgPool' }, [7, 6, 5], [5]],
    ['relu', relu, [7, 6, 5], [7, 6, 5]],
  ] as const)('%s', (_, op, input, expected) => {
    expect(shapeAfter(op, input)).toEqual(expected);
  });

  it.each([
    [
      'a crop of all rows',
      crop({ top: 3, bottom: 4, left: 0, right: 0 }),
      [7, 6, 5],
      /7 rows and 0 columns leaves nothing of 7×6×5/,
    ],
    ['a crop of a vector', crop({ top: 0, bottom: 0, left: 0, right: 0 }), [9], /'crop' reads an image.*got \[9\]/],
    ['a padded vector', zeroPad({ top: 0, bottom: 0, left: 0, right: 0 }), [9], /'zeroPad' reads an image.*got \[9\]/],
    ['zeros of a vector', zero([1, 1]), [9], /'zero' reads an image.*got \[9\]/],
  ] as const)('refuses %s', (_, op, input, message) => {
    const error = labError(() => shapeAfter(op, input));
    expect(error.kind).toBe('space');
    expect(error.message).toMatch(message);
    expect(error.message).toContain('graph.layers[1] (op)');
  });

  it('joins channels and checks places', () => {
    const image = layer('input', { kind: 'input', shape: [6, 4, 2] }, []);
    const wide = layer('wide', conv2d(5, [1, 1]), ['input']);
    const half = layer('half', pool('maxPool', [2, 2], [2, 2], 'valid'), ['input']);
    const joined = inferShapes(graph([image, wide, layer('c', { kind: 'concat' }, ['wide', 'input', 'wide'])]));
    expect(joined.get('c')).toEqual([6, 4, 12]);
    expect(labError(() => inferShapes(graph([image, half, layer('c', { kind: 'concat' }, ['half', 'input'])]))).message).toMatch(
      /layers\[2\] \(c\).*3×2×2 and 6×4×2/,
    );
    expect(labError(() => inferShapes(graph([image, wide, layer('a', { kind: 'add' }, ['wide', 'input'])]))).message).toMatch(
      /'add' needs equal shapes, got 6×4×5 and 6×4×2/,
    );
  });

  it('names the layer whose window does not fit', () => {
    const error = labError(() => shapeAfter(conv2d(1, [7, 7], { padding: 'valid' }), [6, 9, 1]));
    expect(error.kind).toBe('space');
    expect(error.message).toMatch(/layers\[1\] \(op\): a 7×7 window does not fit an image of 6×9×1/);
  });

  it('refuses dense on an image and conv on a vector', () => {
    expect(labError(() => shapeAfter(dense(3), [4, 4, 1])).message).toMatch(/'dense' reads a vector/);
    expect(labError(() => shapeAfter(conv2d(3, [1, 1]), [4])).message).toMatch(/'conv2d' reads an image/);
  });

  it('counts the classes of a vector output only', () => {
    const image = layer('input', { kind: 'input', shape: [2, 2, 1] }, []);
    expect(graphClasses(graph([image, layer('f', flatten, ['input']), layer('d', dense(7), ['f'])]))).toBe(7);
    expect(labError(() => graphClasses(graph([image]))).message).toMatch(/must be a vector of logits, got \[2, 2, 1\]/);
  });
});
