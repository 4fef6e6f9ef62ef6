import { fileURLToPath } from 'node:url';
import { nodeWasmAssets } from '../../../src/cli/wasmAssets';
import { type BackendInfo, openBackend } from '../../../src/engine/tensor';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** Opens a backend of this Node process. */
export function useBackend(backend: 'cpu' | 'wasm'): Promise<BackendInfo> {
  return openBackend({ backend, assets: { wasm: nodeWasmAssets(ROOT) } });
}
