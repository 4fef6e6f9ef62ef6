import { beforeAll, describe, expect, it } from 'vitest';
import { nodeWasmAssets } from '../../../src/cli/wasmAssets';
import { openBackend } from '../../../src/engine/tensor';
import { kernelCases, named } from '../../support/kernelSuite';

// A file of its own: a realm opens one build of the kernels.
describe('tensor ops on wasm without relaxed SIMD', () => {
  beforeAll(async () => {
    const wasm = nodeWasmAssets(new URL('../../..', import.meta.url).pathname);
    // What an engine without relaxed SIMD says of the relaxed build: not a valid module.
    const info = await openBackend({
      backend: 'wasm',
      assets: { wasm: { ...wasm, relaxedKernels: async () => new Uint8Array(8) } },
    });
    expect(info.label).toBe('wasm simd');
  });

  it.each(named(kernelCases()))('%s agrees with the reference', async (_name, { run }) => {
    const found = await run();
    expect(found.filter(({ excess }) => !(excess <= 1))).toEqual([]);
  });
});
