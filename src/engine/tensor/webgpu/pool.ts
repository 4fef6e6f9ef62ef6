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

/** First output row and column, and one past the last, whose window holds the input at (row, column) = at. */
fn windowsOf(at : vec2<i32>) -> array<vec2<i32>, 2> {
  let padded = at + uniforms.pad;
  let begin = max(padded - uniforms.taps + uniforms.stride, vec2<i32>(0)) / uniforms.stride;
  return array<vec2<i32>, 2>(begin, min(padded / uniforms.stride + 1, uniforms.outSize));
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
  let windows = windowsOf(p.at);
  // Uniforms read once: a software adapter loads them anew at every use.
  let stride = uniforms.stride;
  let pad = uniforms.pad;
  let taps = uniforms.taps;
  let columns = uniforms.inSize.y;
  let channels = uniforms.channels;
  let xLine = columns * channels;
  let yLine = uniforms.outSize.y * channels;
  let xImage = p.image * uniforms.inSize.x * xLine + p.channel;
  let yImage = p.image * uniforms.outSize.x * yLine + p.channel;
  let value = x[index];
  var dx = Value(0.0);
  for (var oy = windows[0].x; oy < windows[1].x; oy += 1) {
    let firstRow = max(oy * stride.x - pad.x, 0);
    for (var ox = windows[0].y; ox < windows[1].y; ox += 1) {
      let window = yImage + oy * yLine + ox * channels;
      var first : Mask = y[window] == value;
      if (!any(first)) { continue; }
      let corner = ox * stride.y - pad.y;
      let firstColumn = max(corner, 0);
      let endColumn = min(corner + taps.y, columns);
      for (var row = firstRow; row <= p.at.x; row += 1) {
        let line = xImage + row * xLine;
        let end = line + select(endColumn, p.at.y, row == p.at.x) * channels;
        for (var at = line + firstColumn * channels; at < end; at += channels) {
          first = first & (x[at] != value);
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
fn main(index : i32) {
  if (index >= uniforms.count) { return; }
  let p = placeOf(index, uniforms.inSize);
  let windows = windowsOf(p.at);
  var dx = Value(0.0);
  for (var oy = windows[0].x; oy < windows[1].x; oy += 1) {
    for (var ox = windows[0].y; ox < windows[1].y; ox += 1) {
      let corner = vec2<i32>(oy, ox) * uniforms.stride - uniforms.pad;
      let size = min(corner + uniforms.taps, uniforms.inSize) - max(corner, vec2<i32>(0));
      dx += dy[outputAt(p, oy, ox)] / f32(size.x * size.y);
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
