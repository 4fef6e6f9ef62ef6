import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { LabError } from '../../core/errors';
import { tf } from '../tf';
import { throwOnFault, watchDevice } from './faults';
import { registerWebGpuKernels } from './register';

/**
 * Starts tfjs-webgpu with our training kernels through activate, which makes it the backend of tfjs. Throws LabError
 * 'backend' where its device has failed before: tfjs keeps one device per realm.
 */
export async function openWebgpuBackend(activate: () => Promise<void>): Promise<void> {
  registerWebGpuKernels();
  await activate();
  const backend = tf.backend();
  if (!(backend instanceof WebGPUBackend)) {
    throw new LabError('internal', 'backend: webgpu is active, but is not tfjs-webgpu.', 'Load @tensorflow/tfjs-core once only.');
  }
  watchDevice(backend.device);
  throwOnFault(backend.device);
}
