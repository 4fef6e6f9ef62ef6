import type { TensorInfo } from '@tensorflow/tfjs-core';
import { convGeometry, shapeAttr, WINDOW_UNIFORMS, windowUniforms } from './geometry';
import { int, type KernelCall, requiredInput, runShader, type Shader, sizeOf, webgpuBackend } from './shader';
import { chooseSplits, sumSplits } from './sumRows';

const ROWS = 4;
const COLUMNS = 4;
const WORKGROUP = 64;

/**
 * Filter gradient of a convolution, a matrix product that is long in the summed axis:
 *   dfilter[k, o] = sum over output pixels p of patch[p, k] * dy[p, o],   k = (ky, kx, c),
 * patch[p, k] being x at pixel p's tap (ky, kx), zero outside. A filter has few weights and the sum many pixels, so the
 * pixels are cut into splits: this pass writes partial[split, k, o], and sumSplits adds the splits.
 *
 * One invocation computes 4 weights k x 4 output channels of one split. Invocations run over output-channel blocks
 * first, then blocks of k, then splits: a workgroup reads the same few pixels of x and dy.
 *
 * Memory: x [batch, inHeight, inWidth, inChannels] and dy [pixels, outChannels] by vec4 or scalar; result
 * [splits, weights, outChannels], by vec4 or scalar as dy. k is cut into blocks of 4; with x by vec4 a block is 4 channels
 * of one tap, otherwise its four k are decoded one by one, and those past the end are computed from tap 0 and not stored.
 */
const SHARED = /* wgsl */ `
struct Work {
  columnBlock : i32,   // of 4 output channels
  rowBlock : i32,      // of 4 weights k
  split : i32,
  first : i32,         // pixels first..end-1
  end : i32,
}

fn workOf(index : i32) -> Work {
  let columnBlock = index % uniforms.blocks.y;
  let rest = index / uniforms.blocks.y;
  let rowBlock = rest % uniforms.blocks.x;
  let split = rest / uniforms.blocks.x;
  let first = split * uniforms.rowsPerSplit;
  return Work(columnBlock, rowBlock, split, first, min(first + uniforms.rowsPerSplit, uniforms.pixels));
}

/** Output pixel as (batch * inHeight * inWidth, row of tap 0, column of tap 0, output column). */
fn pixelOf(p : i32) -> vec4<i32> {
  let rest = p / uniforms.outSize.y;
  let ox = p - rest * uniforms.outSize.y;
  let batch = rest / uniforms.outSize.x;
  let oy = rest - batch * uniforms.outSize.x;
  return vec4<i32>(
    batch * uniforms.inSize.x * uniforms.inSize.y,
    oy * uniforms.stride.x - uniforms.pad.x,
    ox * uniforms.stride.y - uniforms.pad.y,
    ox,
  );
}
`;

/** x by vec4: a block of k is one tap and 4 channels. dy by vec4. */
const X4_DY4 = /* wgsl */ `
fn main(index : i32) {
  let work = workOf(index);
  if (work.split >= uniforms.splits) { return; }
  let inBlocks = uniforms.channels.x / 4;
  let tap = work.rowBlock / inBlocks;
  let c = work.rowBlock - tap * inBlocks;
  let offset = vec2<i32>(tap / uniforms.taps.y, tap % uniforms.taps.y) * uniforms.dilation;
  var d0 = vec4<f32>(0.0);
  var d1 = vec4<f32>(0.0);
  var d2 = vec4<f32>(0.0);
  var d3 = vec4<f32>(0.0);
  var pixel = pixelOf(work.first);
  var at = work.first * uniforms.blocks.y + work.columnBlock;
  for (var p = work.first; p < work.end; p += 1) {
    let row = pixel.y + offset.x;
    let column = pixel.z + offset.y;
    if (row >= 0 && row < uniforms.inSize.x && column >= 0 && column < uniforms.inSize.y) {
      let values = x[(pixel.x + row * uniforms.inSize.y + column) * inBlocks + c];
      let slope = dy[at];
      d0 += values.x * slope;
      d1 += values.y * slope;
      d2 += values.z * slope;
      d3 += values.w * slope;
    }
    at += uniforms.blocks.y;
    pixel += vec4<i32>(0, 0, uniforms.stride.y, 1);
    if (pixel.w == uniforms.outSize.y) { pixel = pixelOf(p + 1); }
  }
  let weights = uniforms.blocks.x * 4;
  let to = (work.split * weights + work.rowBlock * 4) * uniforms.blocks.y + work.columnBlock;
  result[to] = d0;
  result[to + uniforms.blocks.y] = d1;
  result[to + 2 * uniforms.blocks.y] = d2;
  result[to + 3 * uniforms.blocks.y] = d3;
}
`;

