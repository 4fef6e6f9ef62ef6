import { LabError } from '../../core/errors';
import { LAB_KERNELS } from '../kernelNames';
import { ACTIVATION_CODES, type KernelExports } from './exports';
import type { Heap } from './heap';
import { type KernelCall, register } from './registry';

const sizeOf = (shape: readonly number[]): number => shape.reduce((all, n) => all * n, 1);

function codeOf(call: KernelCall): number {
  const named = Object.entries(ACTIVATION_CODES).find(([name]) => name === call.text('fn'));
  if (named === undefined) {
    throw new LabError('backend', `activation: '${call.text('fn')}' is not supported on wasm.`, 'Use another activation.');
  }
  return named[1];
}

/**
 * The kernels of a training step that tfjs has no name for; contracts in kernelNames.ts. And Identity, by which tfjs keeps
 * every saved activation: its own copies the data, this one shares it.
 */
export function registerTrainingKernels(kernels: KernelExports, heap: Heap): void {
  register('Identity', (call) => heap.shared(call.input('x')));
  register(LAB_KERNELS.reluGrad, (call) => {
    const dy = call.input('dy');
    const dx = heap.output(dy.shape);
    kernels.reluGrad(heap.at(dy), heap.at(call.input('y')), heap.at(dx), sizeOf(dy.shape));
    return dx;
  });
  register(LAB_KERNELS.activation, (call) => {
    const x = call.input('x');
    const y = heap.output(x.shape);
    kernels.activation(heap.at(x), heap.at(y), sizeOf(x.shape), codeOf(call));
    return y;
  });
  register(LAB_KERNELS.activationGrad, (call) => {
    const dy = call.input('dy');
    const dx = heap.output(dy.shape);
    kernels.activationGrad(heap.at(dy), heap.at(call.input('of')), heap.at(dx), sizeOf(dy.shape), codeOf(call));
    return dx;
  });
  register(LAB_KERNELS.biasGrad, (call) => {
    const dy = call.input('dy');
    const channels = dy.shape.at(-1) ?? 1;
    const sums = heap.output([channels]);
    kernels.biasGrad(heap.at(dy), heap.at(sums), sizeOf(dy.shape) / channels, channels);
    return sums;
  });
  register(LAB_KERNELS.softmaxCrossEntropy, (call) => {
    const logits = call.input('logits');
    const [rows = 0, classes = 0] = logits.shape;
    const loss = heap.output([]);
    const slope = heap.output(logits.shape);
    const targets = heap.at(call.input('targets'));
    kernels.softmaxCrossEntropy(heap.at(logits), targets, heap.at(loss), heap.at(slope), rows, classes);
    return [loss, slope];
  });
}
