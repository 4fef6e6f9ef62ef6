import { describe, expect, it } from 'vitest';
import { canonicalText, graphHash } from '../../../src/engine/graph/canonical';
import { activation, conv2d, crop, dense, flatten, relu, zero, zeroPad } from '../../../src/engine/graph/ops';
import type { LayerOp, NetworkGraph, NetworkLayer } from '../../../src/engine/graph/types';
import { graph, layer } from './support';

/** input -> (3×3 conv, 5×5 conv) -> join -> ... ; `order` lists the two branches first or second. */
function twoBranches(names: readonly [string, string], swap: boolean, join: 'add' | 'concat', swapInputs = false): NetworkGraph {
  const [a, b] = names;
  const branchA = layer(a, conv2d(4, [3, 3]), ['input']);
  const branchB = layer(b, conv2d(4, [5, 5]), ['input']);
  const branches: NetworkLayer[] = swap ? [branchB, branchA] : [branchA, branchB];
  return graph([
    layer('input', { kind: 'input', shape: [8, 8, 1] }, []),
    ...branches,
    layer('join', { kind: join }, swapInputs ? [b, a] : [a, b]),
    layer('f', flatten, ['join']),
    layer('out', dense(3), ['f']),
  ]);
}

describe('canonicalText', () => {
  it('does not depend on ids, groups or the order of listing', () => {
    const one = canonicalText(twoBranches(['a', 'b'], false, 'concat'));
    expect(canonicalText(twoBranches(['zebra', 'ape'], true, 'concat'))).toBe(one);
    expect(one.split('\n')).toHaveLength(6);
  });

  it('ignores the order of a sum, not that of a concatenation', () => {
    expect(graphHash(twoBranches(['a', 'b'], false, 'add', true))).toBe(graphHash(twoBranches(['a', 'b'], false, 'add')));
    expect(graphHash(twoBranches(['a', 'b'], false, 'concat', true))).not.toBe(
      graphHash(twoBranches(['a', 'b'], false, 'concat')),
    );
    expect(graphHash(twoBranches(['a', 'b'], false, 'add'))).not.toBe(graphHash(twoBranches(['a', 'b'], false, 'concat')));
  });

  it('tells layers apart by what reads them', () => {
    // Two equal ReLUs on the input; one of them alone also feeds the convolution.
    const build = (first: string, second: string) =>
      graph([
        layer('input', { kind: 'input', shape: [8, 8, 4] }, []),
        layer(first, relu, ['input']),
        layer(second, relu, ['input']),
        layer('conv', conv2d(4, [3, 3]), ['p']),
        layer('join', { kind: 'add' }, ['p', 'q', 'conv']),
      ]);
    expect(canonicalText(build('p', 'q'))).toBe(canonicalText(build('q', 'p')));
  });

  it('writes equal paddings alike and different ones apart', () => {
    const padded = (padding: Parameters<typeof conv2d>[2]) =>
      graphHash(
        graph([layer('input', { kind: 'input', shape: [8, 8, 4] }, []), layer('c', conv2d(4, [3, 3], padding), ['input'])]),
      );
    expect(padded({ padding: [1, 2] })).toBe(padded({ padding: { top: 1, bottom: 1, left: 2, right: 2 } }));
    expect(padded({ padding: [1, 2] })).not.toBe(padded({ padding: [2, 1] }));
    expect(padded({ bias: false })).not.toBe(padded({}));
  });

  it('tells activations, crops, paddings and zeros apart by what they do', () => {
    const hashOf = (op: LayerOp) =>
      graphHash(graph([layer('input', { kind: 'input', shape: [8, 8, 4] }, []), layer('op', op, ['input'])]));
    const sides = { top: 1, bottom: 0, left: 1, right: 0 };
    const turned = { top: 0, bottom: 1, left: 0, right: 1 };
    const hashes = [
      ...(['tanh', 'sigmoid', 'relu6', 'swish'] as const).map((fn) => hashOf(activation(fn))),
      hashOf(relu),
      hashOf(crop(sides)),
      hashOf(crop(turned)),
      hashOf(zeroPad(sides)),
      hashOf(zeroPad(turned)),
      hashOf(zero([1, 1])),
      hashOf(zero([2, 2])),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(hashOf(crop({ right: 0, left: 1, bottom: 0, top: 1 }))).toBe(hashOf(crop(sides)));
  });

  it('is pinned: a change of the text changes every stored hash', () => {
    expect(graphHash(twoBranches(['a', 'b'], false, 'concat'))).toBe('85a511f275a85b52');
  });
});

describe('what computes nothing', () => {
  const withZero = (id: string, op: LayerOp, inputs: readonly string[]): NetworkGraph =>
    graph([
      layer('input', { kind: 'input', shape: [8, 8, 4] }, []),
      layer('a', conv2d(4, [3, 3]), ['input']),
      layer('z', zero([1, 1]), ['input']),
      layer(id, op, inputs),
      layer('f', flatten, [id]),
      layer('out', dense(3), ['f']),
    ]);
  const plain = graph([
    layer('input', { kind: 'input', shape: [8, 8, 4] }, []),
    layer('a', conv2d(4, [3, 3]), ['input']),
    layer('f', flatten, ['a']),
    layer('out', dense(3), ['f']),
  ]);

  it('is left out: identities, sums and concatenations of one, zeros in a sum', () => {
    const hash = graphHash(plain);
    const lean = (id: string, op: LayerOp) =>
      graph([...plain.layers.slice(0, 2), layer(id, op, ['a']), layer('f', flatten, [id]), layer('out', dense(3), ['f'])]);
    expect(graphHash(lean('same', { kind: 'identity' }))).toBe(hash);
    expect(graphHash(lean('sum', { kind: 'add' }))).toBe(hash);
    expect(graphHash(lean('joined', { kind: 'concat' }))).toBe(hash);
    expect(graphHash(lean('never', { kind: 'dropout', rate: 0 }))).toBe(hash);
    expect(graphHash(lean('often', { kind: 'dropout', rate: 0.1 }))).not.toBe(hash);
    expect(graphHash(withZero('sum', { kind: 'add' }, ['z', 'a']))).toBe(hash);
  });

  it('is told from zeros that count: in a concatenation, or twice the same term', () => {
    expect(graphHash(withZero('joined', { kind: 'concat' }, ['z', 'a']))).not.toBe(graphHash(plain));
    const twice = graph([
      ...plain.layers.slice(0, 2),
      layer('sum', { kind: 'add' }, ['a', 'a']),
      layer('f', flatten, ['sum']),
      layer('out', dense(3), ['f']),
    ]);
    expect(graphHash(twice)).not.toBe(graphHash(plain));
  });
});
