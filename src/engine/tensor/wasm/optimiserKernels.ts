import { LAB_KERNELS } from '../kernelNames';
import { gradientName, paramName } from '../ops/slots';
import type { KernelExports } from './exports';
import type { Heap } from './heap';
import { type KernelCall, register } from './registry';

const sizeOf = (shape: readonly number[]): number => shape.reduce((all, n) => all * n, 1);

/** The optimisers: one call for all parameters, which are found through a table of pointers; contracts in kernelNames.ts. */
export function registerOptimiserKernels(kernels: KernelExports, heap: Heap): void {
  /** Address of (parameter, gradient, floats) of each parameter of the call. */
  const table = (call: KernelCall): number => {
    const words: number[] = [];
    for (let i = 0; i < call.number('count'); i += 1) {
      const param = call.input(paramName(i));
      words.push(heap.at(param), heap.at(call.input(gradientName(i))), sizeOf(param.shape));
    }
    return heap.words(words);
  };
  register(LAB_KERNELS.adam, (call) => {
    kernels.adam(
      table(call),
      call.number('count'),
      heap.at(call.input('m')),
      heap.at(call.input('v')),
      call.number('rate'),
      call.number('beta1'),
      call.number('beta2'),
      call.number('epsilon'),
      call.number('decay'),
    );
    return [];
  });
  register(LAB_KERNELS.sgd, (call) => {
    kernels.sgd(
      table(call),
      call.number('count'),
      heap.at(call.input('velocity')),
      call.number('rate'),
      call.number('momentum'),
      call.number('decay'),
      call.flag('nesterov') ? 1 : 0,
    );
    return [];
  });
}
