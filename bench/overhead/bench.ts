import { engines } from '../engines/catalogue';
import type { Task } from '../engines/task';
import { openPageHost } from '../support/browserRealm';
import type { EngineSource } from '../support/contest';
import { explain, type Profile, type Realm } from '../support/realm';
import { interquartileRange, largestDeviation, median } from '../support/stats';
import type { Bench, BenchOutput, BenchSetting } from '../support/types';
import { LIGHT_TASK, TRAIN_TASKS, trainCaseName } from '../train/cases';
import { contestOf, TOLERANCE } from '../train/contest';
import { overheadTable, type Split, splitOf } from './split';

const ROUNDS = 3;
const ROUND_MS = 1000;
const MOST_STEPS = 100;

/** Engines that can tell: the lab's, one of a kind. */
const MEASURED = /^lab (wasm relaxed in Node|webgpu in Chromium)$/;
/** Those of them that compile a step: both paths are measured. */
const COMPILES = /^lab wasm/;

const CHILDREN = [LIGHT_TASK, ...TRAIN_TASKS];

async function profiles(realm: Realm<Task>): Promise<Profile[]> {
  await realm.run(1);
  const steps = Math.min(MOST_STEPS, Math.max(1, Math.round(ROUND_MS / (await realm.run(1)))));
  await realm.run(steps);
  const rounds: Profile[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const profile = await realm.profile(steps);
    if (profile === null) throw new Error('it cannot tell where its time goes');
    rounds.push(profile);
  }
  return rounds;
}

/** One engine at one child: a row for the step, for each op, and for what is left. */
async function splitStep(
  source: EngineSource<Task>,
  task: Task,
  name: string,
  check: { readonly images: number; readonly reference: readonly number[] },
  output: BenchOutput,
): Promise<void> {
  const opened = await source.open();
  if (!opened.ok) {
    output.note(`${name}: ${source.name} is left out: ${opened.reason}`);
    return;
  }
  const { realm } = opened;
  try {
    await realm.load(task);
    const deviation = largestDeviation(await realm.check(check.images), check.reference);
    if (!(deviation <= TOLERANCE)) {
      throw new Error(`its losses deviate from the reference by ${deviation.toExponential(1)}, ${TOLERANCE} allowed`);
    }
    const splits = (await profiles(realm)).map(splitOf);
    const [first] = splits;
    if (first === undefined) return;
    const row = (what: string, unit: string, of: (split: Split) => number): void => {
      const values = splits.map(of);
      output.row({
        bench: 'overhead',
        case: `${name}: ${what}`,
        engine: realm.engine,
        value: median(values),
        unit,
        spread: interquartileRange(values),
        checked: true,
      });
    };
    row('step', 'ms', ({ stepMs }) => stepMs);
    for (const op of first.ops.keys()) row(op, 'ms', ({ ops }) => ops.get(op)?.ms ?? 0);
    row('outside kernels', 'ms', ({ outsideMs }) => outsideMs);
    row('overhead', '% of the step', ({ overheadShare }) => 100 * overheadShare);
    if (first.dispatches !== null) row('dispatches', 'a step', ({ dispatches }) => dispatches ?? 0);
    output.details(overheadTable(`${name}, ${realm.engine}`, splits));
  } finally {
    await source.release(realm);
  }
}

async function runCases(sources: readonly EngineSource<Task>[], { options }: BenchSetting, output: BenchOutput): Promise<void> {
  const [referee] = sources;
  if (referee === undefined) throw new TypeError('bench overhead: no engines');
  const chosen = sources.filter(({ name }) => MEASURED.test(name) && options.engines.test(name));
  const children = CHILDREN.filter((child) => options.cases.test(trainCaseName(child)));
  if (chosen.length === 0) output.fail('--engine matches neither of: lab wasm relaxed in Node; lab webgpu in Chromium');
  if (children.length === 0) output.fail(`--case matches none of: ${CHILDREN.map(trainCaseName).join('; ')}`);
  if (chosen.length === 0) return;
  for (const child of children) {
    const name = trainCaseName(child);
    try {
      const { work, checkImages: images, reference } = await contestOf(child, referee);
      const check = { images, reference };
      for (const source of chosen) {
        await splitStep(source, work.task, name, check, output);
        const plain: Task = work.task.kind === 'train' ? { ...work.task, path: 'plain' } : work.task;
        if (COMPILES.test(source.name)) await splitStep(source, plain, `${name}, by tfjs's tape`, check, output);
      }
    } catch (thrown) {
      output.fail(`${name}: ${explain(thrown)}`);
    }
  }
}

export const overheadBench: Bench = {
  name: 'overhead',
  summary: 'one training step split by op, and what is not arithmetic',
  async run(output, root, setting) {
    const host = await openPageHost(root, setting.pages, output.note);
    try {
      await runCases(engines({ root, host, options: setting.options, folder: setting.folder }), setting, output);
    } finally {
      await host?.close();
    }
  },
};
