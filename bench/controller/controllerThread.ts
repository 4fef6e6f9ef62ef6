import { nodeWasmAssets } from '../../src/cli/wasmAssets';
import type { PpoConfig } from '../../src/engine/controller/config';
import { serveContender } from '../support/threads';
import { openControllerContender } from './job';

/** Thread that runs the controller where `compute` says. */
await serveContender<{ root: string; compute: PpoConfig['compute']; episodes: number }>(({ root, compute, episodes }) =>
  openControllerContender({
    engine: compute === 'fused' ? 'lab fused' : `tfjs ${compute}`,
    compute,
    episodes,
    assets: async () => ({ wasm: nodeWasmAssets(root) }),
    now: () => performance.now(),
  }),
);
