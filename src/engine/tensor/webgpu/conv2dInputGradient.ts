import type { TensorInfo } from '@tensorflow/tfjs-core';
import { convGeometry, shapeAttr, WINDOW_UNIFORMS, windowUniforms } from './geometry';
import { int, type KernelCall, requiredInput, runShader, type Shader, webgpuBackend } from './shader';

const PIXELS = 4;
const CHANNELS = 4;
const WORKGROUP = 64;

/**
 * Input gradient of a convolution, as a gather (no atomics, so the sum has one order):
 *   dx[b, iy, ix, c] = sum over ky, kx, o of dy[b, oy, ox, o] * filter[ky, kx, c, o]
 * over the taps for which (oy, ox) * stride = (iy, ix) + pad - (ky, kx) * dilation has a solution inside dy.
 *
 * One invocation computes 4 input pixels x 4 input channels; a workgroup of 64 covers 256 consecutive pixels of one
 * block of 4 channels, its lane taking every 64th.
 *
 * Memory: dy [batch * outHeight * outWidth, outChannels] and filter [taps, inChannels, outChannels], by vec4 over
 * outChannels or by scalar; dx [batch * inHeight * inWidth, inChannels] by scalar. The last block of channels may reach
 * past inChannels: reads are clamped, writes guarded.
 */
const SHARED = /* wgsl */ `
struct Taps {
  at : vec4<i32>,       // of the four pixels in dy, in batch * outHeight * outWidth; 0 where there is none
  exists : vec4<bool>,
}

struct Pixels {
  index : vec4<i32>,    // of the four input pixels, in batch * inHeight * inWidth
  image : vec4<i32>,    // batch index * outHeight * outWidth
  row : vec4<i32>,      // input row + pad
  column : vec4<i32>,   // input column + pad
}

fn pixelsOf(first : i32) -> Pixels {
  let index = vec4<i32>(first, first + 64, first + 128, first + 192);
  let rest = index / uniforms.inSize.y;
  let ix = index - rest * uniforms.inSize.y;
  let batch = rest / uniforms.inSize.x;
  let iy = rest - batch * uniforms.inSize.x;
  return Pixels(index, batch * uniforms.outSize.x * uniforms.outSize.y, iy + uniforms.pad.x, ix + uniforms.pad.y);
}

/** n / stride for 0 <= n < 2^20, by floats: exact there, and integer division is slow on every GPU. */
fn strided(n : vec4<i32>, stride : i32) -> vec4<i32> {
  return vec4<i32>((vec4<f32>(n) + 0.5) / f32(stride));
}

fn tapsOf(p : Pixels, ky : i32, kx : i32) -> Taps {
  let row = p.row - ky * uniforms.dilation.x;
  let column = p.column - kx * uniforms.dilation.y;
  let oy = strided(row, uniforms.stride.x);
  let ox = strided(column, uniforms.stride.y);
  let exists = (p.index < vec4<i32>(uniforms.pixels))
      & (row >= vec4<i32>(0)) & (oy < vec4<i32>(uniforms.outSize.x)) & (oy * uniforms.stride.x == row)
      & (column >= vec4<i32>(0)) & (ox < vec4<i32>(uniforms.outSize.y)) & (ox * uniforms.stride.y == column);
  return Taps(select(vec4<i32>(0), p.image + oy * uniforms.outSize.y + ox, exists), exists);
}

fn store(pixel : i32, block : i32, value : vec4<f32>) {
  if (pixel >= uniforms.pixels) { return; }
  let at = pixel * uniforms.channels.x + block * 4;
  let rest = uniforms.channels.x - block * 4;
  result[at] = value.x;
  if (rest > 1) { result[at + 1] = value.y; }
  if (rest > 2) { result[at + 2] = value.z; }
  if (rest > 3) { result[at + 3] = value.w; }
}
`;

