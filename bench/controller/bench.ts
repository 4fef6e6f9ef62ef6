import type { PpoConfig } from '../../src/engine/controller/config';
import { openBenchBrowser } from '../support/browser';
import { compare } from '../support/compare';
import { openThread } from '../support/threads';
import type { Bench, ContenderSpec } from '../support/types';
import { CASES, type ControllerCase } from './cases';
import { openTorch } from './torch';

/** Probabilities after five steps from one set of weights, float32 against float32. */
const TOLERANCE = 1e-4;

export const controllerBench: Bench = {
  name: 'controller',
  summary: 'episodes of the LSTM controller a second: the lab, stock tfjs ops, PyTorch',
  async run(output, root, { options: { python, cases, engines } }) {
    const browser = await openBenchBrowser(root, output.note);
    const inNode = (
      of: ControllerCase,
      compute: PpoConfig['compute'] | 'stock',
      episodes: number,
      rounds: number,
    ): ContenderSpec => ({
      name: compute === 'stock' ? 'stock tfjs ops in Node' : `lab ${compute} in Node`,
      rounds,
      open: () => openThread(new URL('./controllerThread.js', import.meta.url), { root, compute, case: of, episodes }),
    });
    const contenders = (of: ControllerCase): ContenderSpec[] => {
      const share = 2 / of.options.length;
      const episodes = (most: number): number => Math.max(1, Math.round(most * share));
      const all = [
        inNode(of, 'fused', episodes(1000), 9),
        inNode(of, 'stock', episodes(4), 3),
        inNode(of, 'cpu', episodes(5), 3),
      ];
      if (browser !== null) {
        const data = { compute: 'fused', case: of, episodes: episodes(1000) };
        all.push({ name: 'lab fused in Chromium', rounds: 9, open: () => browser.open('bench/controller/page.ts', data) });
      }
      if (python !== null) {
        all.push({ name: 'PyTorch', rounds: 3, open: () => openTorch(root, python, of, episodes(100)) });
      }
      return all.filter(({ name }) => engines.test(name));
    };
    try {
      for (const of of CASES) {
        if (!cases.test(of.name)) continue;
        const comparison = { bench: 'controller', case: of.name, unit: 'episodes/s', tolerance: TOLERANCE };
        await compare({ ...comparison, contenders: contenders(of) }, output);
      }
    } finally {
      await browser?.close();
    }
  },
};
