import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { compileModule, labBackend } from './shader';

/**
 * A compute shader of ours alone, for what tfjs's programs cannot do: more than one writable buffer. `wgsl` is the whole
 * module; its entry point is `main`, its bindings of group 0 are the buffers in order, then one uniform struct, all in use.
 * Workgroups have WORKGROUP invocations in x; flat index: id.x + id.y * groups.x * WORKGROUP.
 */
export interface OwnShader {
  /** One name, one text. */
  readonly name: string;
  readonly wgsl: string;
}

export interface OwnDispatch {
  readonly shader: OwnShader;
  /** float32 tensors; each written one bound once. At most 8, which every adapter allows. */
  readonly tensors: readonly TensorInfo[];
  readonly uniforms: ArrayBuffer;
  readonly invocations: number;
}

export const WORKGROUP = 64;

/**
 * Records these dispatches, behind all that was recorded so far. The tensors written must not share their memory with
 * others that are still read.
 */
export function submitOwn(backend: WebGPUBackend, dispatches: readonly OwnDispatch[]): void {
  const lab = labBackend(backend);
  for (const { shader, tensors, uniforms, invocations } of dispatches) {
    lab.record({
      key: `own ${shader.name}`,
      compile: (later) => compileModule(lab.device, shader.name, shader.wgsl, later),
      buffers: tensors.map((tensor) => lab.bufferOf(tensor)),
      uniforms,
      workgroups: Math.max(1, Math.ceil(invocations / WORKGROUP)),
    });
  }
}
