import { nodeWasmAssets } from '../../src/cli/wasmAssets';
import type { PpoConfig } from '../../src/engine/controller/config';
import { serveContender } from '../support/threads';
import type { ControllerCase } from './cases';
import { openControllerContender } from './job';
import { openStockContender } from './stockLoop';

interface ThreadData {
  readonly root: string;
  /** Where the lab's policy is computed, or the plain loop of stock tfjs ops. */
  readonly compute: PpoConfig['compute'] | 'stock';
  readonly case: ControllerCase;
  readonly episodes: number;
}

const now = (): number => performance.now();

/** Thread that runs the controller where `compute` says. */
await serveContender<ThreadData>(({ root, compute, case: of, episodes }) =>
  compute === 'stock'
    ? openStockContender(of, episodes, now)
    : openControllerContender({
        engine: compute === 'fused' ? 'lab fused, Node' : `lab on tfjs ${compute}, Node`,
        compute,
        case: of,
        episodes,
        assets: async () => ({ wasm: nodeWasmAssets(root) }),
        now,
      }),
);
