import { type KernelTask, outputSide } from '../kernels/shapes';
import { fewSlopes, kernelValues, samplesOf } from '../kernels/values';
import type { Job } from '../support/job';
import type { Jax, JaxArray } from './api';
import { toChannelsFirst, toChannelsLast, toInOutLast, toOutInFirst } from './layout';

export type ConvTask = Extract<KernelTask, { readonly op: 'conv' }>;

/** A convolution or one of its gradients as jax differentiates it: one compiled function. */
export async function openJaxConv(jax: Jax, task: ConvTask): Promise<Job> {
  const { batch, height, width, channels, filters, kernel, stride, part } = task;
  const filterShape = [kernel[0], kernel[1], channels, filters] as const;
  const [outHeight, outWidth] = outputSide(task);
  const image = [height, width, channels] as const;
  const output = [outHeight, outWidth, filters] as const;
  const values = kernelValues(task);
  const { array } = jax.numpy;
  const slopesOf = (dy: Float32Array): JaxArray =>
    array(toChannelsFirst(dy, output), { shape: [batch, filters, outHeight, outWidth] });
  const x = array(toChannelsFirst(values.x, image), { shape: [batch, channels, height, width] });
  const weights = array(toOutInFirst(values.weights, filterShape), { shape: [filters, channels, ...kernel] });
  const dy = slopesOf(values.dy);
  const conv = (images: JaxArray, filter: JaxArray): JaxArray =>
    jax.lax.convGeneralDilated(images, filter, stride, task.pad === 'same' ? 'SAME' : 'VALID');
  /** The gradient of f at a point alone: its value is dropped, and so left out when the function is compiled. */
  const pullBack = (f: (at: JaxArray) => JaxArray, at: JaxArray, slopes: JaxArray): JaxArray => {
    const [value, pull] = jax.vjp(f, [at]);
    value.dispose();
    const [gradient] = pull(slopes);
    pull.dispose();
    return gradient;
  };
  const compiled = jax.jit((images: JaxArray, filter: JaxArray, slopes: JaxArray): JaxArray => {
    switch (part) {
      case 'forward':
        slopes.dispose();
        return conv(images, filter);
      case 'filter gradient':
        return pullBack((at) => conv(images, at), filter, slopes);
      case 'input gradient':
        return pullBack((at) => conv(at, filter), images, slopes);
      default:
        return part satisfies never;
    }
  });
  const compute = (slopes: JaxArray): JaxArray => compiled(x.ref, weights.ref, slopes.ref);
  return {
    async check(images) {
      const few = slopesOf(fewSlopes(task, values.dy, images));
      const result = await compute(few).data();
      few.dispose();
      const back =
        part === 'filter gradient'
          ? toInOutLast(result, filterShape)
          : toChannelsLast(result, part === 'forward' ? output : image);
      return samplesOf(task, back, images);
    },
    async run(times) {
      for (let i = 0; i < times; i += 1) {
        const result = compute(dy);
        await result.blockUntilReady();
        result.dispose();
      }
    },
    async close() {
      for (const each of [x, weights, dy]) each.dispose();
    },
  };
}
