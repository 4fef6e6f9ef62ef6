import type { NamedAttrMap } from '@tensorflow/tfjs-core';
import { LabError } from '../../core/errors';
import { tf } from '../tf';
import { int, type UniformValue } from './shader';

type Shape4D = [number, number, number, number];

/** Sizes of one sliding-window op: convolution, depthwise convolution or pooling, forward and backward alike. */
export interface WindowGeometry {
  readonly batch: number;
  readonly inHeight: number;
  readonly inWidth: number;
  readonly inChannels: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly outChannels: number;
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  readonly strideHeight: number;
  readonly strideWidth: number;
  readonly dilationHeight: number;
  readonly dilationWidth: number;
  /** Zeros above and to the left; those below and to the right follow from the sizes. */
  readonly padTop: number;
  readonly padLeft: number;
}

/**
 * WGSL fields of a window's uniforms; windowUniforms gives their values in this order. (height, width) each.
 * Input pixel read by output (oy, ox) at tap (ky, kx): (oy, ox) * stride + (ky, kx) * dilation - pad.
 */
export const WINDOW_UNIFORMS =
  'inSize : vec2<i32>, outSize : vec2<i32>, taps : vec2<i32>, stride : vec2<i32>, dilation : vec2<i32>, pad : vec2<i32>,';

export function windowUniforms(g: WindowGeometry): UniformValue[] {
  return [
    int(g.inHeight, g.inWidth),
    int(g.outHeight, g.outWidth),
    int(g.kernelHeight, g.kernelWidth),
    int(g.strideHeight, g.strideWidth),
    int(g.dilationHeight, g.dilationWidth),
    int(g.padTop, g.padLeft),
  ];
}

/** Of a convolution with x: [batch, height, width, in] and filter: [kh, kw, in, out or multiplier]. */
export function convGeometry(
  xShape: readonly number[],
  filterShape: readonly number[],
  attrs: NamedAttrMap | undefined,
  depthwise: boolean,
): WindowGeometry {
  refuseChannelsFirst(attrs);
  const info = tf.backend_util.computeConv2DInfo(
    shape4D('x', xShape),
    shape4D('filter', filterShape),
    pairAttr(attrs, 'strides'),
    pairAttr(attrs, 'dilations'),
    padAttr(attrs),
    roundingAttr(attrs),
    depthwise,
  );
  return fromConvInfo(info);
}

/** Of a pooling op over x: [batch, height, width, channels]. */
export function poolGeometry(xShape: readonly number[], attrs: NamedAttrMap | undefined): WindowGeometry {
  const info = tf.backend_util.computePool2DInfo(
    shape4D('x', xShape),
    pairAttr(attrs, 'filterSize'),
    pairAttr(attrs, 'strides'),
    1,
    padAttr(attrs),
    roundingAttr(attrs),
  );
  return fromConvInfo(info);
}

/** A shape attribute of a gradient kernel: 'filterShape' or 'inputShape'. */
export function shapeAttr(attrs: NamedAttrMap | undefined, name: string): number[] {
  const value = attrs?.[name];
  if (Array.isArray(value) && value.every((n) => typeof n === 'number')) return value.map(Number);
  throw badAttr(name, value, 'a list of sizes');
}

/** A scalar attribute. */
export function numberAttr(attrs: NamedAttrMap | undefined, name: string): number {
  const value = attrs?.[name];
  if (typeof value === 'number') return value;
  throw badAttr(name, value, 'a number');
}

function fromConvInfo(info: ReturnType<typeof tf.backend_util.computeConv2DInfo>): WindowGeometry {
  return {
    batch: info.batchSize,
    inHeight: info.inHeight,
    inWidth: info.inWidth,
    inChannels: info.inChannels,
    outHeight: info.outHeight,
    outWidth: info.outWidth,
    outChannels: info.outChannels,
    kernelHeight: info.filterHeight,
    kernelWidth: info.filterWidth,
    strideHeight: info.strideHeight,
    strideWidth: info.strideWidth,
    dilationHeight: info.dilationHeight,
    dilationWidth: info.dilationWidth,
    padTop: info.padInfo.top,
    padLeft: info.padInfo.left,
  };
}

function shape4D(name: string, shape: readonly number[]): Shape4D {
  const [a, b, c, d] = shape;
  if (shape.length !== 4 || a === undefined || b === undefined || c === undefined || d === undefined) {
    throw badAttr(`${name}.shape`, shape, 'four sizes');
  }
  return [a, b, c, d];
}

/** [height, width]; a single number stands for both, and an absent attribute for 1. */
function pairAttr(attrs: NamedAttrMap | undefined, name: string): [number, number] {
  const value = attrs?.[name] ?? 1;
  if (typeof value === 'number') return [value, value];
  if (Array.isArray(value)) {
    const [height, width] = value;
    if (typeof height === 'number' && typeof width === 'number') return [height, width];
  }
  throw badAttr(name, value, 'a number or a pair of numbers');
}

function padAttr(attrs: NamedAttrMap | undefined): 'same' | 'valid' | number | tf.backend_util.ExplicitPadding {
  const value: unknown = attrs?.pad;
  if (value === 'same' || value === 'valid' || typeof value === 'number') return value;
  if (Array.isArray(value) && value.length === 4) return [side(value[0]), side(value[1]), side(value[2]), side(value[3])];
  throw badAttr('pad', value, "'same', 'valid', a number or four pairs");
}

function side(value: unknown): [number, number] {
  if (Array.isArray(value)) {
    const [before, after] = value;
    if (typeof before === 'number' && typeof after === 'number') return [before, after];
  }
  throw badAttr('pad', value, 'four pairs of numbers');
}

function roundingAttr(attrs: NamedAttrMap | undefined): 'floor' | 'round' | 'ceil' | undefined {
  const value: unknown = attrs?.dimRoundingMode;
  if (value === undefined || value === null) return undefined;
  if (value === 'floor' || value === 'round' || value === 'ceil') return value;
  throw badAttr('dimRoundingMode', value, "'floor', 'round' or 'ceil'");
}

function refuseChannelsFirst(attrs: NamedAttrMap | undefined): void {
  const format = attrs?.dataFormat ?? 'NHWC';
  if (format !== 'NHWC') throw badAttr('dataFormat', format, "'NHWC'");
}

function badAttr(name: string, value: unknown, expected: string): LabError {
  return new LabError(
    'backend',
    `webgpu kernel: ${name} must be ${expected}, got ${JSON.stringify(value)}.`,
    'Call the op with supported arguments.',
  );
}
