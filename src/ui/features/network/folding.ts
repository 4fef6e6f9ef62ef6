import { useCallback, useMemo, useState } from 'react';
import { type Drawing, drawGraph, groupsOf } from '../../../engine/graph/layout';
import type { GraphCount, NetworkGraph } from '../../../engine/graph/types';

/** With more boxes than this, a network is first shown with its groups folded. */
const MOST_BOXES = 48;

export interface Folding {
  readonly drawing: Drawing;
  /** Groups of more than one layer. */
  readonly groups: readonly string[];
  readonly folded: ReadonlySet<string>;
  readonly fused: boolean;
  readonly toggle: (group: string) => void;
  readonly foldAll: (fold: boolean) => void;
  readonly setFused: (fused: boolean) => void;
}

function foldableGroups(graph: NetworkGraph): readonly string[] {
  const sizes = new Map<string, number>();
  for (const { group } of graph.layers) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  return groupsOf(graph).filter((group) => (sizes.get(group) ?? 0) > 1);
}

/** Which groups of a network are folded, and the drawing of it so. What a person chose holds for every network of the same groups. */
export function useFolding(graph: NetworkGraph, count: GraphCount): Folding {
  const groups = useMemo(() => foldableGroups(graph), [graph]);
  const key = groups.join('\n');
  const [fused, setFused] = useState(true);
  const [chosen, setChosen] = useState<{ readonly key: string; readonly folded: ReadonlySet<string> } | null>(null);
  const folded = useMemo((): ReadonlySet<string> => {
    if (chosen?.key === key) return chosen.folded;
    const boxes = drawGraph(graph, { fused: true }, count).nodes.length;
    return boxes > MOST_BOXES ? new Set(groups) : new Set();
  }, [chosen, key, graph, count, groups]);
  const drawing = useMemo(() => drawGraph(graph, { folded, fused }, count), [graph, folded, fused, count]);
  const toggle = useCallback(
    (group: string) => {
      const next = new Set(folded);
      if (!next.delete(group)) next.add(group);
      setChosen({ key, folded: next });
    },
    [folded, key],
  );
  const foldAll = useCallback((fold: boolean) => setChosen({ key, folded: new Set(fold ? groups : []) }), [key, groups]);
  return { drawing, groups, folded, fused, toggle, foldAll, setFused };
}
