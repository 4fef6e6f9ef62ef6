import type { TensorInfo } from '@tensorflow/tfjs-core';
import { LabError } from '../../core/errors';
import { pairOf, type WindowAttrs } from '../gradients/attrs';
import { LAB_KERNELS } from '../kernelNames';
import { tf } from '../tf';
import type { KernelExports } from './exports';
import type { Heap } from './heap';
import { type KernelCall, register, registerOver } from './registry';

type Shape4 = [number, number, number, number];
type ConvInfo = tf.backend_util.Conv2DInfo;

export function shape4(shape: readonly number[] | undefined): Shape4 {
  const [a, b, c, d] = shape ?? [];
  if (a === undefined || b === undefined || c === undefined || d === undefined) {
    throw new LabError(
      'backend',
      `wasm kernel: expected 4 dimensions, got [${shape ?? ''}].`,
      'Reshape to [batch, h, w, channels].',
    );
  }
  return [a, b, c, d];
}

export function convInfo(x: Shape4, filter: Shape4, attrs: WindowAttrs, depthwise: boolean): ConvInfo {
  const { pad, dimRoundingMode } = attrs;
  return tf.backend_util.computeConv2DInfo(
    x,
    filter,
    pairOf(attrs.strides),
    pairOf(attrs.dilations),
    pad,
    dimRoundingMode,
    depthwise,
  );
}

export function setWindow(kernels: KernelExports, info: ConvInfo): void {
  kernels.setWindow(
    info.batchSize,
    info.inHeight,
    info.inWidth,
    info.inChannels,
    info.outHeight,
    info.outWidth,
    info.outChannels,
    info.filterHeight,
    info.filterWidth,
    info.strideHeight,
    info.strideWidth,
    info.dilationHeight,
    info.dilationWidth,
    info.padInfo.top,
    info.padInfo.left,
  );
}

const isNhwc = ({ attrs }: KernelCall): boolean => attrs.dataFormat === undefined || attrs.dataFormat === 'NHWC';

/** Bias [outChannels] (or none) and ReLU (or nothing): what our fused kernels know. */
export function hasPlainEpilogue(call: KernelCall, channels: number): boolean {
  const bias = call.optional('bias');
  const activation = call.attrs.activation ?? 'linear';
  if (activation !== 'linear' && activation !== 'relu') return false;
  return bias === undefined || (bias.shape.length === 1 && bias.shape[0] === channels);
}

export function registerConvKernels(kernels: KernelExports, heap: Heap): void {
  const forward = (call: KernelCall): TensorInfo => {
    const x = call.input('x');
    const filter = call.input('filter');
    const bias = call.optional('bias');
    const info = convInfo(shape4(x.shape), shape4(filter.shape), call.attrs, false);
    const y = heap.output(info.outShape);
    setWindow(kernels, info);
    const scratch = heap.scratch(kernels.convScratch());
    const relu = call.attrs.activation === 'relu' ? 1 : 0;
    kernels.conv(heap.at(x), heap.at(filter), bias === undefined ? 0 : heap.at(bias), relu, heap.at(y), scratch);
    return y;
  };
  registerOver('Conv2D', isNhwc, (call) => forward(call));
  registerOver(
    'FusedConv2D',
    (call) => isNhwc(call) && hasPlainEpilogue(call, call.input('filter').shape[3] ?? 0),
    (call) => forward(call),
  );

  const inputGrad = (call: KernelCall): TensorInfo => {
    const dy = call.input('dy');
    const filter = call.input('filter');
    const inputShape = shape4(call.attrs.inputShape);
    const info = convInfo(inputShape, shape4(filter.shape), call.attrs, false);
    const dx = heap.output(inputShape);
    setWindow(kernels, info);
    const scratch = heap.scratch(kernels.convInputGradScratch());
    kernels.convInputGrad(heap.at(dy), heap.at(filter), heap.at(dx), scratch);
    return dx;
  };
  registerOver('Conv2DBackpropInput', isNhwc, inputGrad);
  register(LAB_KERNELS.conv2DBackpropInput, inputGrad);

  const filterGrad = (call: KernelCall): TensorInfo => {
    const x = call.input('x');
    const dy = call.input('dy');
    const filterShape = shape4(call.attrs.filterShape);
    const info = convInfo(shape4(x.shape), filterShape, call.attrs, false);
    const dfilter = heap.output(filterShape);
    setWindow(kernels, info);
    const scratch = heap.scratch(kernels.convFilterGradScratch());
    kernels.convFilterGrad(heap.at(x), heap.at(dy), heap.at(dfilter), scratch);
    return dfilter;
  };
  registerOver('Conv2DBackpropFilter', isNhwc, filterGrad);
  register(LAB_KERNELS.conv2DBackpropFilter, filterGrad);
}
