import { batchNorm, conv2d, depthwiseConv2d, pool, relu } from '../../graph/ops';
import type { LayerOp, NetworkGraph } from '../../graph/types';
import { factorizedReduction } from '../cells/factorizedReduction';
import { type Feature, FeatureGraph, type Steps } from '../cells/featureGraph';
import { poolingHead, reluConvNorm, square } from '../cells/pieces';
import type { BuildOptions } from '../types';
import type { EnasMacroLayer, EnasMacroOp } from './genotype';

/** Channels of the layers before the first reduction; each reduction doubles them. */
export const ENAS_MACRO_CHANNELS: Readonly<Record<'paper' | 'teach', number>> = { paper: 36, teach: 12 };

/** The published code's: decay 0.9, epsilon 1e-5. */
const NORM = batchNorm(0.1, 1e-5);

/** After which layers (from 0) everything is halved: at a third and at two thirds of them. */
export function reductionsAfter(layers: number): readonly number[] {
  const third = Math.floor(layers / 3);
  return [third - 1, 2 * third - 1];
}

function branch(op: EnasMacroOp, channels: number): Steps {
  const convolved = (steps: Steps): Steps => [['relu2', relu], ...steps, ['norm2', NORM]];
  const pooled = (kind: 'avgPool' | 'maxPool'): Steps => [['pool', pool(kind, [3, 3], [1, 1], 'same')]];
  const plain = (side: number): LayerOp => conv2d(channels, square(side), { bias: false });
  const separable = (side: number): Steps => [
    ['depthwise', depthwiseConv2d(square(side), { bias: false })],
    ['pointwise', conv2d(channels, [1, 1], { bias: false })],
  ];
  switch (op) {
    case 'conv3':
      return convolved([['conv', plain(3)]]);
    case 'conv5':
      return convolved([['conv', plain(5)]]);
    case 'sep3':
      return convolved(separable(3));
    case 'sep5':
      return convolved(separable(5));
    case 'avg3':
      return pooled('avgPool');
    case 'max3':
      return pooled('maxPool');
    default:
      return op satisfies never;
  }
}

/** Layer outputs, halved on demand: one that no later layer reads is not halved either. */
class Outputs {
  private readonly layers: Feature[] = [];
  private readonly halvings: { readonly group: string; readonly channels: number; readonly made: Map<number, Feature> }[] = [];

  constructor(private readonly graph: FeatureGraph) {}

  push(output: Feature): void {
    this.layers.push(output);
  }

  /** From now on every output is read at half its size. */
  halve(group: string, channels: number): void {
    this.halvings.push({ group, channels, made: new Map() });
  }

  /** What layer `index` gave, at the size that is current. since: the number of halvings before it was made. */
  at(index: number, since: number): Feature {
    let output = this.layers[index] as Feature;
    for (const { group, channels, made } of this.halvings.slice(since)) {
      const known = made.get(index);
      output =
        known ??
        factorizedReduction(this.graph, group, `${group}.layer${index + 1}`, output, {
          filters: channels,
          norm: NORM,
          relu: false,
          bias: false,
          steps: 'strided',
        });
      made.set(index, output);
    }
    return output;
  }
}

/**
 * The child of ENAS's macro space (Pham et al. 2018, section 2.3) as the published code builds a fixed one: a layer is ReLU, 1×1
 * convolution, norm, its op; from the second layer on the op's output and the layers skipped to it are concatenated and brought back
 * to the layer's channels by ReLU, 1×1 convolution, norm. At a third and two thirds every output is halved by a factorized reduction.
 * Deviation: skips are those of the paper's text (every earlier layer); in the code bit 0 is the stem and the layer just before has
 * none. Separable convolutions and pools are built as the search builds them: the code's fixed child has none.
 */
export function buildEnasMacro(layers: readonly EnasMacroLayer[], initial: number, options: BuildOptions): NetworkGraph {
  const graph = new FeatureGraph();
  let last = graph.chain('stem', 'stem', graph.input(options.input), [
    ['conv', conv2d(initial, [3, 3], { bias: false })],
    ['norm', NORM],
  ]);
  const reductions = reductionsAfter(layers.length);
  const outputs = new Outputs(graph);
  const since: number[] = [];
  let stage = 0;
  layers.forEach(({ op, skips }, k) => {
    const group = `cell${k + 1}`;
    const channels = initial * 2 ** stage;
    const calibrated = graph.chain(group, `${group}.in`, last, reluConvNorm(channels, [1, 1], { norm: NORM }));
    let output = graph.chain(group, `${group}.${op}`, calibrated, branch(op, channels));
    if (k > 0) {
      const skipped = skips.map((from) => outputs.at(from, since[from] ?? 0));
      const both = graph.concat(group, `${group}.concat`, [...skipped, output]);
      output = graph.chain(group, `${group}.out`, both, reluConvNorm(channels, [1, 1], { norm: NORM }));
    }
    outputs.push(output);
    since.push(stage);
    if (reductions.includes(k)) {
      stage += 1;
      outputs.halve(`reduce${stage}`, initial * 2 ** stage);
    }
    last = outputs.at(k, since[k] ?? 0);
  });
  return graph.build(graph.chain('head', 'head', last, poolingHead(options.classes)));
}
