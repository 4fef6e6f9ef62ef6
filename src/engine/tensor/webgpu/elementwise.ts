import type { TensorInfo } from '@tensorflow/tfjs-core';
import { int, type KernelCall, requiredInput, runShader, type Shader, sizeOf, webgpuBackend } from './shader';

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
