import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { type PlainError, toPlainError } from '../../../src/engine/core/errors';
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

export interface FaultReport {
  /** What reading the result of a shader that does not compile rejects with. */
  readonly read: PlainError | null;
  /** What a sound kernel throws after it. */
  readonly next: PlainError | null;
  /** Largest of 1, 2, 3, 4 by a sound kernel, once the backend has been opened again. */
  readonly afterwards: number;
}

async function failureOf(work: () => unknown): Promise<PlainError | null> {
  try {
    await work();
    return null;
  } catch (thrown) {
    return toPlainError(thrown);
  }
}

/** Runs a shader that does not compile, then sound kernels. */
export default async function webgpuFault(): Promise<FaultReport> {
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
  const read = await failureOf(() => tf.engine().makeTensorFromTensorInfo(broken).data());
  const next = await failureOf(() => tf.maxPool(x, 2, 1, 'same'));
  await openBackend({ backend: 'webgpu', assets: browserAssets() });
  const again = tf.maxPool(tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]), 2, 1, 'valid');
  const [afterwards = Number.NaN] = await again.data();
  return { read, next, afterwards };
}
