import { WINDOW_UNIFORMS } from './geometry';
import type { Shader } from './shader';

/**
 * Forward convolution, direct form:
 *   y[p, o] = act(bias[o] + sum over ky, kx, c of x[b, oy * stride + ky * dilation - pad, ..., c] * filter[ky, kx, c, o])
 *
 * One invocation computes 4 output pixels x 8 output channels (4 where channels go by scalar). A workgroup of 64 covers 256
 * consecutive pixels of one such block of channels; its lane takes pixels base, base + 64, base + 128, base + 192, so that
 * neighbouring lanes touch neighbouring memory, and the filter is read at the same address by the whole workgroup.
 *
 * Memory: x [batch, inHeight, inWidth, inChannels], filter [taps, inChannels, outChannels], bias [outChannels],
 * result [batch * outHeight * outWidth, outChannels], each f32, or vec4<f32> over its last axis as the shader says.
 */
export const CONV_PIXELS = 4;
export const CONV_WORKGROUP = 64;

/** channels: (in, out). quads: out channels / 4, rounded up. blocks: of output channels, one per invocation. */
const UNIFORMS = `${WINDOW_UNIFORMS} channels : vec2<i32>, pixels : i32, quads : i32, blocks : i32, relu : i32,`;

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

/** biasOf(quad): four channels of the bias, in the three forms it can have. */
const NO_BIAS = /* wgsl */ `
fn biasOf(quad : i32) -> vec4<f32> { return vec4<f32>(0.0); }
`;
const BIAS_BY_FOUR = /* wgsl */ `
fn biasOf(quad : i32) -> vec4<f32> { return bias[quad]; }
`;
const BIAS_BY_ONE = /* wgsl */ `
fn biasOf(quad : i32) -> vec4<f32> {
  let o = min(vec4<i32>(quad * 4) + vec4<i32>(0, 1, 2, 3), vec4<i32>(uniforms.channels.y - 1));
  return vec4<f32>(bias[o.x], bias[o.y], bias[o.z], bias[o.w]);
}
`;

/**
 * Filter and result by vec4: out channels are a multiple of 4. An invocation has two quads of channels, a and b; where the
 * last block has only one, b repeats it and is not stored. accumulate(at, exists, f, sums) adds one tap.
 */
const F4 = /* wgsl */ `
struct Sums {
  a0 : vec4<f32>, a1 : vec4<f32>, a2 : vec4<f32>, a3 : vec4<f32>,
  b0 : vec4<f32>, b1 : vec4<f32>, b2 : vec4<f32>, b3 : vec4<f32>,
}

fn store(pixel : i32, quad : i32, a : vec4<f32>, b : vec4<f32>) {
  if (pixel >= uniforms.pixels) { return; }
  let to = pixel * uniforms.quads + quad;
  result[to] = activate(a);
  if (quad + 1 < uniforms.quads) { result[to + 1] = activate(b); }
}

fn main(index : i32) {
  // Uniforms read once: a software adapter loads them anew at every use.
  let taps = uniforms.taps;
  let dilation = uniforms.dilation;
  let inSize = uniforms.inSize;
  let tapLength = uniforms.channels.x * uniforms.quads;
  let group = index / 64;
  let pixelGroup = group / uniforms.blocks;
  let quad = (group - pixelGroup * uniforms.blocks) * 2;
  let p = pixelsOf(pixelGroup * 256 + index % 64);
  let real = p.index < vec4<i32>(uniforms.pixels);
  let step = select(0, 1, quad + 1 < uniforms.quads);   // from quad a to quad b
  let a = biasOf(quad);
  let b = biasOf(quad + step);
  var sums = Sums(a, a, a, a, b, b, b, b);
  var f = quad;   // walks filters[tap, c, quad]
  for (var ky = 0; ky < taps.x; ky += 1) {
    let row = p.row + ky * dilation.x;
    let rowReal = real & inside(row, inSize.x);
    for (var kx = 0; kx < taps.y; kx += 1) {
      let column = p.column + kx * dilation.y;
      let exists = rowReal & inside(column, inSize.y);
      accumulate(select(vec4<i32>(0), p.image + row * inSize.y + column, exists), exists, f, step, &sums);
      f += tapLength;
    }
  }
  store(p.index.x, quad, sums.a0, sums.b0);
  store(p.index.y, quad, sums.a1, sums.b1);
  store(p.index.z, quad, sums.a2, sums.b2);
  store(p.index.w, quad, sums.a3, sums.b3);
}
`;

