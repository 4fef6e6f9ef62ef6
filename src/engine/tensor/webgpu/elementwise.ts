import type { TensorInfo } from '@tensorflow/tfjs-core';
import { numberAttr } from './geometry';
import { float, int, type KernelCall, requiredInput, runShader, type Shader, sizeOf, webgpuBackend } from './shader';

const WORKGROUP = 64;

/** dx = dy where y > 0, else 0: the gradient through y = max(x, 0). dy, y, result: [count] floats. */
const RELU_GRADIENT: Shader = {
  name: 'relu_gradient',
  inputs: ['dy', 'y'],
  uniforms: 'count : i32,',
  workgroupSize: WORKGROUP,
  wgsl: /* wgsl */ `
fn main(index : i32) {
  if (index >= uniforms.count) { return; }
  result[index] = select(0.0, dy[index], y[index] > 0.0);
}
`,
};

/** inputs {dy, y} of one shape -> dx. */
export function reluGradient(call: KernelCall): TensorInfo {
  const dy = requiredInput(call, 'dy');
  const y = requiredInput(call, 'y');
  const count = sizeOf(dy.shape);
  return runShader(webgpuBackend(call), {
    shader: RELU_GRADIENT,
    inputs: [dy, y],
    output: { shape: dy.shape, dtype: 'float32' },
    invocations: count,
    uniforms: [int(count)],
  });
}

/** Adam's parameter, from the moments before this step, which the next two shaders then update. In place: result = param. */
const ADAM_PARAM: Shader = {
  name: 'adam_param',
  inputs: ['m', 'v', 'gradient'],
  uniforms: 'count : i32, rate : f32, beta1 : f32, beta2 : f32, epsilon : f32,',
  workgroupSize: WORKGROUP,
  wgsl: /* wgsl */ `
fn main(index : i32) {
  if (index >= uniforms.count) { return; }
  let g = gradient[index];
  let nextM = uniforms.beta1 * m[index] + (1.0 - uniforms.beta1) * g;
  let nextV = uniforms.beta2 * v[index] + (1.0 - uniforms.beta2) * g * g;
  result[index] -= uniforms.rate * nextM / (sqrt(nextV) + uniforms.epsilon);
}
`,
};

/** moment <- beta moment + (1 - beta) g^power, power 1 or 2. In place: result = moment. */
const ADAM_MOMENT: Shader = {
  name: 'adam_moment',
  inputs: ['gradient'],
  uniforms: 'count : i32, beta : f32, power : i32,',
  workgroupSize: WORKGROUP,
  wgsl: /* wgsl */ `
fn main(index : i32) {
  if (index >= uniforms.count) { return; }
  let g = gradient[index];
  let term = select(g, g * g, uniforms.power == 2);
  result[index] = uniforms.beta * result[index] + (1.0 - uniforms.beta) * term;
}
`,
};

/**
 * One Adam step on one parameter, in place, three dispatches (tfjs binds one writable buffer to each):
 *   m <- beta1 m + (1 - beta1) g,  v <- beta2 v + (1 - beta2) g^2,  param <- param - rate m / (sqrt(v) + epsilon).
 * inputs {param, m, v, gradient} of one shape, attrs {rate, beta1, beta2, epsilon}; no outputs. The three tensors must
 * not share their memory with others that are still read.
 */
export function adam(call: KernelCall): TensorInfo[] {
  const backend = webgpuBackend(call);
  const param = requiredInput(call, 'param');
  const m = requiredInput(call, 'm');
  const v = requiredInput(call, 'v');
  const gradient = requiredInput(call, 'gradient');
  const rate = numberAttr(call.attrs, 'rate');
  const beta1 = numberAttr(call.attrs, 'beta1');
  const beta2 = numberAttr(call.attrs, 'beta2');
  const epsilon = numberAttr(call.attrs, 'epsilon');
  const count = sizeOf(param.shape);
  runShader(backend, {
    shader: ADAM_PARAM,
    inputs: [m, v, gradient],
    output: param,
    invocations: count,
    uniforms: [int(count), float(rate), float(beta1), float(beta2), float(epsilon)],
  });
  runShader(backend, {
    shader: ADAM_MOMENT,
    inputs: [gradient],
    output: m,
    invocations: count,
    uniforms: [int(count), float(beta1), int(1)],
  });
  runShader(backend, {
    shader: ADAM_MOMENT,
    inputs: [gradient],
    output: v,
    invocations: count,
    uniforms: [int(count), float(beta2), int(2)],
  });
  return [];
}
