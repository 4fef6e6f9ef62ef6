import { describe, expect, it } from 'vitest';
import { runInBrowser, webGpuAdapter } from '../support/browserHarness';
import type { MixedGraphArgs, MixedGraphReport } from './pages/mixedGraphs';

const adapter = await webGpuAdapter();

function check(args: MixedGraphArgs): Promise<MixedGraphReport> {
  return runInBrowser<MixedGraphReport>('pages/mixedGraphs.ts', args, { where: 'worker' });
}

function expectRight({ checks, leaked }: MixedGraphReport, children: number): void {
  expect(checks).toHaveLength(children);
  for (const { name, lossError, norm, slopes } of checks) {
    expect(Math.abs(lossError), name).toBeLessThan(1e-5);
    expect(norm, name).toBeGreaterThan(1e-3);
    expect(
      slopes.filter(({ excess }) => !(excess <= 1)),
      name,
    ).toEqual([]);
  }
  expect(leaked).toBe(0);
}

describe('gradients of random graphs of all ops in Chromium, against central differences in double precision', () => {
  // The same code as in Node, where test/unit/train/mixedGraphs.test.ts checks more of them.
  it('are right on wasm', async () => {
    expectRight(await check({ backend: 'wasm', children: 6 }), 6);
  });

  it.skipIf(adapter === null)('are right on webgpu', async () => {
    expectRight(await check({ backend: 'webgpu', children: 24 }), 24);
  });

  it.skipIf(adapter === null)('are right on webgpu with the smallest limits', async () => {
    expectRight(await check({ backend: 'webgpu', children: 12, small: true }), 12);
  });
});
