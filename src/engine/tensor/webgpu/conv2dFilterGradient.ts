import type { TensorInfo } from '@tensorflow/tfjs-core';
import { convGeometry, shapeAttr, WINDOW_UNIFORMS, windowUniforms } from './geometry';
import { int, type KernelCall, requiredInput, runShader, type Shader, sizeOf, webgpuBackend } from './shader';
import { chooseSplits, sumSplits } from './sumRows';

const ROWS = 4;
const COLUMNS = 8;
const WORKGROUP = 64;

/**
 * Filter gradient of a convolution, a matrix product that is long in the summed axis:
 *   dfilter[k, o] = sum over output pixels p of window[p, k] * dy[p, o],   k = (ky, kx, c),
 * window[p, k] being x at pixel p's tap (ky, kx), zero outside. A filter has few weights and the sum many pixels, so the
 * lines of the output images (batch * outHeight of them) are cut into splits: this pass writes partial[split, k, o], and
 * sumSplits adds the splits.
 *
 * One invocation computes 4 weights k x 8 output channels of one split. Invocations run over
 * blocks of output channels first, then blocks of k, then splits: a workgroup reads the same few lines of x and dy.
 *
 * Memory: x [batch, inHeight, inWidth, inChannels] and dy [lines, outWidth, outChannels] by vec4 or scalar; result
 * [splits, weights, outChannels], by vec4 or scalar as dy. k is cut into blocks of 4; with x by vec4 a block is 4 channels
 * of one tap, otherwise its four k are decoded one by one, and those past the end are computed from tap 0 and not stored.
 */
const SHARED = /* wgsl */ `
struct Work {
  columnBlock : i32,   // of output channels
  rowBlock : i32,      // of 4 weights k
  split : i32,
  first : i32,         // lines first..end-1
  end : i32,
}

fn workOf(index : i32) -> Work {
  let rest = index / uniforms.blocks.y;
  let columnBlock = index - rest * uniforms.blocks.y;
  let split = rest / uniforms.blocks.x;
  let rowBlock = rest - split * uniforms.blocks.x;
  let first = split * uniforms.linesPerSplit;
  return Work(columnBlock, rowBlock, split, first, min(first + uniforms.linesPerSplit, uniforms.lines));
}

/** First input line of an output line's image (batch * inHeight), and the input row of its tap 0. */
fn lineOf(line : i32) -> vec2<i32> {
  let batch = line / uniforms.outSize.x;
  return vec2<i32>(batch * uniforms.inSize.x, (line - batch * uniforms.outSize.x) * uniforms.stride.x - uniforms.pad.x);
}
`;

/**
 * x by vec4: a block of k is one tap and 4 channels. dy by vec4, two quads of output channels, a and b; where the last
 * block has only one, b repeats it and is not stored. The columns whose tap lies inside are known before the loop.
 */
const X4_DY4 = /* wgsl */ `
fn main(index : i32) {
  let work = workOf(index);
  if (work.split >= uniforms.splits) { return; }
  let inQuads = uniforms.channels.x / 4;
  let outQuads = uniforms.channels.y / 4;
  let quad = work.columnBlock * 2;
  let b = select(0, 1, quad + 1 < outQuads);
  let tap = work.rowBlock / inQuads;
  let c = work.rowBlock - tap * inQuads;
  let ky = tap / uniforms.taps.y;
  let rowOffset = ky * uniforms.dilation.x;
  let columnOffset = (tap - ky * uniforms.taps.y) * uniforms.dilation.y - uniforms.pad.y;
  let stride = uniforms.stride.y;
  let begin = (max(0, -columnOffset) + stride - 1) / stride;
  let inRange = uniforms.inSize.y - 1 - columnOffset;
  let limit = select(min(uniforms.outSize.y, inRange / stride + 1), 0, inRange < 0);
  var a0 = vec4<f32>(0.0);
  var a1 = vec4<f32>(0.0);
  var a2 = vec4<f32>(0.0);
  var a3 = vec4<f32>(0.0);
  var b0 = vec4<f32>(0.0);
  var b1 = vec4<f32>(0.0);
  var b2 = vec4<f32>(0.0);
  var b3 = vec4<f32>(0.0);
  for (var line = work.first; line < work.end; line += 1) {
    let at = lineOf(line);
    let row = at.y + rowOffset;
    if (row < 0 || row >= uniforms.inSize.x) { continue; }
    var i = ((at.x + row) * uniforms.inSize.y + begin * stride + columnOffset) * inQuads + c;
    var j = (line * uniforms.outSize.y + begin) * outQuads + quad;
    for (var ox = begin; ox < limit; ox += 1) {
      let values = x[i];
      let slopeA = dy[j];
      let slopeB = dy[j + b];
      a0 += values.x * slopeA;
      a1 += values.y * slopeA;
      a2 += values.z * slopeA;
      a3 += values.w * slopeA;
      b0 += values.x * slopeB;
      b1 += values.y * slopeB;
      b2 += values.z * slopeB;
      b3 += values.w * slopeB;
      i += stride * inQuads;
      j += outQuads;
    }
  }
  let out = (work.split * uniforms.blocks.x + work.rowBlock) * 4 * outQuads + quad;
  result[out] = a0;
  result[out + outQuads] = a1;
  result[out + 2 * outQuads] = a2;
  result[out + 3 * outQuads] = a3;
  if (b == 1) {
    result[out + 1] = b0;
    result[out + outQuads + 1] = b1;
    result[out + 2 * outQuads + 1] = b2;
    result[out + 3 * outQuads + 1] = b3;
  }
}
`;

