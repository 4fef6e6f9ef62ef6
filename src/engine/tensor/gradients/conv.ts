import type { GradConfig } from '@tensorflow/tfjs-core';
import { LAB_KERNELS } from '../kernelNames';
import { hasKernel, runKernel } from '../ops/runKernel';
import type { tf } from '../tf';
import { activationGrad, biasGrad } from './activation';
import { pairOf, requireNhwc, savedTensor, type WindowAttrs, windowAttrs } from './attrs';
import { dilateFilter, undilateFilter } from './dilation';

type Shape4 = [number, number, number, number];

/** d loss / d x of conv2d: the full correlation of dy with the filter turned by 180 degrees. inputShape: shape of x. */
function inputGrad(inputShape: Shape4, dy: tf.Tensor, filter: tf.Tensor4D, attrs: WindowAttrs): tf.Tensor4D {
  const [dh, dw] = pairOf(attrs.dilations);
  const rest = { strides: attrs.strides, pad: attrs.pad, dataFormat: 'NHWC', inputShape };
  if (hasKernel(LAB_KERNELS.conv2DBackpropInput)) {
    return runKernel<tf.Rank.R4>(LAB_KERNELS.conv2DBackpropInput, { dy, filter }, { ...rest, dilations: [dh, dw] });
  }
  return runKernel<tf.Rank.R4>('Conv2DBackpropInput', { dy, filter: dilateFilter(filter, dh, dw) }, rest);
}

/** d loss / d filter of conv2d: for each filter cell, the sum over outputs of (the x it met) times dy. */
function filterGrad(x: tf.Tensor, dy: tf.Tensor, filterShape: Shape4, attrs: WindowAttrs): tf.Tensor4D {
  const [dh, dw] = pairOf(attrs.dilations);
  const rest = { strides: attrs.strides, pad: attrs.pad, dataFormat: 'NHWC' };
  if (hasKernel(LAB_KERNELS.conv2DBackpropFilter)) {
    return runKernel<tf.Rank.R4>(LAB_KERNELS.conv2DBackpropFilter, { x, dy }, { ...rest, dilations: [dh, dw], filterShape });
  }
  const [kh, kw, cIn, cOut] = filterShape;
  const wide: Shape4 = [(kh - 1) * dh + 1, (kw - 1) * dw + 1, cIn, cOut];
  const grad = runKernel<tf.Rank.R4>('Conv2DBackpropFilter', { x, dy }, { ...rest, filterShape: wide });
  return undilateFilter(grad, dh, dw);
}

/** Replaces tfjs's gradient of Conv2D, which refuses dilation. */
export const conv2DGradient: GradConfig = {
  kernelName: 'Conv2D',
  inputsToSave: ['x', 'filter'],
  gradFunc: (dy, saved, attrMap) => {
    const attrs = windowAttrs(attrMap);
    requireNhwc(attrs, 'conv2d gradient');
    const x = savedTensor(saved, 0, 'conv2d') as tf.Tensor4D;
    const filter = savedTensor(saved, 1, 'conv2d') as tf.Tensor4D;
    return {
      x: () => inputGrad(x.shape, dy as tf.Tensor, filter, attrs),
      filter: () => filterGrad(x, dy as tf.Tensor, filter.shape, attrs),
    };
  },
};

/**
 * FusedConv2D as one recorded op: y = act(x * filter + bias). With g = dy act'(y) (ReLU's derivative is read off y):
 * dx and dfilter are those of Conv2D for g, dbias is the sum of g over batch, height and width.
 */
export const fusedConv2DGradient: GradConfig = {
  kernelName: 'FusedConv2D',
  inputsToSave: ['x', 'filter'],
  outputsToSave: [true],
  gradFunc: (dy, saved, attrMap) => {
    const attrs = windowAttrs(attrMap);
    requireNhwc(attrs, 'conv2d gradient');
    const x = savedTensor(saved, 0, 'fused conv2d') as tf.Tensor4D;
    const filter = savedTensor(saved, 1, 'fused conv2d') as tf.Tensor4D;
    const y = savedTensor(saved, 2, 'fused conv2d');
    const g = activationGrad(dy as tf.Tensor, y, attrs.activation);
    return {
      x: () => inputGrad(x.shape, g, filter, attrs),
      filter: () => filterGrad(x, g, filter.shape, attrs),
      bias: () => biasGrad(g),
    };
  },
};
