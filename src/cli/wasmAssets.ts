import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { LabError } from '../engine/core/errors';
import type { WasmAssets } from '../engine/tensor/assets';

/**
 * The WebAssembly files for Node: tfjs-wasm's from node_modules, ours from build/kernels under root, the project's folder.
 * Node 20 has relaxed SIMD behind a flag, which is set here, before anything is compiled.
 */
export function nodeWasmAssets(root: string): WasmAssets {
  setFlagsFromString('--experimental-wasm-relaxed-simd');
  const tfjsMain = createRequire(join(root, 'package.json')).resolve('@tensorflow/tfjs-backend-wasm');
  return {
    tfjsWasm: join(tfjsMain, '..', 'tfjs-backend-wasm-simd.wasm'),
    simdKernels: () => readKernels(join(root, 'build', 'kernels', 'simd.wasm')),
    relaxedKernels: () => readKernels(join(root, 'build', 'kernels', 'relaxed.wasm')),
  };
}

async function readKernels(path: string): Promise<BufferSource> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (cause) {
    throw new LabError('backend', `The training kernels are missing: ${path}.`, 'Run npm run build:kernels once.', { cause });
  }
}
