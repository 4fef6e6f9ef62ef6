import { describe, expect, it } from 'vitest';
import { runInBrowser, webGpuAdapter } from '../support/browserHarness';
import type { ResumeReport } from './pages/resume';

const adapter = await webGpuAdapter();

describe.skipIf(adapter === null)('training that goes on, on webgpu in Chromium', () => {
  it('gives in 1 epoch and 2 more the bits of 3: optimisers, augmented and colour images; and near those of wasm', async () => {
    const { label, cases, leaked } = await runInBrowser<ResumeReport>('pages/resume.ts', { backend: 'webgpu' });
    expect(label).toContain('webgpu');
    expect(cases.length).toBeGreaterThan(3);
    for (const { name, whole, cut } of cases) expect(cut, name).toEqual(whole);
    expect(leaked).toBe(0);

    const wasm = await runInBrowser<ResumeReport>('pages/resume.ts', { backend: 'wasm' });
    const losses = ({ cases: all }: ResumeReport): number[] =>
      all.flatMap(({ whole }) => whole.epochs.split('\n').map((line) => (JSON.parse(line) as { trainLoss: number }).trainLoss));
    const expected = losses(wasm);
    losses({ label, cases, leaked }).forEach((loss, i) => {
      expect(Math.abs(loss - (expected[i] ?? Number.NaN))).toBeLessThan(2e-3);
    });
  });
});
