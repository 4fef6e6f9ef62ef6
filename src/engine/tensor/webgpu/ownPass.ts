import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { LabError } from '../../core/errors';
import { throwOnFault } from './faults';

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
/** Workgroups that every adapter dispatches in one dimension. */
const MOST_GROUPS = 65_535;

interface Own {
  readonly pipelines: Map<string, GPUComputePipeline>;
  /** The uniform buffer of the i-th dispatch of a submission. */
  readonly uniforms: GPUBuffer[];
}

const owns = new WeakMap<GPUDevice, Own>();

function ownOf(device: GPUDevice): Own {
  const known = owns.get(device);
  if (known !== undefined) return known;
  const own: Own = { pipelines: new Map(), uniforms: [] };
  owns.set(device, own);
  return own;
}

/**
 * Submits these dispatches as one pass, behind all that tfjs has recorded so far, in one submission of their own. The
 * tensors written must not share their memory with others that are still read.
 */
export function submitOwn(backend: WebGPUBackend, dispatches: readonly OwnDispatch[]): void {
  const { device } = backend;
  throwOnFault(device);
  const own = ownOf(device);
  const bound = dispatches.map(({ tensors }) => tensors.map((tensor) => bufferOf(backend, tensor)));
  // Uploads may have been recorded; like every op before this one, they come first.
  backend.ensureCommandEncoderReady();
  backend.endComputePassEncoder();
  backend.submitQueue();
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  dispatches.forEach(({ shader, uniforms, invocations }, i) => {
    const pipeline = pipelineOf(device, own, shader);
    const block = uniformsAt(device, own, i, uniforms);
    const buffers = [...(bound[i] ?? []), block];
    const entries = buffers.map((buffer, binding) => ({ binding, resource: { buffer } }));
    const groups = Math.max(1, Math.ceil(invocations / WORKGROUP));
    const rows = Math.ceil(groups / MOST_GROUPS);
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
    pass.dispatchWorkgroups(Math.ceil(groups / rows), rows);
  });
  pass.end();
  device.queue.submit([encoder.finish()]);
}

/** The memory of a float32 tensor. */
function bufferOf(backend: WebGPUBackend, tensor: TensorInfo): GPUBuffer {
  backend.uploadToGPU(tensor.dataId);
  const { dtype, resource } = backend.tensorMap.get(tensor.dataId);
  if (dtype === 'float32' && resource instanceof GPUBuffer) return resource;
  throw new LabError('backend', `webgpu kernel: expected float32 in a buffer, got ${dtype}.`, 'Cast the tensor to float32.');
}

function pipelineOf(device: GPUDevice, { pipelines }: Own, { name, wgsl }: OwnShader): GPUComputePipeline {
  const known = pipelines.get(name);
  if (known !== undefined) return known;
  const module = device.createShaderModule({ label: name, code: wgsl });
  const pipeline = device.createComputePipeline({ label: name, layout: 'auto', compute: { module, entryPoint: 'main' } });
  pipelines.set(name, pipeline);
  return pipeline;
}

/** Bytes of every uniform buffer: what the smallest struct of ours and the largest need. */
const UNIFORM_BYTES = 64;

function uniformsAt(device: GPUDevice, { uniforms }: Own, i: number, values: ArrayBuffer): GPUBuffer {
  const usage = GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST;
  const buffer = uniforms[i] ?? device.createBuffer({ size: UNIFORM_BYTES, usage });
  uniforms[i] = buffer;
  // In the queue's order: behind the submission that read the last values, before the one that reads these.
  device.queue.writeBuffer(buffer, 0, values);
  return buffer;
}
