import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { Rng } from '../../src/engine/core/rng';
import { inferShapes } from '../../src/engine/graph';
import type { NetworkGraph, NetworkLayer } from '../../src/engine/graph/types';
import { pixelTable, takeBatch } from '../../src/engine/train/batches';
import { dropoutMask } from '../../src/engine/train/dropout';
import { initialValues } from '../../src/engine/train/initialise';
import { variablesOf } from '../../src/engine/train/variables';
import type { Job } from '../support/job';
import { BATCH, CHECK_STEPS, graphOf, noiseImages, type TrainTask, trainOptionsOf } from './cases';

type Variables = ReadonlyMap<string, tf.Variable>;

function variableOf(variables: Variables, name: string): tf.Variable {
  const variable = variables.get(name);
  if (variable === undefined) throw new TypeError(`stock child: no variable ${name}`);
  return variable;
}

const two = ([a, b]: readonly [number, number]): [number, number] => [a, b];

function padOf(padding: unknown): 'same' | 'valid' {
  if (padding === 'same' || padding === 'valid') return padding;
  throw new TypeError('stock child: only same and valid padding');
}

/** One layer in the ops of a plain tfjs program. */
function applyLayer({ id, op }: NetworkLayer, x: tf.Tensor, variables: Variables, masks: Rng): tf.Tensor {
  const part = (name: string): tf.Variable => variableOf(variables, `${id}.${name}`);
  const withBias = (y: tf.Tensor, bias: boolean): tf.Tensor => (bias ? tf.add(y, part('bias')) : y);
  switch (op.kind) {
    case 'conv2d': {
      const filter = part('filter') as tf.Tensor as tf.Tensor4D;
      const y = tf.conv2d(x as tf.Tensor4D, filter, two(op.stride), padOf(op.padding), 'NHWC', two(op.dilation));
      return withBias(y, op.bias);
    }
    case 'depthwiseConv2d': {
      const filter = part('filter') as tf.Tensor as tf.Tensor4D;
      return withBias(tf.depthwiseConv2d(x as tf.Tensor4D, filter, two(op.stride), padOf(op.padding)), op.bias);
    }
    case 'dense':
      return withBias(tf.matMul(x as tf.Tensor2D, part('kernel') as tf.Tensor as tf.Tensor2D), op.bias);
    case 'maxPool':
      return tf.maxPool(x as tf.Tensor4D, two(op.size), two(op.stride), padOf(op.padding));
    case 'relu':
      return tf.relu(x);
    case 'flatten':
      return tf.reshape(x, [x.shape[0] ?? 0, -1]);
    case 'dropout':
      return tf.mul(x, tf.tensor(dropoutMask(masks, op.rate, x.size), x.shape));
    case 'input':
    case 'identity':
      return x;
    default:
      throw new TypeError(`stock child: no ${op.kind} layers in this bench`);
  }
}

/** A child as a plain tfjs program: stock ops, stock gradients, stock Adam; the lab's initial weights and dropout masks. */
class StockChild {
  private readonly variables = new Map<string, tf.Variable>();
  private readonly optimiser: tf.AdamOptimizer;
  private readonly masks: Rng;

  constructor(
    private readonly graph: NetworkGraph,
    { learningRate, init, seed }: ReturnType<typeof trainOptionsOf>,
  ) {
    for (const spec of variablesOf(graph, inferShapes(graph))) {
      const values = tf.tensor(initialValues(spec, init, seed), [...spec.shape]);
      this.variables.set(spec.name, tf.variable(values, spec.trainable));
      values.dispose();
    }
    this.optimiser = tf.train.adam(learningRate, 0.9, 0.999, 1e-8);
    this.masks = Rng.fromSeed(seed, 'dropout');
  }

  /** One training step; the mean loss of the batch before it. */
  step(x: tf.Tensor4D, targets: tf.Tensor2D): tf.Scalar {
    const loss = this.optimiser.minimize(() => tf.losses.softmaxCrossEntropy(targets, this.logits(x)), true, [
      ...this.variables.values(),
    ]);
    if (loss === null) throw new TypeError('stock child: minimize gave no loss');
    return loss;
  }

  dispose(): void {
    this.optimiser.dispose();
    tf.dispose([...this.variables.values()]);
  }

  private logits(x: tf.Tensor4D): tf.Tensor2D {
    const values = new Map<string, tf.Tensor>();
    for (const layer of this.graph.layers) {
      const input = layer.op.kind === 'input' ? x : values.get(layer.inputs[0] ?? '');
      if (input === undefined) throw new TypeError(`stock child: ${layer.id} has no input`);
      values.set(layer.id, applyLayer(layer, input, this.variables, this.masks));
    }
    return values.get(this.graph.output) as tf.Tensor2D;
  }
}

/** Trains a child in stock tfjs, on the backend that is active in this realm. */
export async function openStockTraining(task: TrainTask): Promise<Job> {
  const graph = graphOf(task);
  const set = noiseImages(task);
  const options = trainOptionsOf(BATCH);
  const table = pixelTable(options.normalise);
  const stepOf = (child: StockChild, size: number, step: number): tf.Scalar =>
    tf.tidy(() => {
      const from = (step * size) % set.count;
      const { pixels, targets } = takeBatch(set, table, null, from, from + size);
      return child.step(tf.tensor4d(pixels, [size, ...task.input]), tf.tensor2d(targets, [size, set.classes]));
    });
  const read = async (loss: tf.Scalar): Promise<number> => {
    const [value = Number.NaN] = await loss.data();
    loss.dispose();
    return value;
  };
  const child = new StockChild(graph, options);
  let steps = 0;
  return {
    async check(images) {
      const fresh = new StockChild(graph, options);
      const losses: number[] = [];
      for (let step = 0; step < CHECK_STEPS; step += 1) losses.push(await read(stepOf(fresh, images, step)));
      fresh.dispose();
      return losses;
    },
    async run(times) {
      for (let i = 0; i < times; i += 1, steps += 1) {
        const loss = stepOf(child, BATCH, steps);
        if (i === times - 1) await read(loss);
        else loss.dispose();
      }
    },
    close: async () => child.dispose(),
  };
}
