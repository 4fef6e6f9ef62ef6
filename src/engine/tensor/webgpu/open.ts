import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { LabError } from '../../core/errors';
import { tf } from '../tf';
import { registerWebGpuKernels } from './register';

/** Starts tfjs-webgpu with our training kernels through activate, which makes it the backend of tfjs. */
export async function openWebgpuBackend(activate: () => Promise<void>): Promise<void> {
  registerWebGpuKernels();
  await activate();
  if (!(tf.backend() instanceof WebGPUBackend)) {
    throw new LabError('internal', 'backend: webgpu is active, but is not tfjs-webgpu.', 'Load @tensorflow/tfjs-core once only.');
  }
}
