import { LAB_KERNELS } from '../kernelNames';
import { tf } from '../tf';
import { hasKernel, runKernel } from './runKernel';

/** Activations that no layer takes in: tanh, sigmoid 1 / (1 + e^-x), relu6 min(max(x, 0), 6), swish x sigmoid(x). */
export type UnaryActivation = 'tanh' | 'sigmoid' | 'relu6' | 'swish';

/** fn(x), number by number; one kernel forward and one back where the backend has them. */
export function activation<T extends tf.Tensor>(x: T, fn: UnaryActivation): T {
  if (hasKernel(LAB_KERNELS.activation)) return runKernel(LAB_KERNELS.activation, { x }, { fn }) as T;
  switch (fn) {
    case 'tanh':
      return tf.tanh(x);
    case 'sigmoid':
      return tf.sigmoid(x);
    case 'relu6':
      return tf.relu6(x);
    case 'swish':
      return tf.mul(x, tf.sigmoid(x));
    default:
      return fn satisfies never;
  }
}
