import { beforeAll, describe, expect, it } from 'vitest';
import { repeatedBits } from '../../support/sameBits';
import { useBackend } from './backends';

describe('the same seed on wasm with relaxed SIMD', () => {
  beforeAll(async () => {
    expect((await useBackend('wasm')).label).toBe('wasm simd relaxed');
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
