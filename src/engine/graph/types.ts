import type { Shape } from '../core/shape';

/**
 * The child network as a typed DAG. Counting, drawing, training and exporting all read this and nothing else.
 * Shapes leave out the batch: [height, width, channels] for images, [units] for vectors. NHWC, float32.
 */

export type Pair = readonly [height: number, width: number];

/** 'same' keeps ceil(size / stride); 'valid' adds none; a Pair pads so many zeros on each side of each axis. */
export type Padding = 'same' | 'valid' | Pair;

export interface Window {
  readonly stride: Pair;
  readonly padding: Padding;
}

export type LayerOp =
  | { readonly kind: 'input'; readonly shape: Shape }
  | ({
      readonly kind: 'conv2d';
      readonly filters: number;
      readonly kernel: Pair;
      readonly dilation: Pair;
      readonly bias: boolean;
    } & Window)
  | ({
      readonly kind: 'depthwiseConv2d';
      readonly multiplier: number;
      readonly kernel: Pair;
      readonly dilation: Pair;
      readonly bias: boolean;
    } & Window)
  | ({ readonly kind: 'maxPool'; readonly size: Pair } & Window)
  | ({ readonly kind: 'avgPool'; readonly size: Pair } & Window)
  | { readonly kind: 'batchNorm'; readonly momentum: number; readonly epsilon: number }
  | { readonly kind: 'relu' }
  | { readonly kind: 'identity' }
  | { readonly kind: 'dropout'; readonly rate: number }
  | { readonly kind: 'flatten' }
  | { readonly kind: 'globalAvgPool' }
  | { readonly kind: 'dense'; readonly units: number; readonly bias: boolean }
  | { readonly kind: 'concat' }
  | { readonly kind: 'add' };

export type LayerKind = LayerOp['kind'];

export interface NetworkLayer {
  /** Unique in the graph, and readable: 'cell1.op2.conv5'. Variables are named after it. */
  readonly id: string;
  readonly op: LayerOp;
  readonly inputs: readonly string[];
  /** What the layer belongs to in the drawing and in the sums: 'cell1', 'cell2', 'head', ... Cells start with 'cell'. */
  readonly group: string;
}

/** Layers in topological order; the first is the input; the output layer gives logits [classes]. */
export interface NetworkGraph {
  readonly version: 1;
  readonly layers: readonly NetworkLayer[];
  readonly output: string;
}

export interface LayerCount {
  readonly id: string;
  readonly name: string;
  readonly kind: LayerKind;
  readonly group: string;
  readonly inputs: readonly string[];
  readonly outputShape: Shape;
  readonly params: number;
  readonly trainableParams: number;
  /** Multiply-accumulates of one image's forward pass. */
  readonly macs: number;
  /** Bytes of the output of one image, float32. */
  readonly activationBytes: number;
}

export interface GraphCount {
  readonly layers: readonly LayerCount[];
  readonly params: { readonly total: number; readonly trainable: number; readonly cells: number; readonly head: number };
  readonly macs: number;
  /** Sum of the layers' activationBytes: what a training step holds for one image. */
  readonly memoryBytes: number;
}
