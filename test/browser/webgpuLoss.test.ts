import { beforeAll, describe, expect, it } from 'vitest';
import { runInBrowser, webGpuAdapter } from '../support/browserHarness';
import type { DeviceLossArgs, DeviceLossReport } from './pages/deviceLoss';

const run = (loss: DeviceLossArgs['loss']): Promise<DeviceLossReport> =>
  runInBrowser<DeviceLossReport>('pages/deviceLoss.ts', { loss });

const adapter = await webGpuAdapter();

describe.skipIf(adapter === null)('a GPU that is lost in the middle of an epoch, seed 5', () => {
  let whole: DeviceLossReport;
  beforeAll(async () => {
    whole = await run('none');
    expect(whole.notices).toEqual([]);
    expect(whole.spawned).toBe(1);
  });

  it('is heard of while shaders compile: every child from none to all of those it needs besides the earlier', () => {
    expect(whole.compiled).toHaveLength(2);
    for (const programs of whole.compiled) {
      const total = programs.at(-1)?.[1] ?? 0;
      expect(total).toBeGreaterThan(0);
      expect(programs).toEqual(Array.from({ length: total + 1 }, (_, done) => [done, total]));
    }
    // The children share most: input, head, loss and optimiser.
    expect(whole.compiled[1]?.length).toBeLessThan(whole.compiled[0]?.length ?? 0);
  });

  it('is replaced by another device: the child is trained again to the same bits, and the event is told', async () => {
    const lost = await run('device');
    expect(lost.children).toEqual(whole.children);
    expect(lost.spawned).toBe(2);
    expect(lost.notices).toEqual([
      { message: expect.stringMatching(/The GPU was lost.*trained again/), remedy: expect.any(String) },
    ]);
    expect(lost.reports).toEqual([]);
  });

  it('is kept when a child is cancelled in the middle of an epoch: the next has the same bits', async () => {
    const { children, notices, spawned } = await run('cancel');
    expect(children).toEqual(whole.children.slice(1));
    expect(notices).toEqual([]);
    expect(spawned).toBe(1);
  });

  it('is replaced by WASM where no adapter is left: the same epochs, losses within float32, told twice', async () => {
    const lost = await run('adapter');
    expect(lost.notices.map(({ message }) => message)).toEqual([
      expect.stringMatching(/The GPU was lost/),
      expect.stringMatching(/webgpu.* did not come back: children are trained on wasm simd/),
    ]);
    expect(lost.notices[1]?.remedy).toMatch(/Reload/);
    expect(lost.reports).toMatchObject([{ label: expect.stringMatching(/^wasm simd/) }]);
    for (const [i, { backend, epochs, losses }] of lost.children.entries()) {
      expect(backend).toMatch(/^wasm simd/);
      expect(epochs).toEqual([1, 2]);
      for (const [epoch, loss] of losses.entries()) {
        expect(Math.abs(loss - (whole.children[i]?.losses[epoch] ?? Number.NaN))).toBeLessThan(1e-3);
      }
    }
  });
});
