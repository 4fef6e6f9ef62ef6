import { Rng } from '../../src/engine/core/rng';
import type { NetworkGraph } from '../../src/engine/graph/types';
import { dartsChild } from './dartsChild';
import { mixedGraph } from './mixedGraphs';

export interface MixedChild {
  readonly name: string;
  readonly graph: NetworkGraph;
  /** Images of a batch. */
  readonly batch: number;
}

const CLASSES = 3;

/** Random graphs of all ops, every third a network of DARTS cells. Free of vitest and of Node. */
export function mixedChildren(count: number, seed = 20_261_122, dropout = 0): readonly MixedChild[] {
  return Array.from({ length: count }, (_, i) => {
    const rng = Rng.fromSeed(seed, `mixed ${i}`);
    const batch = 2 + rng.int(3);
    if (i % 3 < 2) {
      const layers = 6 + rng.int(18);
      return { name: `mixed graph ${i + 1} of ${layers} layers`, graph: mixedGraph(rng, layers, CLASSES, dropout), batch };
    }
    const side = 7 + rng.int(3);
    const input = [side, side + 1, 1 + rng.int(3)];
    const graph = dartsChild(rng, { input, classes: CLASSES, channels: 2, cells: 3 });
    return { name: `DARTS cells ${i + 1} on ${input.join('x')}`, graph, batch };
  });
}
