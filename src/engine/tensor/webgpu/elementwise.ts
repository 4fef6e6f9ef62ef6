import type { TensorInfo } from '@tensorflow/tfjs-core';
import { int, type KernelCall, requiredInput, runShader, type Shader, sizeOf, webgpuBackend } from './shader';

const WORKGROUP = 64;

/**
 * dx = dy where y > 0, else 0: the gradient through y = max(x, 0). dy, y, result: [count] of Value, which is f32, or
 * vec4<f32> where the floats are a multiple of 4. Text = alias line + RELU_GRADIENT.
 */
const RELU_GRADIENT = /* wgsl */ `
fn main(index : i32) {
  if (index >= uniforms.count) { return; }
  result[index] = select(Value(0.0), dy[index], y[index] > Value(0.0));
}
`;

function reluGradientShader(component: 1 | 4): Shader {
  return {
    name: `relu_gradient_${component}`,
    inputs: ['dy', 'y'],
    components: [component, component],
    outputComponent: component,
    uniforms: 'count : i32,',
    workgroupSize: WORKGROUP,
    wgsl: `alias Value = ${component === 4 ? 'vec4<f32>' : 'f32'};\n${RELU_GRADIENT}`,
  };
}

/** inputs {dy, y} of one shape -> dx. */
export function reluGradient(call: KernelCall): TensorInfo {
  const dy = requiredInput(call, 'dy');
  const y = requiredInput(call, 'y');
  const size = sizeOf(dy.shape);
  const component = size % 4 === 0 ? 4 : 1;
  const count = size / component;
  return runShader(webgpuBackend(call), {
    shader: reluGradientShader(component),
    inputs: [dy, y],
    output: { shape: dy.shape, dtype: 'float32' },
    invocations: count,
    uniforms: [int(count)],
  });
}
