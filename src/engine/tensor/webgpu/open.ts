import { LabError } from '../../core/errors';
import { tf } from '../tf';
import { throwOnFault } from './faults';
import { LabWebGpuBackend } from './labBackend';
import { registerWebGpuKernels } from './register';

/** Limits that kernels can use more of than the standard's defaults: asked for as far as the adapter goes. */
const RAISED = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupsPerDimension',
] as const;

/** What of a device matters to the person: see BackendInfo.slower. */
export interface OpenedDevice {
  /** Bytes of the largest buffer that a kernel binds. */
  readonly maxTensorBytes: number;
}

/**
 * Makes tfjs compute on a device of this adapter, with our recording and training kernels, through activate. A device that
 * is open and sound is kept; one that has failed is replaced, and its tensors are gone. Throws LabError 'backend'.
 */
export async function openWebgpuBackend(adapter: GPUAdapter, activate: () => Promise<void>): Promise<OpenedDevice> {
  registerWebGpuKernels();
  const open = tf.engine().registry.webgpu;
  if (!(open instanceof LabWebGpuBackend) || !open.sound) {
    const device = await requestDevice(adapter);
    if (tf.findBackendFactory('webgpu') !== null) tf.removeBackend('webgpu');
    tf.registerBackend('webgpu', () => new LabWebGpuBackend(device, adapter.info), 3);
  }
  await activate();
  const backend = tf.backend();
  if (!(backend instanceof LabWebGpuBackend)) {
    throw new LabError('internal', 'backend: webgpu is active, but is not ours.', 'Load @tensorflow/tfjs-core once only.');
  }
  throwOnFault(backend.device);
  return { maxTensorBytes: backend.maxTensorBytes };
}

/**
 * Subgroups where the adapter has them, and none is larger than our workgroups: a larger one would have lanes that do not
 * take part.
 */
function wantedFeatures({ features, info }: GPUAdapter): GPUFeatureName[] {
  return features.has('subgroups') && (info.subgroupMaxSize ?? Number.POSITIVE_INFINITY) <= 64 ? ['subgroups'] : [];
}

async function requestDevice(adapter: GPUAdapter): Promise<GPUDevice> {
  const requiredLimits = Object.fromEntries(RAISED.map((name) => [name, adapter.limits[name]]));
  try {
    return await adapter.requestDevice({ label: 'nas-lab', requiredLimits, requiredFeatures: wantedFeatures(adapter) });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new LabError('backend', `The GPU gave no device: ${why}`, "Reload the page, or choose the backend 'wasm'.", { cause });
  }
}
