import type { GradConfig } from '@tensorflow/tfjs-core';
import { LAB_KERNELS } from '../kernelNames';
import { hasKernel, runKernel } from '../ops/runKernel';
import { tf } from '../tf';
import { pairOf, savedTensor, windowAttrs } from './attrs';

/**
 * Replaces tfjs's gradient of avgPool. Forward divides each output by the number of cells of its window that lie inside x;
 * stock AvgPoolGrad divides by the whole window, which is wrong at the borders of a padded pool. Where the backend has no
 * exact kernel, dy is first multiplied by window / valid cells.
 */
export const avgPoolGradient: GradConfig = {
  kernelName: 'AvgPool',
  inputsToSave: ['x'],
  gradFunc: (dyOrMany, saved, attrMap) => {
    const { filterSize, strides, pad, dimRoundingMode } = windowAttrs(attrMap);
    const dy = dyOrMany as tf.Tensor4D;
    const x = savedTensor(saved, 0, 'avgPool') as tf.Tensor4D;
    const attrs = { filterSize, strides, pad, dimRoundingMode };
    return {
      x: () => {
        if (hasKernel(LAB_KERNELS.avgPoolGrad)) return runKernel(LAB_KERNELS.avgPoolGrad, { dy, input: x }, attrs);
        const size = pairOf(filterSize);
        const info = tf.backend_util.computePool2DInfo(x.shape, size, pairOf(strides), 1, pad, dimRoundingMode);
        if (info.padInfo.type === 'VALID') return runKernel('AvgPoolGrad', { dy, input: x }, attrs);
        const scaled = tf.mul(dy, tf.tensor4d(windowOverValid(info), [1, info.outHeight, info.outWidth, 1]));
        return runKernel('AvgPoolGrad', { dy: scaled, input: x }, attrs);
      },
    };
  },
};

/** For each output [outHeight, outWidth]: cells of the window / cells of it inside the input. */
function windowOverValid(info: tf.backend_util.Conv2DInfo): Float32Array {
  const valid = (outSize: number, inSize: number, stride: number, window: number, before: number): number[] =>
    Array.from({ length: outSize }, (_, o) => {
      const start = o * stride - before;
      return Math.min(start + window, inSize) - Math.max(start, 0);
    });
  const rows = valid(info.outHeight, info.inHeight, info.strideHeight, info.filterHeight, info.padInfo.top);
  const columns = valid(info.outWidth, info.inWidth, info.strideWidth, info.filterWidth, info.padInfo.left);
  const cells = info.filterHeight * info.filterWidth;
  return Float32Array.from(rows.flatMap((h) => columns.map((w) => cells / Math.max(1, h * w))));
}
