import { beforeAll, describe, expect, it } from 'vitest';
import { runInBrowser, webGpuAdapter } from '../support/browserHarness';
import type { ImageBankArgs, ImageBankReport } from './pages/imageBank';
import type { TrainChildArgs, TrainChildReport } from './pages/trainChild';

function train(args: TrainChildArgs, where: 'page' | 'worker'): Promise<TrainChildReport> {
  return runInBrowser<TrainChildReport>('pages/trainChild.ts', args, { where });
}

const adapter = await webGpuAdapter();

/** 20 steps. */
const STEPS = { images: 20 * 32, epochs: 1, seed: 1 } as const;

describe.skipIf(adapter === null)('training on webgpu in Chromium', () => {
  const trained = new Map<string, TrainChildReport>();
  const usual = (arch: string): TrainChildReport => trained.get(arch) ?? expect.fail(`${arch} was not trained`);

  beforeAll(async () => {
    for (const arch of ['conv3,max', 'sep,avg']) trained.set(arch, await train({ ...STEPS, arch, backend: 'webgpu' }, 'page'));
  });

  // Float32 sums in another order, carried through 20 Adam steps: losses of 4.4 to 1.9 differed by 5e-7 at most.
  it.each(['conv3,max', 'sep,avg'])('gives %s the losses of wasm over its first 20 steps, seed 1', async (arch) => {
    const wasm = await train({ ...STEPS, arch, backend: 'wasm' }, 'worker');
    const { losses, leaked, label } = usual(arch);
    expect(label).toContain('webgpu');
    expect(losses).toHaveLength(20);
    losses.forEach((loss, step) => {
      expect(Math.abs(loss - (wasm.losses[step] ?? Number.NaN)), `step ${step + 1}`).toBeLessThan(2e-5);
    });
    expect(leaked).toBe(0);
  });

  // Batch norms after every op amplify what sums in another order differ by: 4e-5 here at most.
  it('gives a network of DARTS cells the losses of wasm over its first 6 steps, seed 1', async () => {
    const task = { images: 6 * 32, epochs: 1, seed: 1, arch: 'darts' } as const;
    const gpu = await train({ ...task, backend: 'webgpu' }, 'page');
    const wasm = await train({ ...task, backend: 'wasm' }, 'worker');
    expect(gpu.losses).toHaveLength(6);
    gpu.losses.forEach((loss, step) => {
      expect(Math.abs(loss - (wasm.losses[step] ?? Number.NaN)), `step ${step + 1}`).toBeLessThan(5e-4);
    });
    expect(gpu.losses.at(-1)).toBeLessThan(gpu.losses[0] ?? Number.NaN);
    expect(gpu.leaked).toBe(0);
  });

  it('teaches a child: after 20 steps it is right where chance is not', () => {
    expect(usual('conv3,max').validAccuracy).toBeGreaterThan(0.2); // chance is 0.1
  });

  it('gives the same bits again, in a worker, on the smallest limits and without optional features, and says what is slower', async () => {
    const small = await train({ ...STEPS, arch: 'conv3,max', backend: 'webgpu', small: true }, 'worker');
    const { losses, validAccuracy, slower } = usual('conv3,max');
    expect({ losses: small.losses, validAccuracy: small.validAccuracy }).toEqual({ losses, validAccuracy });
    expect(small.leaked).toBe(0);
    expect(small.workgroup).toBeLessThanOrEqual(128);
    expect(small.workgroup).toBeGreaterThan(0);
    expect(small.slower.join(' ')).toMatch(/Small buffers \(128 MiB\)/);
    expect(slower.join(' ')).not.toMatch(/Small buffers/);
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
});
