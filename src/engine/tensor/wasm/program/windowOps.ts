import { pairOf, type WindowAttrs } from '../../gradients/attrs';
import { tf } from '../../tf';
import { convInfo, setWindow, shape4 } from '../convKernels';
import type { ProgramRecorder } from './recorder';
import type { ProgramValue } from './value';

/** Strides, padding and dilations as tfjs writes them. */
export type ProgramWindow = Pick<WindowAttrs, 'strides' | 'pad' | 'dilations'>;
export type ProgramPool = Pick<WindowAttrs, 'strides' | 'pad' | 'filterSize'>;

type ConvInfo = tf.backend_util.Conv2DInfo;

/** Convolutions and pools, and their gradients, as the registered kernels of the same names compute them. */
export function windowOps(recorder: ProgramRecorder) {
  const { kernels } = recorder;

  /** A call over a window; scratch: what says how many bytes it needs, once the window is set. */
  const windowed = (
    name: string,
    info: ConvInfo,
    reads: readonly ProgramValue[],
    y: ProgramValue,
    call: (scratch: number, to: number, from: readonly number[]) => void,
    scratch?: () => number,
  ): ProgramValue => {
    setWindow(kernels, info);
    recorder.push({
      name,
      reads,
      writes: [y],
      scratch: scratch?.() ?? 0,
      bind: ({ at, scratch: area }) => {
        const from = reads.map(at);
        const to = at(y);
        return () => {
          setWindow(kernels, info);
          call(area, to, from);
        };
      },
    });
    return y;
  };
  const withTwo =
    (kernel: (a: number, b: number, y: number, scratch: number) => void) =>
    (scratch: number, y: number, [a = 0, b = 0]: readonly number[]): void =>
      kernel(a, b, y, scratch);

  const conv = (x: ProgramValue, filter: readonly number[], window: ProgramWindow, depthwise: boolean): ConvInfo =>
    convInfo(shape4(x.shape), shape4(filter), window, depthwise);
  const poolInfo = (x: ProgramValue, { filterSize, strides, pad }: ProgramPool): ConvInfo =>
    tf.backend_util.computePool2DInfo(shape4(x.shape), pairOf(filterSize), pairOf(strides), 1, pad);

  return {
    /** act(x * filter + bias) */
    conv2d(x: ProgramValue, filter: ProgramValue, bias: ProgramValue | null, relu: boolean, window: ProgramWindow): ProgramValue {
      const info = conv(x, filter.shape, window, false);
      const reads = bias === null ? [x, filter] : [x, filter, bias];
      const call = (scratch: number, y: number, [from = 0, by = 0, plus = 0]: readonly number[]): void =>
        kernels.conv(from, by, plus, relu ? 1 : 0, y, scratch);
      return windowed('conv', info, reads, recorder.value(info.outShape), call, kernels.convScratch);
    },
    conv2dInputGrad(dy: ProgramValue, filter: ProgramValue, x: ProgramValue, window: ProgramWindow): ProgramValue {
      const info = conv(x, filter.shape, window, false);
      const dx = recorder.value(x.shape);
      return windowed('convInputGrad', info, [dy, filter], dx, withTwo(kernels.convInputGrad), kernels.convInputGradScratch);
    },
    conv2dFilterGrad(x: ProgramValue, dy: ProgramValue, filter: ProgramValue, window: ProgramWindow): ProgramValue {
      const info = conv(x, filter.shape, window, false);
      const df = recorder.value(filter.shape);
      return windowed('convFilterGrad', info, [x, dy], df, withTwo(kernels.convFilterGrad), kernels.convFilterGradScratch);
    },

    /** x * filter, each channel by itself */
    depthwise(x: ProgramValue, filter: ProgramValue, window: ProgramWindow): ProgramValue {
      const info = conv(x, filter.shape, window, true);
      const y = recorder.value(info.outShape);
      return windowed('depthwise', info, [x, filter], y, withTwo(kernels.depthwise), kernels.depthwiseScratch);
    },
    depthwiseInputGrad(dy: ProgramValue, filter: ProgramValue, x: ProgramValue, window: ProgramWindow): ProgramValue {
      const info = conv(x, filter.shape, window, true);
      const dx = recorder.value(x.shape);
      return windowed(
        'depthwiseInputGrad',
        info,
        [dy, filter],
        dx,
        withTwo(kernels.depthwiseInputGrad),
        kernels.depthwiseScratch,
      );
    },
    depthwiseFilterGrad(x: ProgramValue, dy: ProgramValue, filter: ProgramValue, window: ProgramWindow): ProgramValue {
      const info = conv(x, filter.shape, window, true);
      const df = recorder.value(filter.shape);
      return windowed('depthwiseFilterGrad', info, [x, dy], df, withTwo(kernels.depthwiseFilterGrad), kernels.depthwiseScratch);
    },

    maxPool(x: ProgramValue, pool: ProgramPool): ProgramValue {
      const info = poolInfo(x, pool);
      return windowed('maxPool', info, [x], recorder.value(info.outShape), (_, y, [from = 0]) => kernels.maxPool(from, y));
    },
    maxPoolGrad(dy: ProgramValue, x: ProgramValue, y: ProgramValue, pool: ProgramPool): ProgramValue {
      const info = poolInfo(x, pool);
      return windowed('maxPoolGrad', info, [dy, x, y], recorder.value(x.shape), (_, dx, [slope = 0, from = 0, to = 0]) =>
        kernels.maxPoolGrad(slope, from, to, dx),
      );
    },
    avgPool(x: ProgramValue, pool: ProgramPool): ProgramValue {
      const info = poolInfo(x, pool);
      return windowed('avgPool', info, [x], recorder.value(info.outShape), (_, y, [from = 0]) => kernels.avgPool(from, y));
    },
    avgPoolGrad(dy: ProgramValue, x: ProgramValue, pool: ProgramPool): ProgramValue {
      const info = poolInfo(x, pool);
      return windowed('avgPoolGrad', info, [dy], recorder.value(x.shape), (_, dx, [slope = 0]) => kernels.avgPoolGrad(slope, dx));
    },
  };
}
