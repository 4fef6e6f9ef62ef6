import type { TensorInfo } from '@tensorflow/tfjs-core';
import { convGeometry, shapeAttr, WINDOW_UNIFORMS, type WindowGeometry, windowUniforms } from './geometry';
import { int, type KernelCall, requiredInput, runShader, type Shader, sizeOf, type UniformValue, webgpuBackend } from './shader';
import { chooseSplits, sumSplits } from './sumRows';

/**
 * Depthwise convolution and its gradients. Output channel o = c * multiplier + q reads input channel c only:
 *   y[b, oy, ox, o] = sum over ky, kx of x[b, iy, ix, c] * filter[ky, kx, c, q],
 *   (iy, ix) = (oy, ox) * stride + (ky, kx) * dilation - pad.
 *
 * The gradients compute one Value per invocation, the forward pass four, where Value is f32, or vec4<f32> over four neighbouring channels if
 * the multiplier is 1 and the channels are a multiple of 4. `channels` (in, out) counts Values; memory is channels-last, so
 * that neighbouring lanes read neighbouring channels. Text = alias line + one of the mains below.
 */
const UNIFORMS = `${WINDOW_UNIFORMS} channels : vec2<i32>, multiplier : i32, count : i32,`;
const WORKGROUP = 64;

/**
 * Four neighbouring pixels of a row an invocation, so that a filter weight is read once for all four; `count` counts such
 * blocks, `blocks` those of a row, whose last may have fewer pixels.
 * x [batch, inHeight, inWidth, channels.x], filters [taps, channels.y], result [batch, outHeight, outWidth, channels.y]
 */
const FORWARD = /* wgsl */ `
fn main(index : i32) {
  if (index >= uniforms.count) { return; }
  let channels = uniforms.channels;
  let taps = uniforms.taps;
  let dilation = uniforms.dilation;
  let inSize = uniforms.inSize;
  let width = uniforms.outSize.y;
  let group = index / channels.y;
  let o = index - group * channels.y;
  let line = group / uniforms.blocks;   // batch * outHeight + oy
  let ox = (group - line * uniforms.blocks) * 4;
  let batch = line / uniforms.outSize.x;
  let corner = (line - batch * uniforms.outSize.x) * uniforms.stride.x - uniforms.pad.x;
  let columns = (vec4<i32>(ox) + vec4<i32>(0, 1, 2, 3)) * uniforms.stride.y - uniforms.pad.y;
  let c = o / uniforms.multiplier;
  var y0 = Value(0.0);
  var y1 = Value(0.0);
  var y2 = Value(0.0);
  var y3 = Value(0.0);
  for (var ky = 0; ky < taps.x; ky += 1) {
    let row = corner + ky * dilation.x;
    if (row < 0 || row >= inSize.x) { continue; }
    let start = (batch * inSize.x + row) * inSize.y;
    for (var kx = 0; kx < taps.y; kx += 1) {
      let column = columns + kx * dilation.y;
      let exists = (column >= vec4<i32>(0)) & (column < vec4<i32>(inSize.y));
      let at = select(vec4<i32>(0), (start + column) * channels.x + c, exists);
      let f = filters[(ky * taps.y + kx) * channels.y + o];
      y0 += select(Value(0.0), x[at.x], exists.x) * f;
      y1 += select(Value(0.0), x[at.y], exists.y) * f;
      y2 += select(Value(0.0), x[at.z], exists.z) * f;
      y3 += select(Value(0.0), x[at.w], exists.w) * f;
    }
  }
  let to = (line * width + ox) * channels.y + o;
  result[to] = y0;
  if (ox + 1 < width) { result[to + channels.y] = y1; }
  if (ox + 2 < width) { result[to + 2 * channels.y] = y2; }
  if (ox + 3 < width) { result[to + 3 * channels.y] = y3; }
}
`;

