import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect } from 'vitest';
import { nodeWasmAssets } from '../../../src/cli/wasmAssets';
import { openBackend } from '../../../src/engine/tensor';
import { compiledCases } from '../../support/compiledCases';

// A file of its own: a realm opens one build of the kernels.
describe('a compiled child on wasm without relaxed SIMD has the bits of the plain one', () => {
  beforeAll(async () => {
    const wasm = nodeWasmAssets(fileURLToPath(new URL('../../..', import.meta.url)));
    const assets = { wasm: { ...wasm, relaxedKernels: async () => new Uint8Array(8) } };
    expect((await openBackend({ backend: 'wasm', assets })).label).toBe('wasm simd');
  });
  compiledCases();
});
