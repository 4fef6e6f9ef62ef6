import { beforeAll, describe, expect } from 'vitest';
import { compiledCases } from '../../support/compiledCases';
import { useBackend } from './backends';

describe('a compiled child on wasm with relaxed SIMD has the bits of the plain one', () => {
  beforeAll(async () => {
    expect((await useBackend('wasm')).label).toBe('wasm simd relaxed');
  });
  compiledCases();
});
