import { nodeWasmAssets } from '../../src/cli/wasmAssets';
import { serveThread } from '../support/serveRealm';
import { openLabWasm } from './labWasm';
import { now } from './node';

/** Worker thread that computes with the lab's kernels in WebAssembly, as a worker of the lab does. */
await serveThread<{ root: string }, unknown>(({ root }) => openLabWasm(nodeWasmAssets(root), 'relaxed', { now }));
