import type { TensorInfo } from '@tensorflow/tfjs-core';
import { LAB_KERNELS } from '../kernelNames';
import { convInfo, setWindow, shape4 } from './convKernels';
import type { KernelExports } from './exports';
import type { Heap } from './heap';
import { type KernelCall, register, registerOver } from './registry';

const isNhwc = ({ attrs }: KernelCall): boolean => attrs.dataFormat === undefined || attrs.dataFormat === 'NHWC';

export function registerDepthwiseKernels(kernels: KernelExports, heap: Heap): void {
  registerOver('DepthwiseConv2dNative', isNhwc, (call) => {
    const x = call.input('x');
    const filter = call.input('filter');
    const info = convInfo(shape4(x.shape), shape4(filter.shape), call.attrs, true);
    const y = heap.output(info.outShape);
    setWindow(kernels, info);
    kernels.depthwise(heap.at(x), heap.at(filter), heap.at(y), heap.scratch(kernels.depthwiseScratch()));
    return y;
  });

  const inputGrad = (call: KernelCall): TensorInfo => {
    const dy = call.input('dy');
    const filter = call.input('filter');
    const inputShape = shape4(call.attrs.inputShape);
    const info = convInfo(inputShape, shape4(filter.shape), call.attrs, true);
    const dx = heap.output(inputShape);
    setWindow(kernels, info);
    kernels.depthwiseInputGrad(heap.at(dy), heap.at(filter), heap.at(dx), heap.scratch(kernels.depthwiseScratch()));
    return dx;
  };
  register('DepthwiseConv2dNativeBackpropInput', inputGrad);
  register(LAB_KERNELS.depthwiseBackpropInput, inputGrad);

  const filterGrad = (call: KernelCall): TensorInfo => {
    const x = call.input('x');
    const dy = call.input('dy');
    const filterShape = shape4(call.attrs.filterShape);
    const info = convInfo(shape4(x.shape), filterShape, call.attrs, true);
    const dfilter = heap.output(filterShape);
    setWindow(kernels, info);
    kernels.depthwiseFilterGrad(heap.at(x), heap.at(dy), heap.at(dfilter), heap.scratch(kernels.depthwiseScratch()));
    return dfilter;
  };
  register('DepthwiseConv2dNativeBackpropFilter', filterGrad);
  register(LAB_KERNELS.depthwiseBackpropFilter, filterGrad);
}
