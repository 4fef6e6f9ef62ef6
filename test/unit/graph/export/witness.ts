import type { Normalise } from '../../../../src/engine/graph/export';
import type { NetworkGraph } from '../../../../src/engine/graph/types';
import { tf } from '../../../../src/engine/tensor';
import { ChildModel } from '../../../../src/engine/train/model';
import { randomImages, randomWeights } from './randomGraph';

/** A network with weights, images and the logits that the lab's own forward pass gives them. */
export interface Witness {
  readonly graph: NetworkGraph;
  readonly weights: ReadonlyMap<string, Float32Array>;
  /** [height, width, channels] or [units] */
  readonly input: readonly number[];
  readonly batch: number;
  /** [batch, ...input], row-major. */
  readonly images: Float32Array;
  /** [batch, classes] */
  readonly logits: Float32Array;
}

function normalised(value: number, channel: number, normalise: Normalise | undefined): number {
  if (normalise === undefined) return value;
  const [mean, std] = [[normalise.mean].flat(), [normalise.std].flat()];
  return (value - (mean[channel] ?? mean[0] ?? 0)) / (std[channel] ?? std[0] ?? 1);
}

/**
 * Computes a witness on the current backend; normalise: what its images go through on their way to the network; trained: its weights,
 * drawn from the seed where they are left out.
 */
export async function witnessOf(
  graph: NetworkGraph,
  seed: number,
  normalise?: Normalise,
  trained?: ReadonlyMap<string, Float32Array>,
): Promise<Witness> {
  const training = { epochs: 1, batch: 1, learningRate: 1e-3, init: 'he-uniform', normalise: { mean: 0, std: 1 }, seed } as const;
  const model = new ChildModel(graph, training, 'plain');
  try {
    const sizes = new Map([...(await model.values())].map(([name, values]) => [name, values.length]));
    const weights = trained ?? randomWeights(sizes, seed);
    model.load(weights);
    const input = [...model.inputShape];
    const batch = 3;
    const images = randomImages(batch * input.reduce((a, b) => a * b, 1), seed);
    const x: tf.Tensor = tf.tensor(
      images.map((value, i) => normalised(value, i % (input.at(-1) ?? 1), normalise)),
      [batch, ...input],
    );
    const y = model.predict(x as tf.Tensor4D);
    const logits = Float32Array.from(await y.data());
    tf.dispose([x, y]);
    return { graph, weights, input, batch, images, logits };
  } finally {
    model.dispose();
  }
}

/** [batch, height, width, channels] -> [batch, channels, height, width]; vectors stay. */
export function channelsFirst({ images, input, batch }: Pick<Witness, 'images' | 'input' | 'batch'>): {
  readonly values: Float32Array;
  readonly dims: readonly number[];
} {
  const [height = 0, width = 0, channels = 0] = input;
  if (input.length !== 3) return { values: images, dims: [batch, ...input] };
  const values = new Float32Array(images.length);
  let to = 0;
  for (let image = 0; image < batch; image += 1) {
    for (let channel = 0; channel < channels; channel += 1) {
      for (let place = 0; place < height * width; place += 1) {
        values[to] = images[(image * height * width + place) * channels + channel] ?? 0;
        to += 1;
      }
    }
  }
  return { values, dims: [batch, channels, height, width] };
}

/** max |a - b| / max(1, max |b|): the error relative to the largest logit. */
export function relativeError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let [error, scale] = [0, 1];
  for (let i = 0; i < b.length; i += 1) {
    const difference = Math.abs((a[i] ?? Number.NaN) - (b[i] ?? Number.NaN));
    error = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : Math.max(error, difference);
    scale = Math.max(scale, Math.abs(b[i] ?? 0));
  }
  return error / scale;
}