/** x by scalar, any channels. slopeAt(p, block) reads 4 channels of dy; storeRow writes 4 channels of one k. */
const X1 = /* wgsl */ `
fn main(index : i32) {
  let work = workOf(index);
  if (work.split >= uniforms.splits) { return; }
  let weights = uniforms.taps.x * uniforms.taps.y * uniforms.channels.x;
  let k = vec4<i32>(work.rowBlock * 4) + vec4<i32>(0, 1, 2, 3);
  let known = select(vec4<i32>(0), k, k < vec4<i32>(weights));
  let tap = known / uniforms.channels.x;
  let c = known - tap * uniforms.channels.x;
  let ky = tap / uniforms.taps.y;
  let rowOffset = ky * uniforms.dilation.x;
  let columnOffset = (tap - ky * uniforms.taps.y) * uniforms.dilation.y;
  var d0 = vec4<f32>(0.0);
  var d1 = vec4<f32>(0.0);
  var d2 = vec4<f32>(0.0);
  var d3 = vec4<f32>(0.0);
  var pixel = pixelOf(work.first);
  for (var p = work.first; p < work.end; p += 1) {
    let row = rowOffset + pixel.y;
    let column = columnOffset + pixel.z;
    let exists = (row >= vec4<i32>(0)) & (row < vec4<i32>(uniforms.inSize.x))
        & (column >= vec4<i32>(0)) & (column < vec4<i32>(uniforms.inSize.y));
    let at = select(vec4<i32>(0), (pixel.x + row * uniforms.inSize.y + column) * uniforms.channels.x + c, exists);
    let values = select(vec4<f32>(0.0), vec4<f32>(x[at.x], x[at.y], x[at.z], x[at.w]), exists);
    let slope = slopeAt(p, work.columnBlock);
    d0 += values.x * slope;
    d1 += values.y * slope;
    d2 += values.z * slope;
    d3 += values.w * slope;
    pixel += vec4<i32>(0, 0, uniforms.stride.y, 1);
    if (pixel.w == uniforms.outSize.y) { pixel = pixelOf(p + 1); }
  }
  let to = work.split * weights + k.x;
  let rest = weights - k.x;
  storeRow(to, work.columnBlock, d0);
  if (rest > 1) { storeRow(to + 1, work.columnBlock, d1); }
  if (rest > 2) { storeRow(to + 2, work.columnBlock, d2); }
  if (rest > 3) { storeRow(to + 3, work.columnBlock, d3); }
}
`;

const DY4 = /* wgsl */ `
fn slopeAt(p : i32, block : i32) -> vec4<f32> {
  return dy[p * uniforms.blocks.y + block];
}

fn storeRow(row : i32, block : i32, value : vec4<f32>) {
  result[row * uniforms.blocks.y + block] = value;
}
`;

const DY1 = /* wgsl */ `
fn slopeAt(p : i32, block : i32) -> vec4<f32> {
  let o = p * uniforms.channels.y + min(vec4<i32>(block * 4) + vec4<i32>(0, 1, 2, 3), vec4<i32>(uniforms.channels.y - 1));
  return vec4<f32>(dy[o.x], dy[o.y], dy[o.z], dy[o.w]);
}

fn storeRow(row : i32, block : i32, value : vec4<f32>) {
  let to = row * uniforms.channels.y + block * 4;
  let rest = uniforms.channels.y - block * 4;
  result[to] = value.x;
  if (rest > 1) { result[to + 1] = value.y; }
  if (rest > 2) { result[to + 2] = value.z; }
  if (rest > 3) { result[to + 3] = value.w; }
}
`;

/** The shader for these channel counts: text = SHARED + X4_DY4, or SHARED + one slopeAt and storeRow + X1. */
function filterGradientShader(inChannels: number, outChannels: number): Shader {
  const dy = outChannels % 4 === 0 ? 4 : 1;
  const x = dy === 4 && inChannels % 4 === 0 ? 4 : 1;
  return {
    name: `conv2d_filter_gradient_x${x}_dy${dy}`,
    inputs: ['x', 'dy'],
    components: [x, dy],
    outputComponent: dy,
    uniforms: `${WINDOW_UNIFORMS} channels : vec2<i32>, blocks : vec2<i32>, pixels : i32, splits : i32, rowsPerSplit : i32,`,
    workgroupSize: WORKGROUP,
    wgsl: SHARED + (x === 4 ? X4_DY4 : (dy === 4 ? DY4 : DY1) + X1),
  };
}

/**
 * dfilter for y = x * filter. x: [batch, h, w, in], dy: [batch, oh, ow, out]; attrs: filterShape [kh, kw, in, out],
 * strides, pad, and dilations (default 1). The kernel behind tfjs's Conv2DBackpropFilter.
 */
export function conv2dFilterGradient(call: KernelCall): TensorInfo {
  const x = requiredInput(call, 'x');
  const dy = requiredInput(call, 'dy');
  const filterShape = shapeAttr(call.attrs, 'filterShape');
  const g = convGeometry(x.shape, filterShape, call.attrs, false);
  const backend = webgpuBackend(call);
  const pixels = g.batch * g.outHeight * g.outWidth;
  const weights = g.kernelHeight * g.kernelWidth * g.inChannels;
  const rowBlocks = Math.ceil(weights / ROWS);
  const columnBlocks = Math.ceil(g.outChannels / COLUMNS);
  const { splits, rowsPerSplit } = chooseSplits(pixels, rowBlocks * columnBlocks, sizeOf(filterShape));
  const partial = runShader(backend, {
    shader: filterGradientShader(g.inChannels, g.outChannels),
    inputs: [x, dy],
    output: { shape: [splits, weights, g.outChannels], dtype: 'float32' },
    invocations: splits * rowBlocks * columnBlocks,
    uniforms: [
      ...windowUniforms(g),
      int(g.inChannels, g.outChannels),
      int(rowBlocks, columnBlocks),
      int(pixels),
      int(splits),
      int(rowsPerSplit),
    ],
  });
  return sumSplits(backend, partial, splits, filterShape);
}
