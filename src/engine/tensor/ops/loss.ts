import { LAB_KERNELS } from '../kernelNames';
import { tf } from '../tf';
import { hasKernel, runKernelToMany } from './runKernel';

/**
 * Mean negative log-likelihood in nats: -(1 / batch) sum_i sum_c targets[i, c] log softmax(logits)[i, c].
 * logits, targets: [batch, classes], targets of any numeric type; each row of targets sums to 1 (one-hot or soft labels). Scalar.
 * Its gradient by the logits is (softmax(logits) - targets) / batch; none flows to the targets.
 */
export function softmaxCrossEntropy(logits: tf.Tensor2D, targets: tf.Tensor2D): tf.Scalar {
  const op = tf.customGrad((z, save) => {
    const [value, slope] = lossAndSlope(z as tf.Tensor2D, tf.cast(targets, 'float32'));
    (save as tf.GradSaveFunc)([slope]);
    return { value, gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(saved[0] ?? slope, dy) };
  });
  return op(logits);
}

function lossAndSlope(logits: tf.Tensor2D, targets: tf.Tensor2D): [tf.Scalar, tf.Tensor] {
  if (hasKernel(LAB_KERNELS.softmaxCrossEntropy)) {
    const [value, slope] = runKernelToMany(LAB_KERNELS.softmaxCrossEntropy, { logits, targets }, {});
    if (value !== undefined && slope !== undefined) return [value as tf.Scalar, slope];
  }
  const batch = logits.shape[0];
  const shifted = tf.sub(logits, tf.max(logits, 1, true));
  const logP = tf.sub(shifted, tf.log(tf.sum(tf.exp(shifted), 1, true)));
  const value = tf.mul(tf.sum(tf.mul(logP, targets)), -1 / batch) as tf.Scalar;
  return [value, tf.mul(tf.sub(tf.exp(logP), targets), 1 / batch)];
}