const BY_FOUR = /* wgsl */ `
fn main(index : i32) {
  let group = index / 64;
  let block = group % uniforms.blocks;
  let p = pixelsOf((group / uniforms.blocks) * 256 + index % 64);
  let taps = uniforms.taps;
  let outBlocks = uniforms.channels.y / 4;
  let tapLength = uniforms.channels.x * outBlocks;
  let c = min(vec4<i32>(block * 4) + vec4<i32>(0, 1, 2, 3), vec4<i32>(uniforms.channels.x - 1)) * outBlocks;
  var dx0 = vec4<f32>(0.0);
  var dx1 = vec4<f32>(0.0);
  var dx2 = vec4<f32>(0.0);
  var dx3 = vec4<f32>(0.0);
  for (var ky = 0; ky < taps.x; ky += 1) {
    for (var kx = 0; kx < taps.y; kx += 1) {
      let tap = tapsOf(p, ky, kx);
      if (!any(tap.exists)) { continue; }
      let at = tap.at * outBlocks;
      let f = c + (ky * taps.y + kx) * tapLength;
      for (var o = 0; o < outBlocks; o += 1) {
        let dy0 = select(vec4<f32>(0.0), dy[at.x + o], tap.exists.x);
        let dy1 = select(vec4<f32>(0.0), dy[at.y + o], tap.exists.y);
        let dy2 = select(vec4<f32>(0.0), dy[at.z + o], tap.exists.z);
        let dy3 = select(vec4<f32>(0.0), dy[at.w + o], tap.exists.w);
        let f0 = filters[f.x + o];
        let f1 = filters[f.y + o];
        let f2 = filters[f.z + o];
        let f3 = filters[f.w + o];
        dx0 += vec4<f32>(dot(dy0, f0), dot(dy0, f1), dot(dy0, f2), dot(dy0, f3));
        dx1 += vec4<f32>(dot(dy1, f0), dot(dy1, f1), dot(dy1, f2), dot(dy1, f3));
        dx2 += vec4<f32>(dot(dy2, f0), dot(dy2, f1), dot(dy2, f2), dot(dy2, f3));
        dx3 += vec4<f32>(dot(dy3, f0), dot(dy3, f1), dot(dy3, f2), dot(dy3, f3));
      }
    }
  }
  store(p.index.x, block, dx0);
  store(p.index.y, block, dx1);
  store(p.index.z, block, dx2);
  store(p.index.w, block, dx3);
}
`;

const BY_ONE = /* wgsl */ `
fn main(index : i32) {
  let group = index / 64;
  let block = group % uniforms.blocks;
  let p = pixelsOf((group / uniforms.blocks) * 256 + index % 64);
  let c = min(vec4<i32>(block * 4) + vec4<i32>(0, 1, 2, 3), vec4<i32>(uniforms.channels.x - 1)) * uniforms.channels.y;
  var dx0 = vec4<f32>(0.0);
  var dx1 = vec4<f32>(0.0);
  var dx2 = vec4<f32>(0.0);
  var dx3 = vec4<f32>(0.0);
  for (var ky = 0; ky < uniforms.taps.x; ky += 1) {
    for (var kx = 0; kx < uniforms.taps.y; kx += 1) {
      let tap = tapsOf(p, ky, kx);
      if (!any(tap.exists)) { continue; }
      let at = tap.at * uniforms.channels.y;
      let f = c + (ky * uniforms.taps.y + kx) * uniforms.channels.x * uniforms.channels.y;
      for (var o = 0; o < uniforms.channels.y; o += 1) {
        let values = select(vec4<f32>(0.0), vec4<f32>(dy[at.x + o], dy[at.y + o], dy[at.z + o], dy[at.w + o]), tap.exists);
        let weights = vec4<f32>(filters[f.x + o], filters[f.y + o], filters[f.z + o], filters[f.w + o]);
        dx0 += values.x * weights;
        dx1 += values.y * weights;
        dx2 += values.z * weights;
        dx3 += values.w * weights;
      }
    }
  }
  store(p.index.x, block, dx0);
  store(p.index.y, block, dx1);
  store(p.index.z, block, dx2);
  store(p.index.w, block, dx3);
}
`;

function inputGradientShader(outChannels: number): Shader {
  const byFour = outChannels % 4 === 0;
  return {
    name: `conv2d_input_gradient_${byFour ? 'f4' : 'f1'}`,
    inputs: ['dy', 'filters'],
    components: byFour ? [4, 4] : [1, 1],
    uniforms: `${WINDOW_UNIFORMS} channels : vec2<i32>, pixels : i32, blocks : i32,`,
    workgroupSize: WORKGROUP,
    wgsl: SHARED + (byFour ? BY_FOUR : BY_ONE),
  };
}

/**
 * dx for y = x * filter. dy: [batch, oh, ow, out], filter: [kh, kw, in, out]; attrs: inputShape [batch, h, w, in],
 * strides, pad, and dilations (default 1). The kernel behind tfjs's Conv2DBackpropInput.
 */
export function conv2dInputGradient(call: KernelCall): TensorInfo {
  const dy = requiredInput(call, 'dy');
  const filter = requiredInput(call, 'filter');
  const inputShape = shapeAttr(call.attrs, 'inputShape');
  const g = convGeometry(inputShape, filter.shape, call.attrs, false);
  const pixels = g.batch * g.inHeight * g.inWidth;
  const blocks = Math.ceil(g.inChannels / CHANNELS);
  return runShader(webgpuBackend(call), {
    shader: inputGradientShader(g.outChannels),
    inputs: [dy, filter],
    output: { shape: inputShape, dtype: 'float32' },
    invocations: Math.ceil(pixels / (PIXELS * WORKGROUP)) * WORKGROUP * blocks,
    uniforms: [...windowUniforms(g), int(g.inChannels, g.outChannels), int(pixels), int(blocks)],
  });
}
