import { type BackendWish, openBackend } from '../../src/engine/tensor';
import { browserAssets } from '../../src/worker/wasmAssets';
import { pageContender } from '../support/page';
import { openTrainContender } from './job';

/** Page module that trains with the lab's kernels on a backend of the browser. */
export const { open, witness, measure, close } = pageContender<{ backend: BackendWish; steps: number }>(
  async ({ backend, steps }) => {
    const info = await openBackend({ backend, assets: browserAssets() });
    return openTrainContender({ engine: `lab ${info.label}`, steps, now: () => performance.now() });
  },
);
