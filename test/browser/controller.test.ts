import { describe, expect, it } from 'vitest';
import type { PpoConfig } from '../../src/engine/controller/config';
import { PAPER_PPO } from '../../src/engine/search/metadata';
import { runInBrowser, webGpuAdapter } from '../support/browserHarness';
import { type Played, playStrategy } from '../support/playStrategy';
import type { PlayArgs } from './pages/playController';

const CONFIG: PpoConfig = { ...PAPER_PPO, hidden: 20, learningRate: 0.01 };
/** A policy after three updates, of which each depends on the ones before. */
const EPISODES = 3;

const inNode = (input: PpoConfig['input']): Promise<Played> => playStrategy({ ...CONFIG, input }, EPISODES, async () => ({}));

function inBrowser(input: PpoConfig['input'], compute: PpoConfig['compute']): Promise<Played> {
  const args: PlayArgs = { config: { ...CONFIG, input, compute }, episodes: EPISODES };
  return runInBrowser<Played>('pages/playController.ts', args, { where: 'worker' });
}

function expectClose(a: readonly number[], b: readonly number[]): void {
  expect(a.length).toBe(b.length);
  for (const [i, value] of a.entries()) expect(Math.abs(value - (b[i] ?? Number.NaN))).toBeLessThan(1e-4);
}

const adapter = await webGpuAdapter();

describe.each(['softmax', 'sample'] as const)('controller in a worker of Chromium, input %s', (input) => {
  it('fused is bit for bit what it is in Node', async () => {
    expect(await inBrowser(input, 'fused')).toEqual(await inNode(input));
  });

  it('on wasm is the fused one within float32', async () => {
    const [fused, wasm] = [await inNode(input), await inBrowser(input, 'wasm')];
    expect(wasm.archs).toEqual(fused.archs);
    expectClose(wasm.losses, fused.losses);
    expectClose(wasm.policy, fused.policy);
  });

  it.skipIf(adapter === null)('on webgpu is the fused one within float32', async () => {
    const [fused, webgpu] = [await inNode(input), await inBrowser(input, 'webgpu')];
    expect(webgpu.archs).toEqual(fused.archs);
    expectClose(webgpu.losses, fused.losses);
    expectClose(webgpu.policy, fused.policy);
  });
});