/** x by scalar, any channels. slopeAt(p, quad) reads 4 channels of dy; storeRow writes 4 channels of one k. */
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
  let columnOffset = (tap - ky * uniforms.taps.y) * uniforms.dilation.y - uniforms.pad.y;
  let quadA = work.columnBlock * 2;
  let quadB = min(quadA + 1, (uniforms.channels.y + 3) / 4 - 1);
  var a0 = vec4<f32>(0.0);
  var a1 = vec4<f32>(0.0);
  var a2 = vec4<f32>(0.0);
  var a3 = vec4<f32>(0.0);
  var b0 = vec4<f32>(0.0);
  var b1 = vec4<f32>(0.0);
  var b2 = vec4<f32>(0.0);
  var b3 = vec4<f32>(0.0);
  for (var line = work.first; line < work.end; line += 1) {
    let at = lineOf(line);
    let row = rowOffset + at.y;
    let rowExists = (row >= vec4<i32>(0)) & (row < vec4<i32>(uniforms.inSize.x));
    let start = (at.x + row) * uniforms.inSize.y;
    var column = columnOffset;
    for (var ox = 0; ox < uniforms.outSize.y; ox += 1) {
      let exists = rowExists & (column >= vec4<i32>(0)) & (column < vec4<i32>(uniforms.inSize.y));
      let i = select(vec4<i32>(0), (start + column) * uniforms.channels.x + c, exists);
      let values = select(vec4<f32>(0.0), vec4<f32>(x[i.x], x[i.y], x[i.z], x[i.w]), exists);
      let slopeA = slopeAt(line * uniforms.outSize.y + ox, quadA);
      let slopeB = slopeAt(line * uniforms.outSize.y + ox, quadB);
      a0 += values.x * slopeA;
      a1 += values.y * slopeA;
      a2 += values.z * slopeA;
      a3 += values.w * slopeA;
      b0 += values.x * slopeB;
      b1 += values.y * slopeB;
      b2 += values.z * slopeB;
      b3 += values.w * slopeB;
      column += uniforms.stride.y;
    }
  }
  let to = work.split * weights + k.x;
  let rest = weights - k.x;
  storeRow(to, quadA, a0);
  if (rest > 1) { storeRow(to + 1, quadA, a1); }
  if (rest > 2) { storeRow(to + 2, quadA, a2); }
  if (rest > 3) { storeRow(to + 3, quadA, a3); }
  if (quadB == quadA + 1) {
    storeRow(to, quadB, b0);
    if (rest > 1) { storeRow(to + 1, quadB, b1); }
    if (rest > 2) { storeRow(to + 2, quadB, b2); }
    if (rest > 3) { storeRow(to + 3, quadB, b3); }
  }
}
`;

const DY4 = /* wgsl */ `
fn slopeAt(p : i32, quad : i32) -> vec4<f32> {
  return dy[p * (uniforms.channels.y / 4) + quad];
}

fn storeRow(row : i32, quad : i32, value : vec4<f32>) {
  result[row * (uniforms.channels.y / 4) + quad] = value;
}
`;

const DY1 = /* wgsl */ `
fn slopeAt(p : i32, quad : i32) -> vec4<f32> {
  let o = p * uniforms.channels.y + min(vec4<i32>(quad * 4) + vec4<i32>(0, 1, 2, 3), vec4<i32>(uniforms.channels.y - 1));
  return vec4<f32>(dy[o.x], dy[o.y], dy[o.z], dy[o.w]);
}

fn storeRow(row : i32, quad : i32, value : vec4<f32>) {
  let to = row * uniforms.channels.y + quad * 4;
  let rest = uniforms.channels.y - quad * 4;
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
    uniforms: `${WINDOW_UNIFORMS} channels : vec2<i32>, blocks : vec2<i32>, lines : i32, splits : i32, linesPerSplit : i32,`,
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
  const lines = g.batch * g.outHeight;
  const weights = g.kernelHeight * g.kernelWidth * g.inChannels;
  const rowBlocks = Math.ceil(weights / ROWS);
  const columnBlocks = Math.ceil(g.outChannels / COLUMNS);
  const { splits, rowsPerSplit } = chooseSplits(lines, g.outWidth, rowBlocks * columnBlocks, sizeOf(filterShape));
  const partial = runShader(backend, {
    shader: filterGradientShader(g.inChannels, g.outChannels),
    inputs: [x, dy],
    output: { shape: [splits, weights, g.outChannels], dtype: 'float32' },
    invocations: splits * rowBlocks * columnBlocks,
    uniforms: [
      ...windowUniforms(g),
      int(g.inChannels, g.outChannels),
      int(rowBlocks, columnBlocks),
      int(lines),
      int(splits),
      int(rowsPerSplit),
    ],
  });
  return sumSplits(backend, partial, splits, filterShape);
}
