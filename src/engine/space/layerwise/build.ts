import { batchNorm, conv2d, relu, zeroPad } from '../../graph/ops';
import type { NetworkGraph, Pair } from '../../graph/types';
import { type Feature, FeatureGraph } from '../cells/featureGraph';
import { poolingHead } from '../cells/pieces';
import type { BuildOptions } from '../types';

export interface LayerwiseLayer {
  readonly filters: number;
  readonly kernel: Pair;
  readonly stride: Pair;
  /** Indices of the earlier layers it reads; none: the image. */
  readonly from: readonly number[];
}

/** What a profile divides the filters by. */
export const FILTER_SCALE: Readonly<Record<'paper' | 'teach', number>> = { paper: 1, teach: 4 };

/** PyTorch's defaults. */
const NORM = batchNorm(0.1, 1e-5);

/** Images of one size: smaller ones are filled up with zeros below and to the right, then all are concatenated. */
function joined(graph: FeatureGraph, group: string, id: string, features: readonly Feature[]): Feature {
  const largest = (axis: 0 | 1): number => Math.max(...features.map(({ shape }) => shape[axis] ?? 0));
  const [height, width] = [largest(0), largest(1)];
  const padded = features.map((feature, i) => {
    const [bottom, right] = [height - (feature.shape[0] ?? 0), width - (feature.shape[1] ?? 0)];
    if (bottom === 0 && right === 0) return feature;
    return graph.add(group, `${id}.pad${i + 1}`, zeroPad({ top: 0, bottom, left: 0, right }), [feature]);
  });
  return graph.concat(group, `${id}.concat`, padded);
}

/**
 * The network of Zoph and Le 2017, section 3.3: a layer's inputs are concatenated along the channels, smaller ones padded with zeros; a
 * layer that reads none reads the image; the layers that no other reads are concatenated for the classifier. Each layer is a
 * convolution, batch normalisation and ReLU (section 4.1); the classifier is global average pooling and one dense layer.
 */
export function buildLayerwise(layers: readonly LayerwiseLayer[], scale: number, options: BuildOptions): NetworkGraph {
  const graph = new FeatureGraph();
  const image = graph.input(options.input);
  const outputs: Feature[] = [];
  layers.forEach(({ filters, kernel, stride, from }, i) => {
    const group = `cell${i + 1}`;
    const read = from.map((index) => outputs[index] as Feature);
    const input = read.length === 0 ? image : joined(graph, group, `${group}.inputs`, read);
    outputs.push(
      graph.chain(group, group, input, [
        ['conv', conv2d(Math.max(1, Math.round(filters / scale)), kernel, { stride, bias: false })],
        ['norm', NORM],
        ['relu', relu],
      ]),
    );
  });
  const read = new Set(layers.flatMap(({ from }) => from));
  const loose = outputs.filter((_, i) => !read.has(i));
  const last = joined(graph, 'head', 'head.inputs', loose);
  return graph.build(graph.chain('head', 'head', last, poolingHead(options.classes)));
}
