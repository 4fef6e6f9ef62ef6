import { WINDOW_UNIFORMS } from './geometry';
import type { Shader } from './shader';

/**
 * Forward convolution, direct form:
 *   y[p, o] = act(bias[o] + sum over ky, kx, c of x[b, oy * stride + ky * dilation - pad, ..., c] * filter[ky, kx, c, o])
 *
 * One invocation computes 4 output pixels x 4 output channels. A workgroup of 64 covers 256 consecutive pixels of one
 * block of 4 channels; its lane takes pixels base, base + 64, base + 128, base + 192, so that neighbouring lanes touch
 * neighbouring memory, and the filter is read at the same address by the whole workgroup.
 *
 * Memory: x [batch, inHeight, inWidth, inChannels], filter [taps, inChannels, outChannels], bias [outChannels],
 * result [batch * outHeight * outWidth, outChannels], each f32, or vec4<f32> over its last axis as the shader says.
 */
export const CONV_PIXELS = 4;
export const CONV_CHANNELS = 4;
export const CONV_WORKGROUP = 64;

const UNIFORMS = `${WINDOW_UNIFORMS} channels : vec2<i32>, pixels : i32, blocks : i32, relu : i32,`;

/** Text shared by the forward shaders: where an invocation's pixels lie, and which of a tap's inputs exist. */
const PIXELS = /* wgsl */ `
struct Pixels {
  index : vec4<i32>,   // of the four output pixels, in batch * outHeight * outWidth
  image : vec4<i32>,   // batch index * inHeight * inWidth
  row : vec4<i32>,     // input row of tap 0, may be negative
  column : vec4<i32>,  // input column of tap 0, may be negative
}

fn pixelsOf(first : i32) -> Pixels {
  let index = vec4<i32>(first, first + 64, first + 128, first + 192);
  let rest = index / uniforms.outSize.y;
  let ox = index - rest * uniforms.outSize.y;
  let batch = rest / uniforms.outSize.x;
  let oy = rest - batch * uniforms.outSize.x;
  return Pixels(
    index,
    batch * uniforms.inSize.x * uniforms.inSize.y,
    oy * uniforms.stride.x - uniforms.pad.x,
    ox * uniforms.stride.y - uniforms.pad.y,
  );
}

fn inside(at : vec4<i32>, size : i32) -> vec4<bool> {
  return (at >= vec4<i32>(0)) & (at < vec4<i32>(size));
}

fn activate(value : vec4<f32>) -> vec4<f32> {
  return select(value, max(value, vec4<f32>(0.0)), uniforms.relu == 1);
}
`;

/** biasOf(block): four channels of the bias, in the three forms it can have. */
const NO_BIAS = /* wgsl */ `
fn biasOf(block : i32) -> vec4<f32> { return vec4<f32>(0.0); }
`;
const BIAS_BY_FOUR = /* wgsl */ `
fn biasOf(block : i32) -> vec4<f32> { return bias[block]; }
`;
const BIAS_BY_ONE = /* wgsl */ `
fn biasOf(block : i32) -> vec4<f32> {
  let o = min(vec4<i32>(block * 4) + vec4<i32>(0, 1, 2, 3), vec4<i32>(uniforms.channels.y - 1));
  return vec4<f32>(bias[o.x], bias[o.y], bias[o.z], bias[o.w]);
}
`;

/** x, filter and result by vec4: in and out channels are multiples of 4. */
const X4_F4 = /* wgsl */ `
fn main(index : i32) {
  let group = index / 64;
  let block = group % uniforms.blocks;
  let p = pixelsOf((group / uniforms.blocks) * 256 + index % 64);
  let inBlocks = uniforms.channels.x / 4;
  let real = p.index < vec4<i32>(uniforms.pixels);
  var y0 = biasOf(block);
  var y1 = y0;
  var y2 = y0;
  var y3 = y0;
  var f = block;  // walks filter[tap, c, block]
  for (var ky = 0; ky < uniforms.taps.x; ky += 1) {
    let row = p.row + ky * uniforms.dilation.x;
    let rowReal = real & inside(row, uniforms.inSize.x);
    for (var kx = 0; kx < uniforms.taps.y; kx += 1) {
      let column = p.column + kx * uniforms.dilation.y;
      let exists = rowReal & inside(column, uniforms.inSize.y);
      let at = select(vec4<i32>(0), (p.image + row * uniforms.inSize.y + column) * inBlocks, exists);
      for (var c = 0; c < inBlocks; c += 1) {
        let x0 = select(vec4<f32>(0.0), x[at.x + c], exists.x);
        let x1 = select(vec4<f32>(0.0), x[at.y + c], exists.y);
        let x2 = select(vec4<f32>(0.0), x[at.z + c], exists.z);
        let x3 = select(vec4<f32>(0.0), x[at.w + c], exists.w);
        let f0 = filters[f];
        let f1 = filters[f + uniforms.blocks];
        let f2 = filters[f + 2 * uniforms.blocks];
        let f3 = filters[f + 3 * uniforms.blocks];
        y0 += x0.x * f0 + x0.y * f1 + x0.z * f2 + x0.w * f3;
        y1 += x1.x * f0 + x1.y * f1 + x1.z * f2 + x1.w * f3;
        y2 += x2.x * f0 + x2.y * f1 + x2.z * f2 + x2.w * f3;
        y3 += x3.x * f0 + x3.y * f1 + x3.z * f2 + x3.w * f3;
        f += 4 * uniforms.blocks;
      }
    }
  }
  if (real.x) { result[p.index.x * uniforms.blocks + block] = activate(y0); }
  if (real.y) { result[p.index.y * uniforms.blocks + block] = activate(y1); }
  if (real.z) { result[p.index.z * uniforms.blocks + block] = activate(y2); }
  if (real.w) { result[p.index.w * uniforms.blocks + block] = activate(y3); }
}
`;

