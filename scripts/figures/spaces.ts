import { Rng } from '../../src/engine/core/rng';
import { countGraph } from '../../src/engine/graph';
import { drawGraph, graphSvg, groupsOf } from '../../src/engine/graph/layout';
import type { NetworkGraph } from '../../src/engine/graph/types';
import { SPACES, sample } from '../../src/engine/space';
import type { SearchSpace } from '../../src/engine/space/types';

const SEED = 1;
const IMAGE = { input: [32, 32, 3], classes: 10 } as const;
/** A drawing of more boxes is folded to a cell of each kind, and one of more still to the smallest of these. */
const READABLE = { boxes: 32, unfolded: 60 } as const;

/** Every space whose points are networks: a drawing each. */
const DRAWN: readonly SearchSpace[] = SPACES.filter((space) => space.value === undefined);

export const SPACE_FIGURES: readonly string[] = DRAWN.map(({ id }) => `space-${id}`);

interface Cell {
  readonly group: string;
  /** Cells of a kind have the same name but for its number, and either keep the image's size or reduce it. */
  readonly kind: string;
  readonly layers: number;
}

function cellsOf(graph: NetworkGraph): readonly Cell[] {
  const { layers } = countGraph(graph);
  const heights = new Map(layers.map(({ id, outputShape }) => [id, outputShape[0] ?? 1]));
  return groupsOf(graph).map((group) => {
    const own = graph.layers.filter((layer) => layer.group === group);
    const inputs = own.flatMap((layer) => layer.inputs.map((id) => heights.get(id) ?? 1));
    const last = heights.get(own.at(-1)?.id ?? '') ?? 1;
    const reduces = inputs.some((height) => height > last);
    return { group, kind: `${group.replace(/\d+$/, '')}, ${reduces ? 'reducing' : 'keeping'}`, layers: own.length };
  });
}

/**
 * Groups to draw as one box: none of a small network. Of a large one, all but the first cell of each kind, as far as these are few
 * boxes enough to be read; a group of one or two boxes would only be hidden by one of its own.
 */
function foldedOf(graph: NetworkGraph): ReadonlySet<string> {
  const { nodes } = drawGraph(graph, { fused: true });
  if (nodes.length <= READABLE.boxes) return new Set();
  const boxesOf = (group: string): number => nodes.filter((node) => node.group === group).length;
  const firsts = new Map<string, Cell>();
  for (const cell of cellsOf(graph)) if (!firsts.has(cell.kind)) firsts.set(cell.kind, cell);
  let folded: ReadonlySet<string> = new Set(groupsOf(graph).filter((group) => boxesOf(group) > 2));
  for (const { group } of [...firsts.values()].sort((a, b) => a.layers - b.layers)) {
    const opened = new Set([...folded].filter((one) => one !== group));
    if (drawGraph(graph, { folded: opened, fused: true }).nodes.length <= READABLE.unfolded) folded = opened;
  }
  return folded;
}

/** A sampled child of a space as SVG, profile teach on 32×32 colour images. name: of SPACE_FIGURES. */
export function drawSpace(name: string): string {
  const space = DRAWN.find(({ id }) => name === `space-${id}`);
  if (space === undefined) throw new RangeError(`figures: there is no space of the figure ${name}`);
  const genotype = sample(space, Rng.fromSeed(SEED, 'figure'));
  const profile = space.profiles.includes('teach') ? 'teach' : (space.profiles[0] ?? 'paper');
  const graph = space.build(genotype, { ...IMAGE, profile });
  return graphSvg(graph, {
    title: `${space.id}: a child of seed ${SEED}`,
    folded: foldedOf(graph),
    fused: true,
  });
}
