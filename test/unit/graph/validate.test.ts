import { describe, expect, it } from 'vitest';
import { batchNorm, conv2d, crop, dense, dropout, flatten, pool, relu, zero, zeroPad } from '../../../src/engine/graph/ops';
import { validateGraph } from '../../../src/engine/graph/validate';
import { graph, labError, layer } from './support';

const image = layer('input', { kind: 'input', shape: [4, 4, 1] }, []);

describe('validateGraph', () => {
  it('accepts a graph of the contract', () => {
    validateGraph(
      graph([image, layer('a', relu, ['input']), layer('b', relu, ['input']), layer('sum', { kind: 'add' }, ['a', 'b'])]),
    );
  });

  it.each([
    ['no layers', graph([], 'x'), /graph\.layers: .*got none/],
    ['a first layer that is no input', graph([layer('a', relu, [])]), /layers\[0\] \(a\).*'relu'/],
    ['a second input', graph([image, layer('again', { kind: 'input', shape: [4, 4, 1] }, [])]), /layers\[1\] \(again\)/],
    ['a repeated id', graph([image, layer('a', relu, ['input']), layer('a', relu, ['a'])]), /layers\[2\] \(a\).*taken/],
    ['an unknown input', graph([image, layer('a', relu, ['nowhere'])]), /layers\[1\] \(a\)\.inputs\[0\].*'nowhere'/],
    [
      'a wrong order',
      graph([image, layer('b', relu, ['a']), layer('a', relu, ['input'])], 'b'),
      /layers\[1\] \(b\)\.inputs\[0\]: 'a' comes later/,
    ],
    [
      'a cycle',
      graph([image, layer('a', relu, ['c']), layer('b', relu, ['a']), layer('c', relu, ['b'])]),
      /cycle: a -> b -> c -> a/,
    ],
    ['two inputs of a unary op', graph([image, layer('a', relu, ['input', 'input'])]), /takes one input, got 2/],
    ['an empty sum', graph([image, layer('a', { kind: 'add' }, [])]), /needs at least one input/],
    ['an unknown output', graph([image], 'nowhere'), /graph\.output: there is no layer 'nowhere'/],
    [
      'a layer that nothing reads',
      graph([image, layer('dead', relu, ['input']), layer('b', relu, ['input'])]),
      /layers\[1\] \(dead\).*nothing/,
    ],
    ['zero filters', graph([image, layer('a', conv2d(0, [3, 3]), ['input'])]), /filters must be an integer.*got 0/],
    ['half a kernel', graph([image, layer('a', conv2d(1, [1.5, 3]), ['input'])]), /kernel\[0\].*got 1.5/],
    [
      'a negative padding',
      graph([image, layer('a', conv2d(1, [3, 3], { padding: [0, -1] }), ['input'])]),
      /padding\[1\].*got -1/,
    ],
    [
      'a negative side',
      graph([image, layer('a', conv2d(1, [3, 3], { padding: { top: 0, bottom: -2, left: 0, right: 0 } }), ['input'])]),
      /padding\.bottom.*got -2/,
    ],
    ['a stride of 0', graph([image, layer('a', pool('maxPool', [2, 2], [0, 1], 'same'), ['input'])]), /stride\[0\].*got 0/],
    ['a dropout of 1', graph([image, layer('a', dropout(1), ['input'])]), /rate.*got 1/],
    [
      'a negative crop',
      graph([image, layer('a', crop({ top: 0, bottom: 0, left: -1, right: 0 }), ['input'])]),
      /sides\.left.*got -1/,
    ],
    [
      'half a row of zeros',
      graph([image, layer('a', zeroPad({ top: 0.5, bottom: 0, left: 0, right: 0 }), ['input'])]),
      /sides\.top.*got 0.5/,
    ],
    ['zeros without a stride', graph([image, layer('a', zero([1, 0]), ['input'])]), /stride\[1\].*got 0/],
    [
      'an activation that there is not',
      graph([image, layer('a', JSON.parse('{"kind":"activation","fn":"gelu"}'), ['input'])]),
      /fn must be one of tanh, sigmoid, relu6, swish, got 'gelu'/,
    ],
    ['NaN momentum', graph([image, layer('a', batchNorm(Number.NaN, 1e-3), ['input'])]), /momentum.*got NaN/],
    ['no epsilon', graph([image, layer('a', batchNorm(0.1, 0), ['input'])]), /epsilon.*got 0/],
    ['too many units', graph([image, layer('f', flatten, ['input']), layer('a', dense(2 ** 30), ['f'])]), /units.*1073741824/],
    ['a shape of rank 2', graph([layer('input', { kind: 'input', shape: [4, 4] }, [])]), /shape must be.*\[4, 4\]/],
  ])('refuses %s', (_, broken, message) => {
    const error = labError(() => validateGraph(broken));
    expect(error.kind).toBe('space');
    expect(error.message).toMatch(message);
    expect(error.remedy).not.toBe('');
  });
});
