import { openBenchBrowser } from '../support/browser';
import { compare } from '../support/compare';
import { openThread } from '../support/threads';
import type { Bench, ContenderSpec } from '../support/types';
import { TRAIN_CASE } from './job';

/** Losses of three steps in float32; relaxed SIMD rounds once where plain arithmetic rounds twice. */
const TOLERANCE = 1e-4;

export const trainBench: Bench = {
  name: 'train',
  summary: 'training speed of one child: the lab on wasm and WebGPU against stock tfjs on cpu',
  async run(output, root) {
    const browser = await openBenchBrowser(root, output.note);
    const inBrowser: ContenderSpec[] =
      browser === null
        ? []
        : [
            {
              name: 'lab wasm in Chromium',
              rounds: 9,
              open: () => browser.open('bench/train/page.ts', { backend: 'wasm', steps: 40 }),
            },
            {
              name: 'lab webgpu in Chromium',
              rounds: 5,
              open: () => browser.open('bench/train/page.ts', { backend: 'webgpu', steps: 4 }),
            },
          ];
    try {
      const rows = await compare(
        {
          bench: 'train',
          case: TRAIN_CASE,
          unit: 'images/s',
          tolerance: TOLERANCE,
          contenders: [
            {
              name: 'stock tfjs cpu',
              rounds: 3,
              open: () => openThread(new URL('./stockThread.js', import.meta.url), { steps: 1 }),
            },
            {
              name: 'lab wasm',
              rounds: 9,
              open: () => openThread(new URL('./trainThread.js', import.meta.url), { root, steps: 40 }),
            },
            ...inBrowser,
          ],
        },
        output,
      );
      const [stock, ...others] = rows;
      if (stock === undefined) return;
      for (const row of others) output.note(`${row.engine} is ${(row.value / stock.value).toFixed(1)} times ${stock.engine}`);
    } finally {
      await browser?.close();
    }
  },
};
