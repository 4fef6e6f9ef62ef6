import { nodeWasmAssets } from '../../src/cli/wasmAssets';
import { openBackend } from '../../src/engine/tensor';
import { serveContender } from '../support/threads';
import { openTrainContender } from './job';

/** Thread that trains with the lab's own kernels on wasm. Its data: the project's folder. */
await serveContender<{ root: string; steps: number }>(async ({ root, steps }) => {
  const info = await openBackend({ backend: 'wasm', assets: { wasm: nodeWasmAssets(root) } });
  return openTrainContender({ engine: `lab ${info.label}`, steps, now: () => performance.now() });
});
