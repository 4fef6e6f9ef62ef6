import type { TensorInfo } from '@tensorflow/tfjs-core';
import { poolGeometry, WINDOW_UNIFORMS, windowUniforms } from './geometry';
import { int, type KernelCall, requiredInput, runShader, type Shader, sizeOf, webgpuBackend } from './shader';

const WORKGROUP = 64;

/**
 * Gradient of max pooling: each output passes its slope to the first (in row-major order) of its window's largest inputs,
 *   dx[b, iy, ix, c] = sum of dy[b, oy, ox, c] over the windows whose first maximum is at (iy, ix).
 *
 * One invocation per input, gathering: a window that holds it counts if x equals the window's maximum y and no earlier
 * input of the window does. Earlier inputs are read only where the first holds, which is once per output but for ties.
 *
 * Memory: x [batch, inHeight, inWidth, channels], y and dy [batch, outHeight, outWidth, channels], result like x, all f32.
 */
const MAX_POOL_GRADIENT: Shader = {
  name: 'max_pool_gradient',
  inputs: ['dy', 'x', 'y'],
  uniforms: `${WINDOW_UNIFORMS} channels : i32, count : i32,`,
  workgroupSize: WORKGROUP,
  wgsl: /* wgsl */ `
/** Whether an input before tap (ky, kx) of the window with this corner has this value. image: batch * inHeight. */
fn hasEarlier(value : f32, image : i32, corner : vec2<i32>, ky : i32, kx : i32, c : i32) -> bool {
  for (var ey = max(0, -corner.x); ey <= ky; ey += 1) {
    let end = select(uniforms.taps.y, kx, ey == ky);
    for (var ex = max(0, -corner.y); ex < end; ex += 1) {
      let column = corner.y + ex;
      if (column < uniforms.inSize.y) {
        let at = ((image + corner.x + ey) * uniforms.inSize.y + column) * uniforms.channels + c;
        if (x[at] == value) { return true; }
      }
    }
  }
  return false;
}

fn main(index : i32) {
  if (index >= uniforms.count) { return; }
  let c = index % uniforms.channels;
  let pixel = index / uniforms.channels;
  let rest = pixel / uniforms.inSize.y;
  let batch = rest / uniforms.inSize.x;
  let here = vec2<i32>(rest % uniforms.inSize.x, pixel % uniforms.inSize.y);
  let value = x[index];
  var dx = 0.0;
  for (var ky = 0; ky < uniforms.taps.x; ky += 1) {
    let row = here.x + uniforms.pad.x - ky;
    let oy = row / uniforms.stride.x;
    if (row < 0 || oy >= uniforms.outSize.x || oy * uniforms.stride.x != row) { continue; }
    for (var kx = 0; kx < uniforms.taps.y; kx += 1) {
      let column = here.y + uniforms.pad.y - kx;
      let ox = column / uniforms.stride.y;
      if (column < 0 || ox >= uniforms.outSize.y || ox * uniforms.stride.y != column) { continue; }
      let at = ((batch * uniforms.outSize.x + oy) * uniforms.outSize.y + ox) * uniforms.channels + c;
      if (y[at] == value && !hasEarlier(value, batch * uniforms.inSize.x, here - vec2<i32>(ky, kx), ky, kx, c)) {
        dx += dy[at];
      }
    }
  }
  result[index] = dx;
}
`,
};

/**
 * Gradient of average pooling, whose windows average the inputs that exist:
 *   dx[b, iy, ix, c] = sum over the windows that hold (iy, ix) of dy[b, oy, ox, c] / (inputs of the window inside x).
 * One invocation per Value of dx, f32 or vec4<f32> over channels. dy [batch, outHeight, outWidth, channels].
 * Deviation: tfjs 4.22 divides by the full window, also at the borders of 'same' padding.
 */
const AVG_POOL_GRADIENT = /* wgsl */ `
/** How many of the window's taps along one axis lie inside. */
fn inside(first : i32, taps : i32, size : i32) -> i32 {
  return min(first + taps, size) - max(first, 0);
}

fn main(index : i32) {
  if (index >= uniforms.count) { return; }
  let c = index % uniforms.channels;
  let pixel = index / uniforms.channels;
  let rest = pixel / uniforms.inSize.y;
  let batch = rest / uniforms.inSize.x;
  let here = vec2<i32>(rest % uniforms.inSize.x, pixel % uniforms.inSize.y);
  var dx = Value(0.0);
  for (var ky = 0; ky < uniforms.taps.x; ky += 1) {
    let row = here.x + uniforms.pad.x - ky;
    let oy = row / uniforms.stride.x;
    if (row < 0 || oy >= uniforms.outSize.x || oy * uniforms.stride.x != row) { continue; }
    let rows = inside(here.x - ky, uniforms.taps.x, uniforms.inSize.x);
    for (var kx = 0; kx < uniforms.taps.y; kx += 1) {
      let column = here.y + uniforms.pad.y - kx;
      let ox = column / uniforms.stride.y;
      if (column < 0 || ox >= uniforms.outSize.y || ox * uniforms.stride.y != column) { continue; }
      let columns = inside(here.y - kx, uniforms.taps.y, uniforms.inSize.y);
      let at = ((batch * uniforms.outSize.x + oy) * uniforms.outSize.y + ox) * uniforms.channels + c;
      dx += dy[at] / f32(rows * columns);
    }
  }
  result[index] = dx;
}
`;

function avgPoolGradientShader(component: 1 | 4): Shader {
  return {
    name: `avg_pool_gradient_${component}`,
    inputs: ['dy'],
    components: [component],
    outputComponent: component,
    uniforms: `${WINDOW_UNIFORMS} channels : i32, count : i32,`,
    workgroupSize: WORKGROUP,
    wgsl: `alias Value = ${component === 4 ? 'vec4<f32>' : 'f32'};\n${AVG_POOL_GRADIENT}`,
  };
}

/** dx of max pooling. inputs: dy, input x, output y; attrs: filterSize, strides, pad. Behind tfjs's MaxPoolGrad. */
export function maxPoolGradient(call: KernelCall): TensorInfo {
  const dy = requiredInput(call, 'dy');
  const x = requiredInput(call, 'input');
  const y = requiredInput(call, 'output');
  const g = poolGeometry(x.shape, call.attrs);
  const count = sizeOf(x.shape);
  return runShader(webgpuBackend(call), {
    shader: MAX_POOL_GRADIENT,
    inputs: [dy, x, y],
    output: { shape: x.shape, dtype: 'float32' },
    invocations: count,
    uniforms: [...windowUniforms(g), int(g.inChannels), int(count)],
  });
}

/** dx of average pooling. inputs: dy, input x (for its shape); attrs: filterSize, strides, pad. Behind tfjs's AvgPoolGrad. */
export function avgPoolGradient(call: KernelCall): TensorInfo {
  const dy = requiredInput(call, 'dy');
  const x = requiredInput(call, 'input');
  const g = poolGeometry(x.shape, call.attrs);
  const component = g.inChannels % 4 === 0 ? 4 : 1;
  const count = sizeOf(x.shape) / component;
  return runShader(webgpuBackend(call), {
    shader: avgPoolGradientShader(component),
    inputs: [dy],
    output: { shape: x.shape, dtype: 'float32' },
    invocations: count,
    uniforms: [...windowUniforms(g), int(g.inChannels / component), int(count)],
  });
}
