import type { Shape } from '../../core/shape';
import type { LayerKind } from '../types';

/** What a box of the drawing stands for: one layer, a chain of layers drawn as one, or a whole folded group. */
export type ViewKind = 'layer' | 'chain' | 'group';

export interface ViewNode {
  /** The layer's id; a chain has its first layer's, a folded group 'group:' and its part's name. */
  readonly id: string;
  readonly kind: ViewKind;
  /** Layers it stands for, in the graph's order; at least one. */
  readonly layers: readonly string[];
  /** As the layers name it. */
  readonly group: string;
  /** The group, or the piece of it that can be one box without a cycle: 'cell1', 'cell1 (2)'. */
  readonly part: string;
}

/** At least one layer of `to` reads a layer of `from`. */
export interface ViewEdge {
  readonly from: string;
  readonly to: string;
}

/** A NetworkGraph as it is to be drawn: nodes in topological order, every layer in exactly one, no edge twice. */
export interface ViewGraph {
  readonly nodes: readonly ViewNode[];
  readonly edges: readonly ViewEdge[];
}

/** Parts of a graph's size that a box or row may have, in px at scale 1. */
export interface BoxSize {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Upper left corner and size. */
export interface Rectangle extends Point, BoxSize {}

/** What is in one box, and what it costs. */
export interface NodeFacts {
  readonly title: string;
  /** Lines under the title. */
  readonly lines: readonly string[];
  /** What the layers do, in words. */
  readonly words: string;
  readonly family: OpFamily;
  readonly kinds: readonly LayerKind[];
  readonly inputShapes: readonly Shape[];
  readonly outputShape: Shape;
  readonly params: number;
  readonly macs: number;
  /** Of the whole network's, 0..1; 0 where the network has none. */
  readonly paramShare: number;
  readonly macShare: number;
}

export interface DrawnNode extends ViewNode, NodeFacts, Rectangle {
  /** Counted from 0 at the top. */
  readonly row: number;
}

export interface DrawnEdge extends ViewEdge {
  /**
   * From the lower side of `from` to the upper side of `to`. Pairs of points (0, 1), (2, 3), ... lie one above another
   * inside a row of boxes; between pairs lies the free space between two rows.
   */
  readonly points: readonly Point[];
}

/** The frame around the boxes of a group that is not folded. */
export interface DrawnFrame extends Rectangle {
  readonly part: string;
  readonly group: string;
  readonly nodes: number;
}

export interface Drawing {
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
  readonly frames: readonly DrawnFrame[];
  readonly width: number;
  readonly height: number;
  readonly work: LayoutWork;
}

/** How much there was to do: what a test can hold to a bound. */
export interface LayoutWork {
  readonly rows: number;
  readonly dummies: number;
  readonly sweeps: number;
  readonly crossings: number;
  /** Crossings with every row in the graph's own order. */
  readonly crossingsBefore: number;
}

export const OP_FAMILIES = [
  'input',
  'conv',
  'depthwise',
  'dense',
  'pool',
  'norm',
  'activation',
  'join',
  'reshape',
  'group',
] as const;
export type OpFamily = (typeof OP_FAMILIES)[number];
