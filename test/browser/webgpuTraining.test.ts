import { describe, expect, it } from 'vitest';
import { runInBrowser, webGpuAdapter } from '../support/browserHarness';
import type { TrainChildArgs, TrainChildReport } from './pages/trainChild';

function train(args: TrainChildArgs, where: 'page' | 'worker'): Promise<TrainChildReport> {
  return runInBrowser<TrainChildReport>('pages/trainChild.ts', args, { where });
}

const adapter = await webGpuAdapter();

describe.skipIf(adapter === null)('training on webgpu in Chromium', () => {
  // Float32 sums in another order, carried through 20 Adam steps: losses of 4.4 to 1.9 differed by 5e-7 at most.
  it.each(['conv3,max', 'sep,avg'])('gives %s the losses of wasm over its first 20 steps, seed 1', async (arch) => {
    const args = { arch, images: 20 * 64, epochs: 1, seed: 1 } as const;
    const wasm = await train({ ...args, backend: 'wasm' }, 'worker');
    const webgpu = await train({ ...args, backend: 'webgpu' }, 'page');
    expect(webgpu.losses).toHaveLength(20);
    webgpu.losses.forEach((loss, step) => {
      expect(Math.abs(loss - (wasm.losses[step] ?? Number.NaN)), `step ${step + 1}`).toBeLessThan(2e-5);
    });
    expect(webgpu.leaked).toBe(0);
  });

  it('teaches a child in a dedicated worker, the same bits twice, seed 2', async () => {
    const args = { backend: 'webgpu', arch: 'conv3,max', images: 1024, epochs: 2, seed: 2 } as const;
    const first = await train(args, 'worker');
    expect(first.label).toContain('webgpu');
    expect(first.validAccuracy).toBeGreaterThan(0.3); // chance is 0.1; 32 steps gave 0.41
    expect(first.leaked).toBe(0);
    const second = await train(args, 'worker');
    expect(second.losses).toEqual(first.losses);
  });
});
