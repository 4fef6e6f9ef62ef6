import { LAB_KERNELS } from '../kernelNames';
import { tf } from '../tf';
import { hasKernel, runKernelToMany } from './runKernel';

/**
 * Mean negative log-likelihood in nats: -(1 / batch) sum_i sum_c targets[i, c] log softmax(logits)[i, c].
 * logits, targets: [batch, classes], targets of any numeric type; each row of targets sums to 1 (one-hot or soft labels). Scalar.
 * Its gradient by the logits is (softmax(logits) - targets) / batch; none flows to the targets.
 */
export function softmaxCrossEntropy(logits: tf.Tensor2D, targets: tf.Tensor2D): tf.Scalar {
  const { loss, correct } = softmaxScore(logits, targets);
  correct.dispose();
  return loss;
}

/** What a batch of logits is worth. */
export interface SoftmaxScore {
  /** softmaxCrossEntropy, with its gradient. */
  readonly loss: tf.Scalar;
  /** Number of rows whose largest logit is at the largest target (the first of equal ones); kept: the caller's to dispose of. */
  readonly correct: tf.Scalar;
}

/** Loss and correct rows at once; on a backend that has the fused kernel, in one pass. Arguments as softmaxCrossEntropy. */
export function softmaxScore(logits: tf.Tensor2D, targets: tf.Tensor2D): SoftmaxScore {
  const counted: { correct?: tf.Scalar } = {};
  const op = tf.customGrad((z, save) => {
    const { value, slope, correct } = scoreAndSlope(z as tf.Tensor2D, tf.cast(targets, 'float32'));
    counted.correct = tf.keep(correct);
    (save as tf.GradSaveFunc)([slope]);
    return { value, gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(saved[0] ?? slope, dy) };
  });
  const loss = op(logits) as tf.Scalar;
  if (counted.correct === undefined) throw new TypeError('softmaxScore: the forward pass was not run');
  return { loss, correct: counted.correct };
}

function scoreAndSlope(
  logits: tf.Tensor2D,
  targets: tf.Tensor2D,
): { readonly value: tf.Scalar; readonly slope: tf.Tensor; readonly correct: tf.Scalar } {
  if (hasKernel(LAB_KERNELS.softmaxCrossEntropy)) {
    const [value, slope, correct] = runKernelToMany(LAB_KERNELS.softmaxCrossEntropy, { logits, targets }, {});
    if (value !== undefined && slope !== undefined) {
      return { value: value as tf.Scalar, slope, correct: (correct as tf.Scalar | undefined) ?? countCorrect(logits, targets) };
    }
  }
  const batch = logits.shape[0];
  const shifted = tf.sub(logits, tf.max(logits, 1, true));
  const logP = tf.sub(shifted, tf.log(tf.sum(tf.exp(shifted), 1, true)));
  const value = tf.mul(tf.sum(tf.mul(logP, targets)), -1 / batch) as tf.Scalar;
  return { value, slope: tf.mul(tf.sub(tf.exp(logP), targets), 1 / batch), correct: countCorrect(logits, targets) };
}

/** How many rows have their largest logit at the target: a scalar. */
function countCorrect(logits: tf.Tensor2D, targets: tf.Tensor2D): tf.Scalar {
  return tf.sum(tf.cast(tf.equal(tf.argMax(logits, 1), tf.argMax(targets, 1)), 'float32'));
}