/** x by scalar, filter and result by vec4: any in channels (1 or 3 in a network's first layer), out channels by 4. */
const X1_F4 = /* wgsl */ `
fn main(index : i32) {
  let group = index / 64;
  let block = group % uniforms.blocks;
  let p = pixelsOf((group / uniforms.blocks) * 256 + index % 64);
  let real = p.index < vec4<i32>(uniforms.pixels);
  var y0 = biasOf(block);
  var y1 = y0;
  var y2 = y0;
  var y3 = y0;
  var f = block;
  for (var ky = 0; ky < uniforms.taps.x; ky += 1) {
    let row = p.row + ky * uniforms.dilation.x;
    let rowReal = real & inside(row, uniforms.inSize.x);
    for (var kx = 0; kx < uniforms.taps.y; kx += 1) {
      let column = p.column + kx * uniforms.dilation.y;
      let exists = rowReal & inside(column, uniforms.inSize.y);
      let at = select(vec4<i32>(0), (p.image + row * uniforms.inSize.y + column) * uniforms.channels.x, exists);
      for (var c = 0; c < uniforms.channels.x; c += 1) {
        let values = select(vec4<f32>(0.0), vec4<f32>(x[at.x + c], x[at.y + c], x[at.z + c], x[at.w + c]), exists);
        let weights = filters[f];
        y0 += values.x * weights;
        y1 += values.y * weights;
        y2 += values.z * weights;
        y3 += values.w * weights;
        f += uniforms.blocks;
      }
    }
  }
  if (real.x) { result[p.index.x * uniforms.blocks + block] = activate(y0); }
  if (real.y) { result[p.index.y * uniforms.blocks + block] = activate(y1); }
  if (real.z) { result[p.index.z * uniforms.blocks + block] = activate(y2); }
  if (real.w) { result[p.index.w * uniforms.blocks + block] = activate(y3); }
}
`;

/** Everything by scalar: any channels. The last block may reach past outChannels: reads are clamped, writes guarded. */
const X1_F1 = /* wgsl */ `
fn store(pixel : i32, block : i32, value : vec4<f32>) {
  let at = pixel * uniforms.channels.y + block * 4;
  let rest = uniforms.channels.y - block * 4;
  result[at] = value.x;
  if (rest > 1) { result[at + 1] = value.y; }
  if (rest > 2) { result[at + 2] = value.z; }
  if (rest > 3) { result[at + 3] = value.w; }
}

fn main(index : i32) {
  let group = index / 64;
  let block = group % uniforms.blocks;
  let p = pixelsOf((group / uniforms.blocks) * 256 + index % 64);
  let real = p.index < vec4<i32>(uniforms.pixels);
  let o = min(vec4<i32>(block * 4) + vec4<i32>(0, 1, 2, 3), vec4<i32>(uniforms.channels.y - 1));
  var y0 = biasOf(block);
  var y1 = y0;
  var y2 = y0;
  var y3 = y0;
  var f = 0;
  for (var ky = 0; ky < uniforms.taps.x; ky += 1) {
    let row = p.row + ky * uniforms.dilation.x;
    let rowReal = real & inside(row, uniforms.inSize.x);
    for (var kx = 0; kx < uniforms.taps.y; kx += 1) {
      let column = p.column + kx * uniforms.dilation.y;
      let exists = rowReal & inside(column, uniforms.inSize.y);
      let at = select(vec4<i32>(0), (p.image + row * uniforms.inSize.y + column) * uniforms.channels.x, exists);
      for (var c = 0; c < uniforms.channels.x; c += 1) {
        let values = select(vec4<f32>(0.0), vec4<f32>(x[at.x + c], x[at.y + c], x[at.z + c], x[at.w + c]), exists);
        let weights = vec4<f32>(filters[f + o.x], filters[f + o.y], filters[f + o.z], filters[f + o.w]);
        y0 += values.x * weights;
        y1 += values.y * weights;
        y2 += values.z * weights;
        y3 += values.w * weights;
        f += uniforms.channels.y;
      }
    }
  }
  if (real.x) { store(p.index.x, block, activate(y0)); }
  if (real.y) { store(p.index.y, block, activate(y1)); }
  if (real.z) { store(p.index.z, block, activate(y2)); }
  if (real.w) { store(p.index.w, block, activate(y3)); }
}
`;

/** The shader for these channel counts: text = PIXELS + one biasOf + one main. */
export function conv2dShader(inChannels: number, outChannels: number, hasBias: boolean): Shader {
  const f = outChannels % 4 === 0 ? 4 : 1;
  const x = f === 4 && inChannels % 4 === 0 ? 4 : 1;
  const bias = f === 4 ? BIAS_BY_FOUR : BIAS_BY_ONE;
  const main = x === 4 ? X4_F4 : f === 4 ? X1_F4 : X1_F1;
  return {
    name: `conv2d_x${x}_f${f}${hasBias ? '_bias' : ''}`,
    inputs: hasBias ? ['x', 'filters', 'bias'] : ['x', 'filters'],
    components: hasBias ? [x, f, f] : [x, f],
    outputComponent: f,
    uniforms: UNIFORMS,
    workgroupSize: CONV_WORKGROUP,
    wgsl: PIXELS + (hasBias ? bias : NO_BIAS) + main,
  };
}
