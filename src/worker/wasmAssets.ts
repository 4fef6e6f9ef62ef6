import tfjsWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import relaxedUrl from '../../build/kernels/relaxed.wasm?url';
import simdUrl from '../../build/kernels/simd.wasm?url';
import { LabError } from '../engine/core/errors';
import type { BackendAssets } from '../engine/tensor/assets';

/** The files and devices of a browser realm (page or worker) that openBackend needs. */
export function browserAssets(): BackendAssets {
  const wasm = {
    // Absolute, for a worker started from a blob has no folder of its own.
    tfjsWasm: new URL(tfjsWasm, import.meta.url).href,
    simdKernels: () => fetchKernels(simdUrl),
    relaxedKernels: () => fetchKernels(relaxedUrl),
  };
  return 'gpu' in navigator && navigator.gpu !== undefined ? { wasm, gpu: navigator.gpu } : { wasm };
}

async function fetchKernels(url: string): Promise<BufferSource> {
  const response = await fetch(new URL(url, import.meta.url));
  if (!response.ok) {
    throw new LabError('backend', `The training kernels failed to load: ${url}: HTTP ${response.status}.`, 'Reload the page.');
  }
  return response.arrayBuffer();
}
