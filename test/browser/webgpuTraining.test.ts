import { describe, expect, it } from 'vitest';
import { runInBrowser, webGpuAdapter } from '../support/browserHarness';
import type { ImageBankArgs, ImageBankReport } from './pages/imageBank';
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

  it('gives the same losses on an adapter with the smallest limits and no optional feature, and says what is slower', async () => {
    const args = { backend: 'webgpu', arch: 'conv3,max', images: 512, epochs: 1, seed: 1 } as const;
    const [small, usual] = [await train({ ...args, small: true }, 'worker'), await train(args, 'worker')];
    expect(small.losses).toEqual(usual.losses);
    expect(small.workgroup).toBeLessThanOrEqual(128);
    expect(small.workgroup).toBeGreaterThan(0);
    expect(small.slower.join(' ')).toMatch(/Small buffers \(128 MiB\)/);
    expect(usual.slower.join(' ')).not.toMatch(/Small buffers/);
  });

  it.each<[string, ImageBankArgs]>([
    ['28x28x1', { shape: [28, 28, 1], count: 23 }],
    ['5x5x3, an image not of whole words', { shape: [5, 5, 3], count: 13 }],
    ['5x5x3 in parts of 4 images', { shape: [5, 5, 3], count: 13, maxTensorBytes: 4 * 76 + 3 }],
  ])('takes batches of %s from the device bit for bit as the CPU does, seed 11', async (_, args) => {
    const report = await runInBrowser<ImageBankReport>('pages/imageBank.ts', args);
    expect(report).toEqual({ different: 0, numbers: report.numbers, leaked: 0 });
    expect(report.numbers).toBeGreaterThan(1000);
  });

  it('refuses a label outside the classes when the images are uploaded', async () => {
    const args: ImageBankArgs = { shape: [5, 5, 3], count: 13, wrongLabel: true };
    await expect(runInBrowser('pages/imageBank.ts', args)).rejects.toThrow('labels[3]: expected 0 to 6, got 7.');
  });

  it('teaches a child in a dedicated worker, the same bits twice, seed 2', async () => {
    const args = { backend: 'webgpu', arch: 'conv3,max', images: 768, epochs: 2, seed: 2 } as const;
    const first = await train(args, 'worker');
    expect(first.label).toContain('webgpu');
    expect(first.validAccuracy).toBeGreaterThan(0.2); // chance is 0.1; 24 steps gave 0.4
    expect(first.leaked).toBe(0);
    const second = await train(args, 'worker');
    expect(second.losses).toEqual(first.losses);
  });
});
