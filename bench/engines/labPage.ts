import { openBackend, type WasmAssets } from '../../src/engine/tensor';
import { profileJob } from '../overhead/profile';
import { jobRealm } from '../support/job';
import { servePage } from '../support/pageRealm';
import { openLabWasm, type WasmVariant } from './labWasm';
import type { Task } from './task';
import { openLabJob } from './tf';

const now = (): number => performance.now();

/** The WebAssembly files in the project's folder, served at root. */
function servedAssets(root: string): WasmAssets {
  const kernels = async (name: string): Promise<ArrayBuffer> => {
    const response = await fetch(`${root}build/kernels/${name}.wasm`);
    if (!response.ok) throw new Error(`${name}.wasm: HTTP ${response.status}`);
    return response.arrayBuffer();
  };
  return {
    tfjsWasm: `${root}node_modules/@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm`,
    simdKernels: () => kernels('simd'),
    relaxedKernels: () => kernels('relaxed'),
  };
}

/** Page module that computes with the lab's kernels. root: address of the project's folder. */
export const { open, ask } = servePage<{ root: string; backend: WasmVariant | 'webgpu' }, Task>(async ({ root, backend }) => {
  if (backend !== 'webgpu') return openLabWasm(servedAssets(root), backend, { now });
  const gpu = navigator.gpu;
  const info = await openBackend({ backend, assets: gpu === undefined ? {} : { gpu } });
  return jobRealm({ engine: `lab ${info.label}`, openJob: openLabJob, profile: profileJob, now });
});
