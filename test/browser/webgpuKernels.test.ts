import { describe, expect, it } from 'vitest';
import { runInBrowser, webGpuAdapter } from '../support/browserHarness';
import type { FaultReport } from './pages/webgpuFault';
import type { WebGpuKernelReport } from './pages/webgpuKernels';

const adapter = await webGpuAdapter();

describe.skipIf(adapter === null)('training kernels on webgpu in Chromium', () => {
  it('agree with the reference in a page, seed 20261121', async () => {
    const report = await runInBrowser<WebGpuKernelReport>('pages/webgpuKernels.ts', { seed: 20_261_121, random: 12 });
    expect(report.wrong).toEqual([]);
    expect(report.cases).toBeGreaterThan(100);
    expect(report.onWebGpu).toBe(true);
    expect(report.label).toContain(adapter?.vendor);
    expect(report.leaked).toBe(0);
    expect(report.ties.actual).toEqual(report.ties.expected);
  });

  it('agree with the reference in a dedicated worker, seed 7', async () => {
    const report = await runInBrowser<WebGpuKernelReport>('pages/webgpuKernels.ts', { seed: 7, random: 6 }, { where: 'worker' });
    expect(report.wrong).toEqual([]);
    expect(report.onWebGpu).toBe(true);
  });

  it('stop with a named error after the device reported one, instead of computing with zeros, until opened again', async () => {
    const { read, next, afterwards } = await runInBrowser<FaultReport>('pages/webgpuFault.ts');
    for (const error of [read, next]) {
      expect(error).toMatchObject({ kind: 'backend', remedy: expect.stringContaining('wasm') });
      expect(error?.message).toMatch(/WebGPU reported an error: .*WGSL/);
    }
    expect(afterwards).toBe(4);
  });
});
