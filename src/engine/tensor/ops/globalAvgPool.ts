import { LAB_KERNELS } from '../kernelNames';
import { tf } from '../tf';
import { hasKernel, runKernel } from './runKernel';

/** y[n, c] = mean over height and width of x[n, h, w, c]. x: [batch, height, width, channels]; result: [batch, channels]. */
export function globalAvgPool(x: tf.Tensor4D): tf.Tensor2D {
  if (hasKernel(LAB_KERNELS.globalAvgPool)) return runKernel<tf.Rank.R2>(LAB_KERNELS.globalAvgPool, { x }, {});
  return tf.mean(x, [1, 2]) as tf.Tensor2D;
}
