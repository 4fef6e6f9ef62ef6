import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { nodeWasmAssets } from '../../../src/cli/wasmAssets';
import { openBackend } from '../../../src/engine/tensor';
import { repeatedBits } from '../../support/sameBits';

// A file of its own: a realm opens one build of the kernels.
describe('the same seed on wasm without relaxed SIMD', () => {
  beforeAll(async () => {
    const wasm = nodeWasmAssets(fileURLToPath(new URL('../../..', import.meta.url)));
    const { label } = await openBackend({
      backend: 'wasm',
      assets: { wasm: { ...wasm, relaxedKernels: async () => new Uint8Array(8) } },
    });
    expect(label).toBe('wasm simd');
  });

  it.each([
    ['conv5,max', 'teach'],
    ['sep,avg', 'teach'],
    ['sep,conv3', 'as-published'],
  ] as const)('gives <%s> %s the same weights bit for bit, another seed others', async (arch, profile) => {
    const { first, again, otherSeed } = await repeatedBits(arch, profile);
    expect(again).toBe(first);
    expect(otherSeed).not.toBe(first);
  });
});
