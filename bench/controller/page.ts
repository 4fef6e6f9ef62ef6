import type { PpoConfig } from '../../src/engine/controller/config';
import { browserAssets } from '../../src/worker/wasmAssets';
import { pageContender } from '../support/page';
import type { ControllerCase } from './cases';
import { openControllerContender } from './job';

interface PageData {
  readonly compute: PpoConfig['compute'];
  readonly case: ControllerCase;
  readonly episodes: number;
}

/** Page module that runs the controller where `compute` says. */
export const { open, witness, measure, close } = pageContender<PageData>(({ compute, case: of, episodes }) =>
  openControllerContender({
    engine: compute === 'fused' ? 'lab fused, Chromium' : `lab on tfjs ${compute}, Chromium`,
    compute,
    case: of,
    episodes,
    assets: async () => browserAssets(),
    now: () => performance.now(),
  }),
);