/** x by vec4: in channels are a multiple of 4. */
const ACCUMULATE_X4 = /* wgsl */ `
fn accumulate(pixel : vec4<i32>, exists : vec4<bool>, first : i32, step : i32, sums : ptr<function, Sums>) {
  let quads = uniforms.quads;
  let inQuads = uniforms.channels.x / 4;
  let at = pixel * inQuads;
  var f = first;
  for (var c = 0; c < inQuads; c += 1) {
    let x0 = select(vec4<f32>(0.0), x[at.x + c], exists.x);
    let x1 = select(vec4<f32>(0.0), x[at.y + c], exists.y);
    let x2 = select(vec4<f32>(0.0), x[at.z + c], exists.z);
    let x3 = select(vec4<f32>(0.0), x[at.w + c], exists.w);
    let a0 = filters[f];
    let b0 = filters[f + step];
    let a1 = filters[f + quads];
    let b1 = filters[f + quads + step];
    let a2 = filters[f + 2 * quads];
    let b2 = filters[f + 2 * quads + step];
    let a3 = filters[f + 3 * quads];
    let b3 = filters[f + 3 * quads + step];
    (*sums).a0 += x0.x * a0 + x0.y * a1 + x0.z * a2 + x0.w * a3;
    (*sums).a1 += x1.x * a0 + x1.y * a1 + x1.z * a2 + x1.w * a3;
    (*sums).a2 += x2.x * a0 + x2.y * a1 + x2.z * a2 + x2.w * a3;
    (*sums).a3 += x3.x * a0 + x3.y * a1 + x3.z * a2 + x3.w * a3;
    (*sums).b0 += x0.x * b0 + x0.y * b1 + x0.z * b2 + x0.w * b3;
    (*sums).b1 += x1.x * b0 + x1.y * b1 + x1.z * b2 + x1.w * b3;
    (*sums).b2 += x2.x * b0 + x2.y * b1 + x2.z * b2 + x2.w * b3;
    (*sums).b3 += x3.x * b0 + x3.y * b1 + x3.z * b2 + x3.w * b3;
    f += 4 * quads;
  }
}
`;

/** x by scalar: any in channels (1 or 3 in a network's first layer). */
const ACCUMULATE_X1 = /* wgsl */ `
fn accumulate(pixel : vec4<i32>, exists : vec4<bool>, first : i32, step : i32, sums : ptr<function, Sums>) {
  let quads = uniforms.quads;
  let inChannels = uniforms.channels.x;
  let at = pixel * inChannels;
  var f = first;
  for (var c = 0; c < inChannels; c += 1) {
    let values = select(vec4<f32>(0.0), vec4<f32>(x[at.x + c], x[at.y + c], x[at.z + c], x[at.w + c]), exists);
    let a = filters[f];
    let b = filters[f + step];
    (*sums).a0 += values.x * a;
    (*sums).a1 += values.y * a;
    (*sums).a2 += values.z * a;
    (*sums).a3 += values.w * a;
    (*sums).b0 += values.x * b;
    (*sums).b1 += values.y * b;
    (*sums).b2 += values.z * b;
    (*sums).b3 += values.w * b;
    f += quads;
  }
}
`;

/** Everything by scalar: any channels. The last block may reach past outChannels: reads are clamped, writes guarded. */
const X1_F1 = /* wgsl */ `
fn store(pixel : i32, block : i32, value : vec4<f32>) {
  if (pixel >= uniforms.pixels) { return; }
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
  store(p.index.x, block, activate(y0));
  store(p.index.y, block, activate(y1));
  store(p.index.z, block, activate(y2));
  store(p.index.w, block, activate(y3));
}
`;

/** Channels that one invocation of conv2dShader computes. */
export function channelsPerInvocation(outChannels: number): number {
  return outChannels % 4 === 0 ? 8 : 4;
}

/** The shader for these channel counts: text = PIXELS + one biasOf + (F4 and one accumulate, or X1_F1). */
export function conv2dShader(inChannels: number, outChannels: number, hasBias: boolean): Shader {
  const f = outChannels % 4 === 0 ? 4 : 1;
  const x = f === 4 && inChannels % 4 === 0 ? 4 : 1;
  const bias = f === 4 ? BIAS_BY_FOUR : BIAS_BY_ONE;
  const main = f === 1 ? X1_F1 : F4 + (x === 4 ? ACCUMULATE_X4 : ACCUMULATE_X1);
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
