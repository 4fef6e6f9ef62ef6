import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import type { ConvOptions, DenseOptions, OptimiserSettings } from '../../src/engine/tensor';

/**
 * The door to tfjs as src/engine/tensor has it, but with nothing of the lab behind it: the ops that stock tfjs programs
 * use, with stock gradients. Bundled instead of src/engine/tensor for the bench's stock engine.
 */
export { tf };

/** Makes stock tfjs compute on its cpu backend; answers what computes. */
export async function openStockCpu(): Promise<string> {
  await import('@tensorflow/tfjs-backend-cpu');
  if (!(await tf.setBackend('cpu'))) throw new Error("tfjs's cpu backend did not start");
  await tf.ready();
  return `stock tfjs ${tf.version_core} cpu`;
}

export function conv2d(x: tf.Tensor4D, filter: tf.Tensor4D, options: ConvOptions): tf.Tensor4D {
  const { bias, activation = 'linear', strides = 1, pad, dilations = 1 } = options;
  const y = tf.conv2d(x, filter, strides, pad, 'NHWC', dilations);
  const z = bias === undefined ? y : tf.add<tf.Tensor4D>(y, bias);
  return activation === 'relu' ? tf.relu(z) : z;
}

export function dense(x: tf.Tensor2D, kernel: tf.Tensor2D, options: DenseOptions = {}): tf.Tensor2D {
  const { bias, activation = 'linear' } = options;
  const y: tf.Tensor2D = tf.matMul(x, kernel);
  const z = bias === undefined ? y : tf.add<tf.Tensor<tf.Rank.R2>>(y, bias);
  return activation === 'relu' ? tf.relu(z) : z;
}

export function softmaxCrossEntropy(logits: tf.Tensor2D, targets: tf.Tensor2D): tf.Scalar {
  return tf.losses.softmaxCrossEntropy(targets, logits);
}

/** Parameters with their moments, which are tensors of their own here. */
interface StockOptimiser {
  readonly params: readonly tf.Variable[];
  readonly m: readonly tf.Variable[];
  readonly v: readonly tf.Variable[];
  steps: number;
}

export function optimiserState(params: readonly tf.Variable[]): StockOptimiser {
  const zeros = (): tf.Variable[] => params.map((param) => tf.tidy(() => tf.variable(tf.zerosLike(param), false)));
  return { params, m: zeros(), v: zeros(), steps: 0 };
}

export function disposeOptimiser({ m, v }: StockOptimiser): void {
  tf.dispose([...m, ...v]);
}

export function optimiserStep(state: StockOptimiser, gradients: readonly tf.Tensor[], settings: OptimiserSettings): void {
  if (settings.kind !== 'adam') throw new Error('the stock engine of the bench knows Adam only');
  const { learningRate, beta1, beta2, epsilon } = settings;
  state.steps += 1;
  state.params.forEach((param, i) => {
    const [m, v, gradient] = [state.m[i], state.v[i], gradients[i]];
    if (m === undefined || v === undefined || gradient === undefined) throw new Error(`parameter ${i}: no gradient`);
    tf.tidy(() => {
      m.assign(tf.add(tf.mul(m, beta1), tf.mul(gradient, 1 - beta1)));
      v.assign(tf.add(tf.mul(v, beta2), tf.mul(tf.square(gradient), 1 - beta2)));
      const mHat = tf.div(m, 1 - beta1 ** state.steps);
      const vHat = tf.div(v, 1 - beta2 ** state.steps);
      param.assign(tf.sub(param, tf.mul(learningRate, tf.div(mHat, tf.add(tf.sqrt(vHat), epsilon)))));
    });
  });
}
