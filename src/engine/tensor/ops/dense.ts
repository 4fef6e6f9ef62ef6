import { tf } from '../tf';
import type { Activation } from './conv';
import { runKernel } from './runKernel';

export interface DenseOptions {
  /** [out] */
  readonly bias?: tf.Tensor1D;
  /** Default 'linear'. */
  readonly activation?: Activation;
}

/**
 * activation(x kernel + bias). x: [batch, in]; kernel: [in, out]; result: [batch, out].
 * Unlike tf.fused.matMul it stays one op while gradients are recorded.
 */
export function dense(x: tf.Tensor2D, kernel: tf.Tensor2D, options: DenseOptions = {}): tf.Tensor2D {
  const { bias, activation = 'linear' } = options;
  if (bias === undefined && activation === 'linear') return tf.matMul(x, kernel);
  const a = tf.reshape(x, [1, ...x.shape]);
  const b = tf.reshape(kernel, [1, ...kernel.shape]);
  const attrs = { transposeA: false, transposeB: false, activation };
  const y = runKernel<tf.Rank.R3>('_FusedMatMul', bias === undefined ? { a, b } : { a, b, bias }, attrs);
  return tf.reshape(y, [x.shape[0], kernel.shape[1]]);
}
