import { describe, expect, it } from 'vitest';
import { runInBrowser } from '../support/browserHarness';
import type { WasmKernelReport } from './pages/wasmKernels';

describe('training kernels on wasm in Chromium', () => {
  // The same bytes as in Node, where test/unit/tensor/kernels.test.ts computes 300 random shapes of every kernel.
  it('agree with the reference in a dedicated worker, with relaxed SIMD', async () => {
    const report = await runInBrowser<WasmKernelReport>('pages/wasmKernels.ts', { random: 20 }, { where: 'worker' });
    expect(report.wrong).toEqual([]);
    expect(report.cases).toBeGreaterThan(400);
    expect(report.label).toBe('wasm simd relaxed');
  });
});
