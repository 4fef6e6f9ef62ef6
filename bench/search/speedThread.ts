import { parentPort, workerData } from 'node:worker_threads';
import { TableEstimator } from '../../src/engine/estimate/table';
import { simulateOutcome } from '../../src/engine/run/outcome';
import { fig5 } from '../../src/engine/run/presets';
import { aSmall } from '../../src/engine/space/aSmall/space';
import { makeReward } from '../../test/support/tableRun';
import type { SpeedData, SpeedDone, SpeedJob } from './speedJob';
import { SPEED_STRATEGIES } from './speedStrategies';

/** Worker thread: runs the jobs it is sent, one after the other, and says what each took. */
const EVALUATIONS = 500;
const { table } = workerData as SpeedData;
const estimator = new TableEstimator(table, 'mean', aSmall);

async function run({ strategy, seed }: SpeedJob): Promise<SpeedDone> {
  const entry = SPEED_STRATEGIES[strategy];
  if (entry === undefined) throw new RangeError(`there is no strategy ${strategy}`);
  const base = fig5(seed);
  const stop = { ...base.stop, episodes: 1_000_000, children: EVALUATIONS };
  const config = { ...base, strategy: entry.config, estimator: { id: 'table', table: table.id, noise: 'mean' } as const, stop };
  const started = performance.now();
  const { children } = await simulateOutcome(
    config,
    { space: aSmall, estimator, makeReward, now: () => performance.now() },
    async () => undefined,
  );
  return { strategy, seed, ms: performance.now() - started, children };
}

parentPort?.on('message', (job: SpeedJob) => {
  // A failure is an uncaught rejection, which ends the thread and is told to the main thread as its error.
  void run(job).then((done) => parentPort?.postMessage(done));
});
