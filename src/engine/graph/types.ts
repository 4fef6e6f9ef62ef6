import type { Shape } from '../core/shape';

/**
 * The child network as a typed DAG. Counting, drawing, training and exporting all read this and nothing else.
 * Shapes leave out the batch: [height, width, channels] for images, [units] for vectors. NHWC, float32.
 */

export type Pair = readonly [height: number, width: number];

/** Rows and columns on each side of an image: those that are added, or those that are cut off. */
export interface Sides {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/**
 * 'same' keeps ceil(size / stride), the odd row or column going to the bottom and right; 'valid' adds none; a Pair pads
 * so many on each side of each axis; Sides pads each side by its own number. Convolutions read zeros there. A maximum
 * never takes a padded place. An average divides by the places inside the image under 'same', and by the whole window
 * under a Pair or Sides (PyTorch's count_include_pad).
 */
export type Padding = 'same' | 'valid' | Pair | Sides;

export interface Window {
  readonly stride: Pair;
  readonly padding: Padding;
}

/**
 * tanh; sigmoid(x) = 1 / (1 + exp(-x)); relu6 = min(max(x, 0), 6) (Krizhevsky 2010); swish = x sigmoid(x) (Ramachandran et
 * al. 2017), also called SiLU. ReLU is a kind of its own, since convolutions take it in.
 */
export type ActivationFunction = 'tanh' | 'sigmoid' | 'relu6' | 'swish';

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
  /** Per channel. momentum is the weight of the new batch: running = (1 - momentum) * running + momentum * batch. */
  | { readonly kind: 'batchNorm'; readonly momentum: number; readonly epsilon: number }
  | { readonly kind: 'relu' }
  | { readonly kind: 'activation'; readonly fn: ActivationFunction }
  | { readonly kind: 'identity' }
  /** Zeros around an image. */
  | { readonly kind: 'zeroPad'; readonly sides: Sides }
  /** Rows and columns cut off an image. */
  | { readonly kind: 'crop'; readonly sides: Sides }
  /** DARTS's 'none': an image of zeros, ceil(size / stride) by as many channels, whatever the input holds. */
  | { readonly kind: 'zero'; readonly stride: Pair }
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
  /** Multiply-accumulates of one image's forward pass: convolutions (whole windows, padding included) and dense layers. */
  readonly macs: number;
  /** Bytes of the output of one image, float32; 0 for identity and flatten, whose output is their input's memory. */
  readonly activationBytes: number;
}

export interface GraphCount {
  readonly layers: readonly LayerCount[];
  readonly params: { readonly total: number; readonly trainable: number; readonly cells: number; readonly head: number };
  readonly macs: number;
  /** Sum of the layers' activationBytes: what a training step holds for one image. */
  readonly memoryBytes: number;
}
