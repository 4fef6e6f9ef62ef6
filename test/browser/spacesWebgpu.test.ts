import { describe, expect, it } from 'vitest';
import { runInBrowser, webGpuAdapter } from '../support/browserHarness';
import { EVERY_SPACE_CHILD } from '../support/spaceChildren';
import type { TrainSpaceChildrenArgs, TrainSpaceChildrenReport } from './pages/trainSpaceChild';

const adapter = await webGpuAdapter();

const train = (backend: TrainSpaceChildrenArgs['backend']): Promise<TrainSpaceChildrenReport> =>
  runInBrowser<TrainSpaceChildrenReport>('pages/trainSpaceChild.ts', { backend, steps: 2 } satisfies TrainSpaceChildrenArgs, {
    where: 'page',
  });

describe.skipIf(adapter === null)('a child of every space of networks on webgpu', () => {
  // The second loss is that of weights which one step has moved: forward, backward and step have all been taken.
  it('has the losses of wasm over its first two steps, seed 1, and leaves nothing behind', async () => {
    const [webgpu, wasm] = [await train('webgpu'), await train('wasm')];
    expect(webgpu.label).toContain('webgpu');
    expect(webgpu.children.map(({ name }) => name)).toEqual(EVERY_SPACE_CHILD.map(({ name }) => name));
    webgpu.children.forEach(({ name, losses, leaked }, i) => {
      expect(losses).toHaveLength(2);
      losses.forEach((loss, step) => {
        expect(Math.abs(loss - (wasm.children[i]?.losses[step] ?? Number.NaN)), `${name}, step ${step + 1}`).toBeLessThan(5e-4);
      });
      expect(leaked, name).toBe(0);
    });
  });
});
