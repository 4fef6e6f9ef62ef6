import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { KernelConfig } from '@tensorflow/tfjs-core';
import { tf } from '../tf';
import type { KernelExports } from './exports';

/** Registers our kernels for backend 'wasm', in place of tfjs's where it has one of that name. */
export function registerWasmKernels(exports: KernelExports, backend: BackendWasm): void {
  const kernels: KernelConfig[] = [];
  void exports;
  void backend;
  for (const kernel of kernels) {
    if (tf.getKernel(kernel.kernelName, 'wasm') !== undefined) tf.unregisterKernel(kernel.kernelName, 'wasm');
    tf.registerKernel(kernel);
  }
}
