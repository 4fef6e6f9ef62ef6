import { LabError } from '../../core/errors';
import { LAB_KERNELS } from '../kernelNames';
import { hasKernel, runKernel } from '../ops/runKernel';
import { tf } from '../tf';

/** dy where y > 0, else 0: the gradient of ReLU, read off its output. */
export function reluGrad(dy: tf.Tensor, y: tf.Tensor): tf.Tensor {
  if (hasKernel(LAB_KERNELS.reluGrad)) return runKernel(LAB_KERNELS.reluGrad, { dy, y }, {});
  return tf.tidy(() => tf.mul(dy, tf.step(y)));
}

/** dy act'(y) for the activations of fused kernels. */
export function activationGrad(dy: tf.Tensor, y: tf.Tensor, activation: string | undefined): tf.Tensor {
  switch (activation) {
    case undefined:
    case 'linear':
      return dy;
    case 'relu':
      return reluGrad(dy, y);
    default:
      throw new LabError(
        'backend',
        `gradient: the activation '${activation}' of a fused op has none here.`,
        "Use 'relu' or 'linear', or apply the activation as an op of its own.",
      );
  }
}

/** Sum of dy: [..., channels] over all axes but the last: [channels]. */
export function biasGrad(dy: tf.Tensor): tf.Tensor1D {
  if (hasKernel(LAB_KERNELS.biasGrad)) return runKernel<tf.Rank.R1>(LAB_KERNELS.biasGrad, { dy }, {});
  const axes = dy.shape.slice(0, -1).map((_, axis) => axis);
  return tf.sum(dy, axes) as tf.Tensor1D;
}
