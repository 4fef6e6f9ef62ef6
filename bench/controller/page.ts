import type { PpoConfig } from '../../src/engine/controller/config';
import { browserAssets } from '../../src/worker/wasmAssets';
import { pageContender } from '../support/page';
import { openControllerContender } from './job';

/** Page module that runs the controller where `compute` says. */
export const { open, witness, measure, close } = pageContender<{ compute: PpoConfig['compute']; episodes: number }>(
  ({ compute, episodes }) =>
    openControllerContender({
      engine: compute === 'fused' ? 'lab fused' : `tfjs ${compute}`,
      compute,
      episodes,
      assets: async () => browserAssets(),
      now: () => performance.now(),
    }),
);
