import { describe, expect, it } from 'vitest';
import { runInBrowser, webGpuAdapter } from '../support/browserHarness';
import { RANDOM_SHAPES } from '../support/kernelSuite';
import type { FaultReport } from './pages/webgpuFault';
import type { WebGpuKernelArgs, WebGpuKernelReport } from './pages/webgpuKernels';

const adapter = await webGpuAdapter();

describe.skipIf(adapter === null)('training kernels on webgpu in Chromium', () => {
  it('agree with the reference in a dedicated worker, on 300 random shapes of every kernel', async () => {
    // Products whose sides are no multiples of 4 are computed by tfjs's kernel, whose tiles take a software adapter long.
    const args: WebGpuKernelArgs = { fewer: { matMul: 30 } };
    const report = await runInBrowser<WebGpuKernelReport>('pages/webgpuKernels.ts', args, { where: 'worker' });
    expect(report.wrong).toEqual([]);
    expect(report.cases).toBeGreaterThan(6 * RANDOM_SHAPES);
    expect(report.onWebGpu).toBe(true);
    expect(report.label).toContain(adapter?.vendor);
    expect(report.leaked).toBe(0);
    expect(report.ties.actual).toEqual(report.ties.expected);
  });

  it.each<[string, WebGpuKernelArgs]>([
    ['by subgroups, where the adapter has them', { subgroups: true }],
    ['in memory, on an adapter without', { small: true }],
  ])('agree with it where lanes are joined %s', async (_, place) => {
    const args: WebGpuKernelArgs = { ...place, families: ['batchNorm', 'training'], random: 30 };
    const report = await runInBrowser<WebGpuKernelReport>('pages/webgpuKernels.ts', args, { where: 'worker' });
    expect(report.wrong).toEqual([]);
    expect(report.subgroups.used).toBe(report.subgroups.offered);
    if (place.small === true) expect(report.subgroups.offered).toBe(false);
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
