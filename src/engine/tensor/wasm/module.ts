import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { LabError } from '../../core/errors';
import type { WasmAssets } from '../assets';
import type { KernelExports } from './exports';

/** 'relaxed' fuses multiply and add (one rounding), 'simd' does not (two). */
export type KernelVariant = 'simd' | 'relaxed';

/** Compiles the fastest build of our kernels that this engine accepts. */
export async function loadKernels(assets: WasmAssets): Promise<{ module: WebAssembly.Module; variant: KernelVariant }> {
  const relaxed = await assets.relaxedKernels();
  if (WebAssembly.validate(relaxed)) return { module: await WebAssembly.compile(relaxed), variant: 'relaxed' };
  const simd = await assets.simdKernels();
  if (WebAssembly.validate(simd)) return { module: await WebAssembly.compile(simd), variant: 'simd' };
  throw new LabError(
    'backend',
    'backend: this WebAssembly engine has no SIMD, or the kernel files are damaged.',
    'Use a browser from 2023 or later, or Node 20; after changing the kernels run npm run build:kernels.',
  );
}

/** Our kernels on tfjs-wasm's own memory: tensors are read and written in place. */
export async function instantiateKernels(module: WebAssembly.Module, backend: BackendWasm): Promise<KernelExports> {
  const instance = await WebAssembly.instantiate(module, { env: { memory: memoryOf(backend) } });
  return instance.exports as KernelExports;
}

/** tfjs-wasm does not export its memory by name: it is the one export that is a memory. */
function memoryOf(backend: BackendWasm): WebAssembly.Memory {
  const { asm } = backend.wasm as typeof backend.wasm & { readonly asm?: WebAssembly.Exports };
  const memory = Object.values(asm ?? {}).find((item) => item instanceof WebAssembly.Memory);
  if (!(memory instanceof WebAssembly.Memory)) {
    throw new LabError('internal', 'backend: tfjs-wasm shows no memory to share.', 'Use @tensorflow/tfjs-backend-wasm 4.22.');
  }
  return memory;
}
