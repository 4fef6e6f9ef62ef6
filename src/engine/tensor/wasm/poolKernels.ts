import type { TensorInfo } from '@tensorflow/tfjs-core';
import { pairOf } from '../gradients/attrs';
import { LAB_KERNELS } from '../kernelNames';
import { tf } from '../tf';
import { setWindow, shape4 } from './convKernels';
import type { KernelExports } from './exports';
import type { Heap } from './heap';
import { type KernelCall, register } from './registry';

export function registerPoolKernels(kernels: KernelExports, heap: Heap): void {
  /** Sets the window of the call's pool over x and gives its output shape. */
  const poolOver = (call: KernelCall, x: TensorInfo): number[] => {
    const { filterSize, strides, pad, dimRoundingMode, dilations } = call.attrs;
    const info = tf.backend_util.computePool2DInfo(
      shape4(x.shape),
      pairOf(filterSize),
      pairOf(strides),
      pairOf(dilations),
      pad,
      dimRoundingMode,
    );
    setWindow(kernels, info);
    return info.outShape;
  };

  register('MaxPool', (call) => {
    const x = call.input('x');
    const y = heap.output(poolOver(call, x));
    kernels.maxPool(heap.at(x), heap.at(y));
    return y;
  });
  register('MaxPoolGrad', (call) => {
    const x = call.input('input');
    const dx = heap.output(x.shape);
    poolOver(call, x);
    kernels.maxPoolGrad(heap.at(call.input('dy')), heap.at(x), heap.at(call.input('output')), heap.at(dx));
    return dx;
  });
  register('AvgPool', (call) => {
    const x = call.input('x');
    const y = heap.output(poolOver(call, x));
    kernels.avgPool(heap.at(x), heap.at(y));
    return y;
  });
  const avgPoolGrad = (call: KernelCall): TensorInfo => {
    const x = call.input('input');
    const dx = heap.output(x.shape);
    poolOver(call, x);
    kernels.avgPoolGrad(heap.at(call.input('dy')), heap.at(dx));
    return dx;
  };
  register('AvgPoolGrad', avgPoolGrad);
  register(LAB_KERNELS.avgPoolGrad, avgPoolGrad);
}
