import { countGraph } from '../count';
import type { GraphCount, NetworkGraph } from '../types';
import { assignCoordinates } from './coordinates';
import type { Digraph } from './digraph';
import { type FactSource, factSource, factsOf } from './facts';
import { type FoldOptions, foldGroups } from './fold';
import { countCrossings, reduceCrossings, trivialOrder } from './order';
import { rankNodes } from './rank';
import { insertDummies, type RowGraph } from './rows';
import { textWidth } from './text';
import type { BoxSize, Drawing, DrawnFrame, DrawnNode, NodeFacts, Point, Rectangle, ViewGraph, ViewNode } from './types';

/** Sizes of the drawing, px at scale 1. */
export const BOX = {
  titleSize: 12.5,
  lineSize: 10.5,
  titleHeight: 17,
  lineHeight: 14,
  padX: 14,
  padY: 7,
  leastWidth: 92,
  mostWidth: 320,
} as const;
export const FRAME = { pad: 14, title: 22, titleSize: 11.5 } as const;
const GAP = { nodes: 24, dummy: 12, rows: 26, groups: 30 } as const;
/** A line that passes a group's frame keeps so far from it. */
const CLEAR = 8;
/** So much of the widest sideways step between two rows is added to their distance, up to a limit. */
const SLOPE = 0.07;
const MOST_SLOPE = 46;
const PORTS = 11;
const MARGIN = 16;

function sizeOf({ title, lines }: NodeFacts): BoxSize {
  const widest = lines.reduce((most, line) => Math.max(most, textWidth(line, BOX.lineSize)), textWidth(title, BOX.titleSize));
  const width = Math.min(BOX.mostWidth, Math.max(BOX.leastWidth, Math.ceil(widest) + 2 * BOX.padX));
  return { width, height: 2 * BOX.padY + BOX.titleHeight + lines.length * BOX.lineHeight };
}

interface Box {
  readonly node: ViewNode;
  readonly facts: NodeFacts;
  readonly size: BoxSize;
  readonly part: string;
}

function boxesOf(view: ViewGraph, source: FactSource): readonly Box[] {
  return view.nodes.map((node) => {
    const facts = factsOf(node, source);
    return { node, facts, size: sizeOf(facts), part: node.part };
  });
}

function digraphOf(view: ViewGraph): Digraph {
  const index = new Map(view.nodes.map(({ id }, at) => [id, at]));
  return {
    count: view.nodes.length,
    edges: view.edges.map(({ from, to }) => [index.get(from) ?? 0, index.get(to) ?? 0] as const),
  };
}

interface Span {
  readonly top: number;
  readonly bottom: number;
}

/** Rows of every part that is drawn as more than one box. */
function framedRows(boxes: readonly Box[], rank: readonly number[]): ReadonlyMap<string, Span> {
  const rows = new Map<string, number[]>();
  boxes.forEach(({ part }, index) => {
    rows.set(part, [...(rows.get(part) ?? []), rank[index] ?? 0]);
  });
  return new Map(
    [...rows].flatMap(([part, list]) =>
      list.length < 2 ? [] : [[part, { top: Math.min(...list), bottom: Math.max(...list) }] as const],
    ),
  );
}

/** Upper and lower side of every row. */
function rowSpans(
  rowGraph: RowGraph,
  boxes: readonly Box[],
  x: Float64Array,
  framed: ReadonlyMap<string, Span>,
): readonly Span[] {
  const height = new Float64Array(rowGraph.rows);
  const step = new Float64Array(rowGraph.rows);
  boxes.forEach((box, vertex) => {
    const row = rowGraph.row[vertex] ?? 0;
    height[row] = Math.max(height[row] ?? 0, box.size.height);
  });
  for (let vertex = 0; vertex < rowGraph.count; vertex += 1) {
    const row = rowGraph.row[vertex] ?? 0;
    for (const below of rowGraph.down[vertex] ?? []) {
      step[row] = Math.max(step[row] ?? 0, Math.abs((x[vertex] ?? 0) - (x[below] ?? 0)));
    }
  }
  const begins = new Set([...framed.values()].map(({ top }) => top));
  const ends = new Set([...framed.values()].map(({ bottom }) => bottom));
  let y = MARGIN;
  return Array.from(height, (rowHeight, row) => {
    if (begins.has(row)) y += FRAME.title;
    const top = y;
    const bottom = top + rowHeight;
    y = bottom + GAP.rows + Math.min(MOST_SLOPE, SLOPE * (step[row] ?? 0)) + (ends.has(row) ? FRAME.pad : 0);
    return { top, bottom };
  });
}

