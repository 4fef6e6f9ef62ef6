import { adamStep, tf } from '../../tensor';
import { ADAM, RMSPROP } from '../state';
import type { StepOptions } from '../types';

/** Parameters with their moments, all of them lists of the layout's slices. */
export interface TensorSlots {
  readonly params: readonly tf.Variable[];
  readonly firstMoments: readonly tf.Variable[];
  readonly secondMoments: readonly tf.Variable[];
}

/** One optimiser step number `step` (1-based), in place; the gradient shortened to gradientClip where it is longer. */
export function tensorStep(slots: TensorSlots, gradients: readonly tf.Tensor[], options: StepOptions, step: number): void {
  const { learningRate, optimiser = 'adam', gradientClip = null } = options;
  const clipped = gradientClip === null ? gradients : shortened(gradients, gradientClip);
  for (const [i, gradient] of clipped.entries()) {
    const param = slots.params[i];
    const m = slots.firstMoments[i];
    const v = slots.secondMoments[i];
    if (param === undefined || m === undefined || v === undefined) throw new RangeError('tensorStep: a gradient too many');
    switch (optimiser) {
      case 'adam':
        adamStep({ param, m, v }, gradient, { learningRate, ...ADAM }, step);
        break;
      case 'rmsprop':
        v.assign(tf.add(tf.mul(v, RMSPROP.decay), tf.mul(tf.square(gradient), 1 - RMSPROP.decay)));
        param.assign(tf.sub(param, tf.div(tf.mul(gradient, learningRate), tf.add(tf.sqrt(v), RMSPROP.epsilon))));
        break;
      case 'sgd':
        param.assign(tf.sub(param, tf.mul(gradient, learningRate)));
        break;
      default:
        optimiser satisfies never;
    }
  }
}

/** All gradients times min(1, most / norm), norm over all of them. */
function shortened(gradients: readonly tf.Tensor[], most: number): readonly tf.Tensor[] {
  const norm = tf.sqrt(tf.addN(gradients.map((gradient) => tf.sum(tf.square(gradient)))));
  const scale = tf.minimum(1, tf.div(most, tf.maximum(norm, 1e-30)));
  return gradients.map((gradient) => tf.mul(gradient, scale));
}
