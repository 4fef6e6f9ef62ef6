import { isCellGroup } from '../../graph/count';
import { inferShapes } from '../../graph/shapes';
import type { NetworkGraph } from '../../graph/types';

/** Where a network's channels shrink. */
export interface ChannelDrop {
  readonly group: string;
  readonly from: number;
  readonly to: number;
}

/**
 * The first cell (group of the graph) that ends on fewer channels than the one before it, or null. Only images count, and only cells: the
 * head makes classes of features, and bottlenecks inside a cell are meant.
 */
export function channelDrop(graph: NetworkGraph): ChannelDrop | null {
  const shapes = inferShapes(graph);
  const ends = new Map<string, number>();
  for (const layer of graph.layers) {
    const shape = shapes.get(layer.id) ?? [];
    if (isCellGroup(layer.group) && shape.length === 3) ends.set(layer.group, shape[2] ?? 0);
  }
  let before = 0;
  for (const [group, channels] of ends) {
    if (channels < before) return { group, from: before, to: channels };
    before = channels;
  }
  return null;
}
