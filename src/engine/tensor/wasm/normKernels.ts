import { LAB_KERNELS } from '../kernelNames';
import type { KernelExports } from './exports';
import type { Heap } from './heap';
import { type KernelCall, register } from './registry';

const sizeOf = (shape: readonly number[]): number => shape.reduce((all, n) => all * n, 1);

/** Batch normalisation of [..., channels]; contracts in kernelNames.ts. */
export function registerNormKernels(kernels: KernelExports, heap: Heap): void {
  const sizes = (shape: readonly number[]): { rows: number; channels: number } => {
    const channels = shape.at(-1) ?? 1;
    return { rows: sizeOf(shape) / channels, channels };
  };
  const relu = (call: KernelCall): number => (call.attrs.activation === 'relu' ? 1 : 0);

  register(LAB_KERNELS.batchNorm, (call) => {
    const x = call.input('x');
    const { rows, channels } = sizes(x.shape);
    const y = heap.output(x.shape);
    const mean = heap.output([channels]);
    const variance = heap.output([channels]);
    kernels.batchNorm(
      heap.at(x),
      heap.at(call.input('gamma')),
      heap.at(call.input('beta')),
      heap.at(y),
      heap.at(mean),
      heap.at(variance),
      rows,
      channels,
      call.number('epsilon'),
      relu(call),
      heap.scratch(kernels.batchNormScratch(channels)),
    );
    return [y, mean, variance];
  });

  register(LAB_KERNELS.batchNormInference, (call) => {
    const x = call.input('x');
    const { rows, channels } = sizes(x.shape);
    const y = heap.output(x.shape);
    kernels.batchNormInference(
      heap.at(x),
      heap.at(call.input('gamma')),
      heap.at(call.input('beta')),
      heap.at(call.input('mean')),
      heap.at(call.input('variance')),
      heap.at(y),
      rows,
      channels,
      call.number('epsilon'),
      relu(call),
      heap.scratch(kernels.batchNormScratch(channels)),
    );
    return y;
  });

  register(LAB_KERNELS.batchNormGrad, (call) => {
    const x = call.input('x');
    const { rows, channels } = sizes(x.shape);
    const dx = heap.output(x.shape);
    const dgamma = heap.output([channels]);
    const dbeta = heap.output([channels]);
    kernels.batchNormGrad(
      heap.at(call.input('dy')),
      heap.at(x),
      heap.at(call.input('gamma')),
      heap.at(call.input('beta')),
      heap.at(call.input('mean')),
      heap.at(call.input('variance')),
      heap.at(dx),
      heap.at(dgamma),
      heap.at(dbeta),
      rows,
      channels,
      call.number('epsilon'),
      relu(call),
      heap.scratch(kernels.batchNormScratch(channels)),
    );
    return [dx, dgamma, dbeta];
  });
}
