import { nodeWasmAssets } from '../../src/cli/wasmAssets';
import { serveProcess } from '../support/serveRealm';
import { openLabWasm, type WasmVariant } from './labWasm';
import { now, peakBytes } from './node';

/** Process that computes with the lab's kernels in WebAssembly. */
await serveProcess<{ root: string; variant: WasmVariant }, unknown>(({ root, variant }) =>
  openLabWasm(nodeWasmAssets(root), variant, { now, peakBytes }),
);