/** Where on its upper side a box takes in each vertex above it: in the order of their x, so that no two cross there. */
function portsOf(rowGraph: RowGraph, vertex: number, width: number, x: Float64Array): ReadonlyMap<number, number> {
  const above = [...(rowGraph.up[vertex] ?? [])].sort((a, b) => (x[a] ?? 0) - (x[b] ?? 0) || a - b);
  const distance = above.length < 2 ? 0 : Math.min(PORTS, (width - 2 * BOX.padX) / (above.length - 1));
  const first = (x[vertex] ?? 0) - (distance * (above.length - 1)) / 2;
  return new Map(above.map((other, index) => [other, first + distance * index]));
}

function routesOf(
  rowGraph: RowGraph,
  places: readonly Rectangle[],
  x: Float64Array,
  spans: readonly Span[],
): readonly (readonly Point[])[] {
  const ports = places.map((place, vertex) => portsOf(rowGraph, vertex, place.width, x));
  return rowGraph.paths.map((path) =>
    path.flatMap((vertex, at): readonly Point[] => {
      const { top, bottom } = spans[rowGraph.row[vertex] ?? 0] ?? { top: 0, bottom: 0 };
      const place = places[vertex];
      const middle = x[vertex] ?? 0;
      if (place === undefined) {
        return [
          { x: middle, y: top },
          { x: middle, y: bottom },
        ];
      }
      if (at === 0) {
        return [
          { x: middle, y: place.y + place.height },
          { x: middle, y: bottom },
        ];
      }
      const port = ports[vertex]?.get(path[at - 1] ?? -1) ?? middle;
      return [
        { x: port, y: top },
        { x: port, y: place.y },
      ];
    }),
  );
}

/** The rectangle around rectangles and points. */
function around(rectangles: readonly Rectangle[], points: readonly Point[]): Rectangle {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  const take = (x: number, y: number): void => {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  };
  for (const { x, y, width, height } of rectangles) {
    take(x, y);
    take(x + width, y + height);
  }
  for (const { x, y } of points) take(x, y);
  return { x: left, y: top, width: right - left, height: bottom - top };
}

function framesOf(
  boxes: readonly Box[],
  places: readonly Rectangle[],
  digraph: Digraph,
  routes: readonly (readonly Point[])[],
  framed: ReadonlyMap<string, Span>,
): readonly DrawnFrame[] {
  const own = new Map([...framed.keys()].map((part) => [part, { places: [] as Rectangle[], bends: [] as Point[] }]));
  boxes.forEach(({ part }, index) => {
    const place = places[index];
    if (place !== undefined) own.get(part)?.places.push(place);
  });
  digraph.edges.forEach(([from, to], index) => {
    const part = boxes[from]?.part ?? '';
    if (part === boxes[to]?.part) own.get(part)?.bends.push(...(routes[index] ?? []));
  });
  const frames = [...own].flatMap(([part, inside]): readonly DrawnFrame[] => {
    const { x, y, width, height } = around(inside.places, inside.bends);
    const frame = {
      x: x - FRAME.pad,
      y: y - FRAME.title,
      width: width + 2 * FRAME.pad,
      height: height + FRAME.title + FRAME.pad,
    };
    // A frame says "these and no others": where another group's box lies within, it would not be true.
    const isTrue = places.every((place, index) => boxes[index]?.part === part || !overlap(frame, place));
    const group = boxes.find((box) => box.part === part)?.node.group ?? part;
    return isTrue ? [{ ...frame, part, group, nodes: inside.places.length }] : [];
  });
  return frames.filter((frame, index) => !frames.some((other, at) => at < index && overlap(frame, other)));
}

