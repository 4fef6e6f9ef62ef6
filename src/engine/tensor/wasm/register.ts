import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { registerProgramHost } from '../ops/programs';
import { registerConvKernels } from './convKernels';
import { registerDepthwiseKernels } from './depthwiseKernels';
import type { KernelExports } from './exports';
import { Heap } from './heap';
import { registerMatMulKernels } from './matMulKernels';
import { registerMixedKernels } from './mixedKernels';
import { registerNormKernels } from './normKernels';
import { registerOptimiserKernels } from './optimiserKernels';
import { registerPoolKernels } from './poolKernels';
import { ProgramHost } from './program/host';
import { registerRowKernels } from './rowKernels';
import { registerTrainingKernels } from './trainingKernels';

/** Registers our kernels for backend 'wasm' (tfjs keeps the calls they do not cover), and programs of them. */
export function registerWasmKernels(kernels: KernelExports, backend: BackendWasm): void {
  const heap = new Heap(backend);
  registerConvKernels(kernels, heap);
  registerDepthwiseKernels(kernels, heap);
  registerPoolKernels(kernels, heap);
  registerMatMulKernels(kernels, heap);
  registerTrainingKernels(kernels, heap);
  registerOptimiserKernels(kernels, heap);
  registerNormKernels(kernels, heap);
  registerMixedKernels(kernels, heap);
  registerRowKernels(kernels, heap);
  registerProgramHost(backend, new ProgramHost(kernels, heap));
}