/**
 * dx[b, iy, ix, c] = sum over ky, kx, q of dy[b, oy, ox, o] * filter[ky, kx, o], as a gather over the taps that have an
 * output pixel. dy [batch, outHeight, outWidth, channels.y], filters [taps, channels.y], result like x.
 */
const INPUT_GRADIENT = /* wgsl */ `
/** n / stride for 0 <= n < 2^20, by floats: exact there, and integer division is slow on every GPU. */
fn strided(n : i32, stride : i32) -> i32 {
  return i32((f32(n) + 0.5) / f32(stride));
}

fn main(index : i32) {
  if (index >= uniforms.count) { return; }
  let channels = uniforms.channels;
  let taps = uniforms.taps;
  let dilation = uniforms.dilation;
  let stride = uniforms.stride;
  let outSize = uniforms.outSize;
  let multiplier = uniforms.multiplier;
  let pixel = index / channels.x;
  let c = index - pixel * channels.x;
  let rest = pixel / uniforms.inSize.y;
  let batch = rest / uniforms.inSize.x;
  let at = vec2<i32>(rest - batch * uniforms.inSize.x, pixel - rest * uniforms.inSize.y);
  let corner = at + uniforms.pad;
  let image = batch * outSize.x * outSize.y;
  var dx = Value(0.0);
  for (var ky = 0; ky < taps.x; ky += 1) {
    let row = corner.x - ky * dilation.x;
    let oy = strided(row, stride.x);
    if (row < 0 || oy >= outSize.x || oy * stride.x != row) { continue; }
    for (var kx = 0; kx < taps.y; kx += 1) {
      let column = corner.y - kx * dilation.y;
      let ox = strided(column, stride.y);
      if (column < 0 || ox >= outSize.y || ox * stride.y != column) { continue; }
      let slopes = (image + oy * outSize.y + ox) * channels.y + c * multiplier;
      let f = (ky * taps.y + kx) * channels.y + c * multiplier;
      for (var q = 0; q < multiplier; q += 1) {
        dx += dy[slopes + q] * filters[f + q];
      }
    }
  }
  result[index] = dx;
}
`;

/**
 * partial[s, ky, kx, o] = sum over the output pixels of split s of x[b, iy, ix, c] * dy[b, oy, ox, o]; sumSplits adds the
 * splits. x and dy as above, result [splits, taps, channels.y].
 */
const FILTER_GRADIENT = /* wgsl */ `
fn main(index : i32) {
  let o = index % uniforms.channels.y;
  let rest = index / uniforms.channels.y;
  let tap = rest % (uniforms.taps.x * uniforms.taps.y);
  let split = rest / (uniforms.taps.x * uniforms.taps.y);
  if (split >= uniforms.splits) { return; }
  let offset = vec2<i32>(tap / uniforms.taps.y, tap % uniforms.taps.y) * uniforms.dilation - uniforms.pad;
  let c = o / uniforms.multiplier;
  let first = split * uniforms.rowsPerSplit;
  let end = min(first + uniforms.rowsPerSplit, uniforms.count);
  var line = first / uniforms.outSize.y;   // batch * outHeight + oy
  var ox = first - line * uniforms.outSize.y;
  var d = Value(0.0);
  for (var p = first; p < end; p += 1) {
    let row = (line % uniforms.outSize.x) * uniforms.stride.x + offset.x;
    let column = ox * uniforms.stride.y + offset.y;
    if (row >= 0 && row < uniforms.inSize.x && column >= 0 && column < uniforms.inSize.y) {
      let image = line / uniforms.outSize.x;
      let at = ((image * uniforms.inSize.x + row) * uniforms.inSize.y + column) * uniforms.channels.x + c;
      d += x[at] * dy[p * uniforms.channels.y + o];
    }
    ox += 1;
    if (ox == uniforms.outSize.y) {
      ox = 0;
      line += 1;
    }
  }
  result[index] = d;
}
`;

type Component = 1 | 4;

