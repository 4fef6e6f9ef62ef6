import { engines } from '../engines/catalogue';
import type { Task } from '../engines/task';
import { openPageHost } from '../support/browserRealm';
import { type ContestLimits, type EngineSource, hold, type Rates } from '../support/contest';
import { explain } from '../support/realm';
import type { Bench, BenchOutput, BenchSetting } from '../support/types';
import { TRAIN_TASKS, trainCaseName } from './cases';
import { contestOf } from './contest';

const SLOW_MS = 2000;
const ROUND_MS = 300;
const ROUNDS = 5;

async function runCases(sources: readonly EngineSource<Task>[], { options }: BenchSetting, output: BenchOutput): Promise<void> {
  const [referee] = sources;
  if (referee === undefined) throw new TypeError('bench train: no engines');
  const limits: ContestLimits = { patienceMs: 1000 * options.patience, slowMs: SLOW_MS, roundMs: ROUND_MS, rounds: ROUNDS };
  const rates: Rates = new Map();
  const chosen = sources.filter(({ name }) => options.engines.test(name));
  if (chosen.length === 0) output.fail(`--engine matches none of: ${sources.map(({ name }) => name).join('; ')}`);
  const children = TRAIN_TASKS.filter((child) => options.cases.test(trainCaseName(child)));
  if (children.length === 0) output.fail(`--case matches none of: ${TRAIN_TASKS.map(trainCaseName).join('; ')}`);
  if (chosen.length === 0) return;
  for (const child of children) {
    try {
      await hold(await contestOf(child, referee), chosen, limits, rates, output);
    } catch (thrown) {
      output.fail(`${trainCaseName(child)}: ${explain(thrown)}`);
    }
  }
}

export const trainBench: Bench = {
  name: 'train',
  summary: 'training speed of children: the lab against stock tfjs, jax-js and, with --python, PyTorch',
  async run(output, root, setting) {
    const host = await openPageHost(root, setting.pages, output.note);
    try {
      await runCases(engines({ root, host, options: setting.options, folder: setting.folder }), setting, output);
    } finally {
      await host?.close();
    }
  },
};
