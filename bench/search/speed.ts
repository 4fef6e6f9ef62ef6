import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { parseTable } from '../../src/engine/estimate/table';
import type { BenchOptions } from '../support/args';
import { interquartileRange, median } from '../support/stats';
import type { BenchOutput } from '../support/types';
import type { SpeedData, SpeedDone, SpeedJob } from './speedJob';
import { SPEED_STRATEGIES } from './speedStrategies';

export const SPEED_CASE = 'speed: 500 evaluations of the A_small table';
const TABLE = 'a-small-mnist-teach';
const THREADS = 2;

/** All jobs, each thread taking the next when it is free. */
function work(data: SpeedData, jobs: readonly SpeedJob[]): Promise<readonly SpeedDone[]> {
  const done: SpeedDone[] = [];
  let next = 0;
  const thread = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL('./speedThread.js', import.meta.url), { workerData: data });
      const proceed = (): void => {
        const job = jobs[next];
        next += 1;
        if (job === undefined) worker.terminate().then(() => resolve(), reject);
        else worker.postMessage(job);
      };
      worker.on('error', reject);
      worker.on('message', (one: SpeedDone) => {
        done.push(one);
        proceed();
      });
      proceed();
    });
  return Promise.all(Array.from({ length: THREADS }, thread)).then(() => done);
}

/** Strategies x seeds x 500 evaluations in two threads: milliseconds of each run, and of them all by the clock. */
export async function speed(output: BenchOutput, root: string, { engines, seeds }: BenchOptions): Promise<void> {
  const table = parseTable(JSON.parse(readFileSync(path.join(root, 'public', 'tables', `${TABLE}.json`), 'utf8')), TABLE);
  const chosen = SPEED_STRATEGIES.flatMap(({ name }, strategy) => (engines.test(name) ? [strategy] : []));
  const jobs = chosen.flatMap((strategy) => Array.from({ length: seeds }, (_, i): SpeedJob => ({ strategy, seed: i + 1 })));
  const started = performance.now();
  const done = await work({ table }, jobs);
  const seconds = (performance.now() - started) / 1000;
  for (const strategy of chosen) {
    const runs = done.filter((one) => one.strategy === strategy);
    const ms = runs.map((one) => one.ms);
    const name = SPEED_STRATEGIES[strategy]?.name ?? '';
    const least = Math.min(...runs.map(({ children }) => children));
    const checked = runs.length === seeds && runs.every(({ children }) => children >= 64);
    output.row({
      bench: 'search',
      case: SPEED_CASE,
      engine: name,
      value: median(ms),
      unit: 'ms a run',
      spread: interquartileRange(ms),
      checked,
    });
    if (least < 500) output.note(`  ${name} was through with the space after ${least} children.`);
  }
  output.details(`${chosen.length} strategies x ${seeds} seeds, ${THREADS} threads: ${seconds.toFixed(1)} s\n`);
}
