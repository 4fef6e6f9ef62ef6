import type { GradConfig } from '@tensorflow/tfjs-core';
import { LAB_KERNELS } from '../kernelNames';
import { hasKernel, runKernel } from '../ops/runKernel';
import type { tf } from '../tf';
import { pairOf, requireNhwc, savedTensor, windowAttrs } from './attrs';
import { dilateFilter, undilateFilter } from './dilation';

/** Replaces tfjs's gradient of depthwiseConv2d, which refuses dilation. */
export const depthwiseGradient: GradConfig = {
  kernelName: 'DepthwiseConv2dNative',
  inputsToSave: ['x', 'filter'],
  gradFunc: (dyOrMany, saved, attrMap) => {
    const attrs = windowAttrs(attrMap);
    requireNhwc(attrs, 'depthwiseConv2d gradient');
    const dy = dyOrMany as tf.Tensor;
    const x = savedTensor(saved, 0, 'depthwiseConv2d') as tf.Tensor4D;
    const filter = savedTensor(saved, 1, 'depthwiseConv2d') as tf.Tensor4D;
    const [dh, dw] = pairOf(attrs.dilations);
    const { strides, pad, dimRoundingMode } = attrs;
    const rest = { strides, pad, dimRoundingMode };
    return {
      x: () => {
        const inputShape = x.shape;
        if (hasKernel(LAB_KERNELS.depthwiseBackpropInput)) {
          return runKernel(LAB_KERNELS.depthwiseBackpropInput, { dy, filter }, { ...rest, dilations: [dh, dw], inputShape });
        }
        const wide = dilateFilter(filter, dh, dw);
        return runKernel('DepthwiseConv2dNativeBackpropInput', { dy, filter: wide }, { ...rest, dilations: [1, 1], inputShape });
      },
      filter: () => {
        const [kh, kw, channels, multiplier] = filter.shape;
        if (hasKernel(LAB_KERNELS.depthwiseBackpropFilter)) {
          const filterShape = filter.shape;
          return runKernel(LAB_KERNELS.depthwiseBackpropFilter, { x, dy }, { ...rest, dilations: [dh, dw], filterShape });
        }
        const filterShape = [(kh - 1) * dh + 1, (kw - 1) * dw + 1, channels, multiplier];
        const grad = runKernel<tf.Rank.R4>(
          'DepthwiseConv2dNativeBackpropFilter',
          { x, dy },
          { ...rest, dilations: [1, 1], filterShape },
        );
        return undilateFilter(grad, dh, dw);
      },
    };
  },
};