/** True where two rectangles have more than an edge in common. */
export function overlap(a: Point & BoxSize, b: Point & BoxSize): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/**
 * A graph drawn in layers (Sugiyama, Tagawa, Toda 1981): boxes by foldGroups, rows by rankNodes, orders by
 * reduceCrossings, x by assignCoordinates. No two boxes overlap; every edge goes down; routes pass rows of boxes only
 * straight and beside the boxes. The same graph and options give the same drawing. Sizes and places in px at scale 1.
 * count: of the graph, where the caller has it. LabError 'space' on an invalid graph.
 */
export function drawGraph(graph: NetworkGraph, options: FoldOptions = {}, count: GraphCount = countGraph(graph)): Drawing {
  const view = foldGroups(graph, options);
  const boxes = boxesOf(view, factSource(graph, count));
  const parts = [...new Set(boxes.map(({ part }) => part))];
  const partIndex = new Map(parts.map((part, index) => [part, index]));
  const digraph = digraphOf(view);
  const rank = rankNodes(
    digraph,
    boxes.map(({ part }) => partIndex.get(part) ?? 0),
  );
  const rowGraph = insertDummies(digraph, rank);
  const { order, crossings, sweeps } = reduceCrossings(rowGraph);
  const half = (vertex: number): number => (boxes[vertex]?.size.width ?? 0) / 2;
  const partOf = (vertex: number): string | undefined => boxes[rowGraph.origin[vertex] ?? 0]?.part;
  const x = assignCoordinates(rowGraph, order, (left, right) => {
    const same = partOf(left) === partOf(right);
    const isBoxes = left < boxes.length && right < boxes.length;
    const isLines = left >= boxes.length && right >= boxes.length;
    const inner = isBoxes ? GAP.nodes : GAP.dummy;
    const outer = isBoxes ? GAP.nodes + GAP.groups : isLines ? GAP.dummy : FRAME.pad + CLEAR;
    return half(left) + half(right) + (same ? inner : outer);
  });
  const framed = framedRows(boxes, rank);
  const spans = rowSpans(rowGraph, boxes, x, framed);
  const places = boxes.map(({ size: { width, height } }, vertex): Rectangle => {
    const { top, bottom } = spans[rank[vertex] ?? 0] ?? { top: 0, bottom: 0 };
    return { x: (x[vertex] ?? 0) - width / 2, y: (top + bottom - height) / 2, width, height };
  });
  const routes = routesOf(rowGraph, places, x, spans);
  const frames = framesOf(boxes, places, digraph, routes, framed);
  const whole = around([...places, ...frames], routes.flat());
  const shifted = (point: Point): Point => ({ x: tenth(point.x - whole.x + MARGIN), y: tenth(point.y - whole.y + MARGIN) });
  return {
    nodes: boxes.map(({ node, facts, size }, index): DrawnNode => {
      return { ...node, ...facts, ...size, ...shifted(places[index] ?? whole), row: rank[index] ?? 0 };
    }),
    edges: view.edges.map(({ from, to }, index) => ({ from, to, points: (routes[index] ?? []).map(shifted) })),
    frames: frames.map((frame) => {
      return { ...frame, ...shifted(frame), width: tenth(frame.width), height: tenth(frame.height) };
    }),
    width: Math.ceil(whole.width) + 2 * MARGIN,
    height: Math.ceil(whole.height) + 2 * MARGIN,
    work: {
      rows: rowGraph.rows,
      dummies: rowGraph.count - rowGraph.nodes,
      sweeps,
      crossings,
      crossingsBefore: countCrossings(rowGraph, trivialOrder(rowGraph)),
    },
  };
}

/** In whole tenths of a pixel. */
const tenth = (value: number): number => Math.round(value * 10) / 10;
