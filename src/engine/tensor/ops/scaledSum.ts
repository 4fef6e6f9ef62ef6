import { LabError } from '../../core/errors';
import { LAB_KERNELS } from '../kernelNames';
import { tf } from '../tf';
import { hasKernel, runKernel, runKernelToMany } from './runKernel';

/** Name of the k-th term among the inputs of LAB_KERNELS.scaledSum. */
export const scaledInputName = (k: number): string => `x${k}`;

/**
 * y = sum over i of weights[i] inputs[i]: a mixed operation (Liu et al. 2019, eq. 2). inputs: tensors of one shape; null
 * stands for the zero operation, whose weight gets gradient 0. weights: [inputs.length].
 * Gradients: weights[i] dy to each input, sum of dy inputs[i] to weights[i]. One pass forward and one backward where the
 * backend has the kernels. LabError 'internal' where the sizes do not fit or every input is null.
 */
export function scaledSum(inputs: readonly (tf.Tensor | null)[], weights: tf.Tensor1D): tf.Tensor {
  const terms: tf.Tensor[] = [];
  const indices: number[] = [];
  inputs.forEach((input, i) => {
    if (input === null) return;
    terms.push(input);
    indices.push(i);
  });
  const [first] = terms;
  const even = terms.every(({ shape }) => shape.join() === first?.shape.join());
  if (first === undefined || !even || weights.size !== inputs.length) {
    const shapes = inputs.map((input) => (input === null ? 'zero' : `[${input.shape}]`)).join(' ');
    throw new LabError(
      'internal',
      `scaledSum: ${weights.size} weights for ${shapes}.`,
      'Give one weight per input of one shape.',
    );
  }
  const op = tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const save = args.at(-1) as tf.GradSaveFunc;
    const [w, ...xs] = args.slice(0, -1) as [tf.Tensor, ...tf.Tensor[]];
    save([w, ...xs]);
    return { value: sumOf(w, xs), gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => slopesOf(dy, saved) };
  });
  return op(terms.length === inputs.length ? weights : tf.concat(indices.map((i) => tf.slice(weights, [i], [1]))), ...terms);
}

const named = (xs: readonly tf.Tensor[]): { [name: string]: tf.Tensor } =>
  Object.fromEntries(xs.map((x, k) => [scaledInputName(k), x]));

/** weights[k], a scalar. */
const weightAt = (weights: tf.Tensor, k: number): tf.Tensor => tf.reshape(tf.slice(weights, [k], [1]), []);

function sumOf(weights: tf.Tensor, xs: readonly tf.Tensor[]): tf.Tensor {
  if (hasKernel(LAB_KERNELS.scaledSum)) {
    return runKernel(LAB_KERNELS.scaledSum, { weights, ...named(xs) }, { count: xs.length });
  }
  return tf.addN(xs.map((x, k) => tf.mul(x, weightAt(weights, k))));
}

/** [dweights, dx0, dx1, ...] */
function slopesOf(dy: tf.Tensor, [weights, ...xs]: readonly tf.Tensor[]): tf.Tensor[] {
  if (weights === undefined) throw new TypeError('scaledSum: the weights were not saved');
  if (hasKernel(LAB_KERNELS.scaledSumGrad)) {
    return runKernelToMany(LAB_KERNELS.scaledSumGrad, { dy, weights, ...named(xs) }, { count: xs.length });
  }
  const dweights = tf.stack(xs.map((x) => tf.sum(tf.mul(dy, x))));
  return [dweights, ...xs.map((_, k) => tf.mul(dy, weightAt(weights, k)))];
}
