import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { toPlainError } from '../../../src/engine/core/errors';
import { openBackend, tf } from '../../../src/engine/tensor';
import { runShader, type Shader } from '../../../src/engine/tensor/webgpu/shader';
import { browserAssets } from '../../../src/worker/wasmAssets';

const INVALID: Shader = {
  name: 'invalid',
  inputs: ['x'],
  uniforms: 'count : i32,',
  workgroupSize: 64,
  wgsl: 'fn main(index : i32) { result[index] = nothing; }',
};

/** Runs a shader that does not compile, then a sound kernel: the error that the second one throws, or null. */
export default async function webgpuFault(): Promise<unknown> {
  await openBackend({ backend: 'webgpu', assets: browserAssets() });
  const backend = tf.backend();
  if (!(backend instanceof WebGPUBackend)) throw new TypeError('webgpu is not open');
  const x = tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
  const output = { shape: [4], dtype: 'float32' } as const;
  const broken = runShader(backend, {
    shader: INVALID,
    inputs: [x],
    output,
    invocations: 4,
    uniforms: [{ type: 'int32', data: [4] }],
  });
  await tf.engine().makeTensorFromTensorInfo(broken).data();
  try {
    tf.maxPool(x, 2, 1, 'same');
    return null;
  } catch (thrown) {
    return toPlainError(thrown);
  }
}
