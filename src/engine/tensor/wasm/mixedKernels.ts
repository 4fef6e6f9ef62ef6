import type { TensorInfo } from '@tensorflow/tfjs-core';
import { LAB_KERNELS } from '../kernelNames';
import { scaledInputName } from '../ops/scaledSum';
import { shape4 } from './convKernels';
import type { KernelExports } from './exports';
import type { Heap } from './heap';
import { type KernelCall, register } from './registry';

const sizeOf = (shape: readonly number[]): number => shape.reduce((all, n) => all * n, 1);

/** Scaled sums, bias with activation, global average pool; contracts in kernelNames.ts. */
export function registerMixedKernels(kernels: KernelExports, heap: Heap): void {
  const terms = (call: KernelCall): TensorInfo[] =>
    Array.from({ length: call.number('count') }, (_, k) => call.input(scaledInputName(k)));

  register(LAB_KERNELS.scaledSum, (call) => {
    const inputs = terms(call);
    const { shape } = call.input(scaledInputName(0));
    const y = heap.output(shape);
    const table = heap.words(inputs.map((x) => heap.at(x)));
    kernels.scaledSum(table, inputs.length, heap.at(call.input('weights')), heap.at(y), sizeOf(shape));
    return y;
  });
  register(LAB_KERNELS.scaledSumGrad, (call) => {
    const dy = call.input('dy');
    const weights = call.input('weights');
    const inputs = terms(call);
    const dweights = heap.output(weights.shape);
    const slopes = inputs.map(() => heap.output(dy.shape));
    const table = heap.words(inputs.flatMap((x, k) => [heap.at(x), heap.at(slopes[k] ?? x)]));
    kernels.scaledSumGrad(table, inputs.length, heap.at(weights), heap.at(dy), heap.at(dweights), sizeOf(dy.shape));
    return [dweights, ...slopes];
  });

  register(LAB_KERNELS.biasActivation, (call) => {
    const x = call.input('x');
    const channels = x.shape.at(-1) ?? 1;
    const y = heap.output(x.shape);
    const bias = heap.at(call.input('bias'));
    const relu = call.attrs.activation === 'relu' ? 1 : 0;
    const scratch = heap.scratch(kernels.biasActivationScratch(channels));
    kernels.biasActivation(heap.at(x), bias, heap.at(y), sizeOf(x.shape) / channels, channels, relu, scratch);
    return y;
  });

  register(LAB_KERNELS.globalAvgPool, (call) => {
    const x = call.input('x');
    const [batch, height, width, channels] = shape4(x.shape);
    const y = heap.output([batch, channels]);
    kernels.globalAvgPool(heap.at(x), heap.at(y), batch, height * width, channels);
    return y;
  });
  register(LAB_KERNELS.globalAvgPoolGrad, (call) => {
    const inputShape = shape4(call.attrs.inputShape);
    const [batch, height, width, channels] = inputShape;
    const dx = heap.output(inputShape);
    kernels.globalAvgPoolGrad(heap.at(call.input('dy')), heap.at(dx), batch, height * width, channels);
    return dx;
  });
}
