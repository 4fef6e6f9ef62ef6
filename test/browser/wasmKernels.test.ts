import { describe, expect, it } from 'vitest';
import { runInBrowser } from '../support/browserHarness';
import type { WasmKernelReport } from './pages/wasmKernels';

describe('training kernels on wasm in Chromium', () => {
  it('agree with the reference in a dedicated worker, with relaxed SIMD', async () => {
    const report = await runInBrowser<WasmKernelReport>('pages/wasmKernels.ts', {}, { where: 'worker' });
    expect(report.wrong).toEqual([]);
    expect(report.cases).toBeGreaterThan(3000);
    expect(report.label).toBe('wasm simd relaxed');
  });
});
