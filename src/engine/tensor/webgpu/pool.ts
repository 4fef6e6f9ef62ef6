import type { TensorInfo } from '@tensorflow/tfjs-core';
import { poolGeometry, WINDOW_UNIFORMS, type WindowGeometry, windowUniforms } from './geometry';
import { int, type KernelCall, requiredInput, runShader, type Shader, sizeOf, webgpuBackend } from './shader';

const WORKGROUP = 64;

/**
 * Pooling, forward and backward: one invocation per Value of the result, where Value is f32, or vec4<f32> over four
 * neighbouring channels if the channels are a multiple of 4 (Mask is then vec4<bool>). Channels-last memory, so that
 * neighbouring lanes touch neighbouring channels: x and dx [batch, inHeight, inWidth, channels], y and dy
 * [batch, outHeight, outWidth, channels]; `channels` and `count` (of results) are in Values.
 * Text = aliases + PLACE + one of the mains below.
 */
const PLACE = /* wgsl */ `
struct Place {
  image : i32,        // batch index
  at : vec2<i32>,     // row and column
  channel : i32,
}

/** Where a result lies, for an image of this many rows and columns. */
fn placeOf(index : i32, size : vec2<i32>) -> Place {
  let pixel = index / uniforms.channels;
  let line = pixel / size.y;
  let image = line / size.x;
  return Place(image, vec2<i32>(line - image * size.x, pixel - line * size.y), index - pixel * uniforms.channels);
}

/** n / stride for 0 <= n < 2^20, by floats: exact there, and integer division is slow on every GPU. */
fn strided(n : i32, stride : i32) -> i32 {
  return i32((f32(n) + 0.5) / f32(stride));
}

fn inputAt(p : Place, row : i32, column : i32) -> i32 {
  return ((p.image * uniforms.inSize.x + row) * uniforms.inSize.y + column) * uniforms.channels + p.channel;
}

fn outputAt(p : Place, oy : i32, ox : i32) -> i32 {
  return ((p.image * uniforms.outSize.x + oy) * uniforms.outSize.y + ox) * uniforms.channels + p.channel;
}
`;

/** y = largest, or mean, of the window's inputs that exist. */
const FORWARD = /* wgsl */ `
fn main(index : i32) {
  if (index >= uniforms.count) { return; }
  let p = placeOf(index, uniforms.outSize);
  let corner = p.at * uniforms.stride - uniforms.pad;
  let first = max(corner, vec2<i32>(0));
  let end = min(corner + uniforms.taps, uniforms.inSize);
  var largest = x[inputAt(p, first.x, first.y)];
  var sum = Value(0.0);
  for (var row = first.x; row < end.x; row += 1) {
    for (var column = first.y; column < end.y; column += 1) {
      let value = x[inputAt(p, row, column)];
      largest = max(largest, value);
      sum += value;
    }
  }
  let size = end - first;
  result[index] = select(largest, sum / f32(size.x * size.y), uniforms.average == 1);
}
`;

/**
 * Gradient of max pooling: each output passes its slope to the first (in row-major order) of its window's largest inputs,
 *   dx[b, iy, ix, c] = sum of dy[b, oy, ox, c] over the windows whose first maximum is at (iy, ix).
 * A window that holds the input counts if the input equals the window's maximum y and no earlier input of the window does;
 * the earlier ones are read only where the first holds for some channel.
 */
const MAX_GRADIENT = /* wgsl */ `
fn main(index : i32) {
  if (index >= uniforms.count) { return; }
  let p = placeOf(index, uniforms.inSize);
  let value = x[index];
  var dx = Value(0.0);
  for (var ky = 0; ky < uniforms.taps.x; ky += 1) {
    let row = p.at.x + uniforms.pad.x - ky;
    let oy = strided(row, uniforms.stride.x);
    if (row < 0 || oy >= uniforms.outSize.x || oy * uniforms.stride.x != row) { continue; }
    for (var kx = 0; kx < uniforms.taps.y; kx += 1) {
      let column = p.at.y + uniforms.pad.y - kx;
      let ox = strided(column, uniforms.stride.y);
      if (column < 0 || ox >= uniforms.outSize.y || ox * uniforms.stride.y != column) { continue; }
      let window = outputAt(p, oy, ox);
      var first : Mask = y[window] == value;
      if (!any(first)) { continue; }
      let begin = max(p.at - vec2<i32>(ky, kx), vec2<i32>(0));
      let endColumn = min(p.at.y - kx + uniforms.taps.y, uniforms.inSize.y);
      for (var r = begin.x; r <= p.at.x; r += 1) {
        let end = select(endColumn, p.at.y, r == p.at.x);
        for (var c = begin.y; c < end; c += 1) {
          first = first & (x[inputAt(p, r, c)] != value);
        }
      }
      dx += select(Value(0.0), dy[window], first);
    }
  }
  result[index] = dx;
}
`;

