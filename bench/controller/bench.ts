import type { PpoConfig } from '../../src/engine/controller/config';
import { openBenchBrowser } from '../support/browser';
import { compare } from '../support/compare';
import { openThread } from '../support/threads';
import type { Bench, ContenderSpec } from '../support/types';
import { CONTROLLER_CASE } from './job';

/** Probabilities after two episodes, float32 against float64. */
const TOLERANCE = 1e-5;

type Compute = PpoConfig['compute'];

export const controllerBench: Bench = {
  name: 'controller',
  summary: 'episodes of the LSTM controller a second: fused against tfjs on cpu, wasm and WebGPU',
  async run(output, root) {
    const browser = await openBenchBrowser(root, output.note);
    const inNode = (compute: Compute, episodes: number): ContenderSpec => ({
      name: `${compute} in Node`,
      rounds: 9,
      open: () => openThread(new URL('./controllerThread.js', import.meta.url), { root, compute, episodes }),
    });
    const inBrowser = (compute: Compute, episodes: number): ContenderSpec[] =>
      browser === null
        ? []
        : [
            {
              name: `${compute} in Chromium`,
              rounds: 5,
              open: () => browser.open('bench/controller/page.ts', { compute, episodes }),
            },
          ];
    try {
      await compare(
        {
          bench: 'controller',
          case: CONTROLLER_CASE,
          unit: 'episodes/s',
          tolerance: TOLERANCE,
          contenders: [
            inNode('fused', 100),
            inNode('cpu', 5),
            inNode('wasm', 10),
            ...inBrowser('fused', 100),
            ...inBrowser('webgpu', 2),
          ],
        },
        output,
      );
    } finally {
      await browser?.close();
    }
  },
};
