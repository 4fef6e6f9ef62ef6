import { LAB_KERNELS } from '../kernelNames';
import { tf } from '../tf';
import { hasKernel, runKernelToMany } from './runKernel';

export interface AdamSettings {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** A parameter with its two moments, all of one shape; the moments start at zero. */
export interface AdamSlot {
  readonly param: tf.Variable;
  readonly m: tf.Variable;
  readonly v: tf.Variable;
}

/**
 * One step of Adam (Kingma and Ba 2015, algorithm 1) on one parameter:
 *   m <- b1 m + (1 - b1) g,   v <- b2 v + (1 - b2) g^2,
 *   param <- param - lr (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + epsilon),  t = step, counted from 1.
 * With c = sqrt(1 - b2^t) the last line is param - (lr c / (1 - b1^t)) m / (sqrt(v) + epsilon c), which is what is computed.
 * The slot's variables change; where the backend has the fused kernel, in place and in one pass.
 */
export function adamStep(slot: AdamSlot, gradient: tf.Tensor, settings: AdamSettings, step: number): void {
  const { param, m, v } = slot;
  const { learningRate, beta1, beta2 } = settings;
  const c = Math.sqrt(1 - beta2 ** step);
  const rate = (learningRate * c) / (1 - beta1 ** step);
  const epsilon = settings.epsilon * c;
  if (hasKernel(LAB_KERNELS.adam)) {
    for (const variable of [param, m, v]) makeSole(variable);
    runKernelToMany(LAB_KERNELS.adam, { param, m, v, gradient }, { rate, beta1, beta2, epsilon });
    return;
  }
  tf.tidy(() => {
    m.assign(tf.add(tf.mul(m, beta1), tf.mul(gradient, 1 - beta1)));
    v.assign(tf.add(tf.mul(v, beta2), tf.mul(tf.square(gradient), 1 - beta2)));
    param.assign(tf.sub(param, tf.div(tf.mul(m, rate), tf.add(tf.sqrt(v), epsilon))));
  });
}

/** Gives a variable data of its own where a clone or reshape shares it, which must not change with it. */
function makeSole(variable: tf.Variable): void {
  if (tf.backend().refCount(variable.dataId) <= 1) return;
  tf.tidy(() => variable.assign(tf.add(variable, 0)));
}
