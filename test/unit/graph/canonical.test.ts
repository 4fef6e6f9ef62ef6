import { describe, expect, it } from 'vitest';
import { canonicalText, graphHash } from '../../../src/engine/graph/canonical';
import { conv2d, dense, flatten, relu } from '../../../src/engine/graph/ops';
import type { NetworkGraph, NetworkLayer } from '../../../src/engine/graph/types';
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

  it('is pinned: a change of the text changes every stored hash', () => {
    expect(graphHash(twoBranches(['a', 'b'], false, 'concat'))).toBe('85a511f275a85b52');
  });
});