/**
 * Gradient of average pooling, whose windows average the inputs that exist:
 *   dx[b, iy, ix, c] = sum over the windows that hold (iy, ix) of dy[b, oy, ox, c] / (inputs of the window inside x).
 * Deviation: tfjs 4.22 divides by the full window, also at the borders of 'same' padding.
 */
const AVERAGE_GRADIENT = /* wgsl */ `
/** How many of the window's taps along one axis lie inside. */
fn inside(first : i32, taps : i32, size : i32) -> i32 {
  return min(first + taps, size) - max(first, 0);
}

fn main(index : i32) {
  if (index >= uniforms.count) { return; }
  let p = placeOf(index, uniforms.inSize);
  var dx = Value(0.0);
  for (var ky = 0; ky < uniforms.taps.x; ky += 1) {
    let row = p.at.x + uniforms.pad.x - ky;
    let oy = strided(row, uniforms.stride.x);
    if (row < 0 || oy >= uniforms.outSize.x || oy * uniforms.stride.x != row) { continue; }
    let rows = inside(p.at.x - ky, uniforms.taps.x, uniforms.inSize.x);
    for (var kx = 0; kx < uniforms.taps.y; kx += 1) {
      let column = p.at.y + uniforms.pad.y - kx;
      let ox = strided(column, uniforms.stride.y);
      if (column < 0 || ox >= uniforms.outSize.y || ox * uniforms.stride.y != column) { continue; }
      let columns = inside(p.at.y - kx, uniforms.taps.y, uniforms.inSize.y);
      dx += dy[outputAt(p, oy, ox)] / f32(rows * columns);
    }
  }
  result[index] = dx;
}
`;

const ALIASES = {
  1: 'alias Value = f32;\nalias Mask = bool;\n',
  4: 'alias Value = vec4<f32>;\nalias Mask = vec4<bool>;\n',
} as const;

type Component = keyof typeof ALIASES;

const componentOf = (g: WindowGeometry): Component => (g.inChannels % 4 === 0 ? 4 : 1);

function shader(name: string, inputs: readonly string[], main: string, component: Component): Shader {
  return {
    name: `${name}_${component}`,
    inputs,
    components: inputs.map(() => component),
    outputComponent: component,
    uniforms: `${WINDOW_UNIFORMS} channels : i32, count : i32, average : i32,`,
    workgroupSize: WORKGROUP,
    wgsl: ALIASES[component] + PLACE + main,
  };
}

function pool(
  call: KernelCall,
  g: WindowGeometry,
  program: Shader,
  inputs: readonly TensorInfo[],
  shape: readonly number[],
  average = false,
): TensorInfo {
  const component = componentOf(g);
  const count = sizeOf(shape) / component;
  return runShader(webgpuBackend(call), {
    shader: program,
    inputs,
    output: { shape, dtype: 'float32' },
    invocations: count,
    uniforms: [...windowUniforms(g), int(g.inChannels / component), int(count), int(average ? 1 : 0)],
  });
}

function forward(call: KernelCall, average: boolean): TensorInfo {
  const x = requiredInput(call, 'x');
  const g = poolGeometry(x.shape, call.attrs);
  const shape = [g.batch, g.outHeight, g.outWidth, g.outChannels];
  return pool(call, g, shader('pool', ['x'], FORWARD, componentOf(g)), [x], shape, average);
}

/** Largest of each window. x: [batch, h, w, channels]; attrs: filterSize, strides, pad. Behind tfjs's MaxPool. */
export function maxPool(call: KernelCall): TensorInfo {
  return forward(call, false);
}

/** Mean of each window over the inputs that exist. Arguments as maxPool. Behind tfjs's AvgPool. */
export function avgPool(call: KernelCall): TensorInfo {
  return forward(call, true);
}

/** dx of max pooling. inputs: dy, input x, output y; attrs: filterSize, strides, pad. Behind tfjs's MaxPoolGrad. */
export function maxPoolGradient(call: KernelCall): TensorInfo {
  const dy = requiredInput(call, 'dy');
  const x = requiredInput(call, 'input');
  const y = requiredInput(call, 'output');
  const g = poolGeometry(x.shape, call.attrs);
  return pool(call, g, shader('max_pool_gradient', ['dy', 'x', 'y'], MAX_GRADIENT, componentOf(g)), [dy, x, y], x.shape);
}

/** dx of average pooling. inputs: dy, input x (for its shape); attrs: filterSize, strides, pad. Behind tfjs's AvgPoolGrad. */
export function avgPoolGradient(call: KernelCall): TensorInfo {
  const dy = requiredInput(call, 'dy');
  const x = requiredInput(call, 'input');
  const g = poolGeometry(x.shape, call.attrs);
  return pool(call, g, shader('avg_pool_gradient', ['dy'], AVERAGE_GRADIENT, componentOf(g)), [dy], x.shape);
}