function shader(name: string, inputs: readonly [string, string], main: string, component: Component, extra = ''): Shader {
  return {
    name: `depthwise_${name}_${component}`,
    inputs,
    components: [component, component],
    outputComponent: component,
    uniforms: UNIFORMS + extra,
    workgroupSize: WORKGROUP,
    wgsl: `alias Value = ${component === 4 ? 'vec4<f32>' : 'f32'};\n${main}`,
  };
}

function componentOf(g: WindowGeometry): Component {
  return g.inChannels === g.outChannels && g.inChannels % 4 === 0 ? 4 : 1;
}

function uniformsOf(g: WindowGeometry, component: Component, count: number): UniformValue[] {
  return [
    ...windowUniforms(g),
    int(g.inChannels / component, g.outChannels / component),
    int(g.outChannels / g.inChannels),
    int(count),
  ];
}

/**
 * Depthwise convolution. x: [batch, h, w, in], filter: [kh, kw, in, multiplier], result [batch, oh, ow, in * multiplier].
 * The kernel behind tfjs's DepthwiseConv2dNative.
 */
export function depthwiseConv2d(call: KernelCall): TensorInfo {
  const x = requiredInput(call, 'x');
  const filter = requiredInput(call, 'filter');
  const g = convGeometry(x.shape, filter.shape, call.attrs, true);
  const component = componentOf(g);
  const shape = [g.batch, g.outHeight, g.outWidth, g.outChannels];
  const blocks = Math.ceil(g.outWidth / 4);
  const count = (g.batch * g.outHeight * blocks * g.outChannels) / component;
  return runShader(webgpuBackend(call), {
    shader: shader('forward', ['x', 'filters'], FORWARD, component, ' blocks : i32,'),
    inputs: [x, filter],
    output: { shape, dtype: 'float32' },
    invocations: count,
    uniforms: [...uniformsOf(g, component, count), int(blocks)],
  });
}

/** dx of a depthwise convolution. attrs: inputShape, strides, pad, dilations. Behind DepthwiseConv2dNativeBackpropInput. */
export function depthwiseInputGradient(call: KernelCall): TensorInfo {
  const dy = requiredInput(call, 'dy');
  const filter = requiredInput(call, 'filter');
  const inputShape = shapeAttr(call.attrs, 'inputShape');
  const g = convGeometry(inputShape, filter.shape, call.attrs, true);
  const component = componentOf(g);
  const count = sizeOf(inputShape) / component;
  return runShader(webgpuBackend(call), {
    shader: shader('input_gradient', ['dy', 'filters'], INPUT_GRADIENT, component),
    inputs: [dy, filter],
    output: { shape: inputShape, dtype: 'float32' },
    invocations: count,
    uniforms: uniformsOf(g, component, count),
  });
}

/** dfilter of a depthwise convolution. attrs: filterShape, strides, pad, dilations. Behind DepthwiseConv2dNativeBackpropFilter. */
export function depthwiseFilterGradient(call: KernelCall): TensorInfo {
  const x = requiredInput(call, 'x');
  const dy = requiredInput(call, 'dy');
  const filterShape = shapeAttr(call.attrs, 'filterShape');
  const g = convGeometry(x.shape, filterShape, call.attrs, true);
  const backend = webgpuBackend(call);
  const component = componentOf(g);
  const taps = g.kernelHeight * g.kernelWidth;
  const units = (taps * g.outChannels) / component;
  const pixels = g.batch * g.outHeight * g.outWidth;
  const { splits, rowsPerSplit } = chooseSplits(pixels, 1, units, taps * g.outChannels);
  const partial = runShader(backend, {
    shader: shader('filter_gradient', ['x', 'dy'], FILTER_GRADIENT, component, ' splits : i32, rowsPerSplit : i32,'),
    inputs: [x, dy],
    output: { shape: [splits, taps, g.outChannels], dtype: 'float32' },
    invocations: splits * units,
    uniforms: [...uniformsOf(g, component, pixels), int(splits), int(rowsPerSplit)],
  });
  return sumSplits(backend, partial, splits, filterShape);
}
