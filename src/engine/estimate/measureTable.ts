import { LabError } from '../core/errors';
import type { Measurement } from '../core/measurement';
import { countGraph } from '../graph';
import { enumerate, type Genotype, type Profile, type SearchSpace } from '../space';
import type { TrainJob, TrainOptions, TrainResult } from '../train/types';
import type { ChildTrainer } from './childTrainer';
import { withChoices, withDropout } from './childTraining';
import type { TableFile, TableRow } from './tableFile';
import { toMeasurement } from './train';

/** One training that a table still lacks. */
export interface MissingRun {
  readonly genotype: Genotype;
  readonly arch: string;
  readonly seed: number;
}

export interface TableTask {
  readonly space: SearchSpace;
  readonly profile: Profile;
  readonly input: readonly number[];
  readonly classes: number;
  readonly options: Omit<TrainOptions, 'seed'>;
  readonly trainer: ChildTrainer;
  readonly signal: AbortSignal;
  /** Called after each child with the table so far; the next child of that worker waits for it. */
  readonly save: (table: TableFile) => Promise<void>;
  readonly onChild?: (run: MissingRun, measurement: Measurement, done: number, total: number) => void;
}

/** The runs a table lacks: every genotype of the space with seeds 1..seeds, seed by seed, so that a killed run is even. */
export function missingRuns(space: SearchSpace, table: TableFile, seeds: number): readonly MissingRun[] {
  const present = new Set(table.rows.flatMap((row) => row.runs.map((run) => `${row.arch} ${run.seed}`)));
  const missing: MissingRun[] = [];
  for (let seed = 1; seed <= seeds; seed += 1) {
    for (const genotype of enumerate(space)) {
      const arch = space.format(genotype);
      if (!present.has(`${arch} ${seed}`)) missing.push({ genotype, arch, seed });
    }
  }
  return missing;
}

type TableRun = TableRow['runs'][number];

function toRun(seed: number, result: TrainResult): TableRun {
  return {
    seed,
    trainLoss: result.epochs.map((epoch) => epoch.trainLoss),
    trainAccuracy: result.epochs.map((epoch) => epoch.trainAccuracy),
    validLoss: result.epochs.map((epoch) => epoch.validLoss),
    validAccuracy: result.epochs.map((epoch) => epoch.validAccuracy),
    testAccuracy: result.testAccuracy,
    trainMs: result.trainMs,
  };
}

/**
 * The table with one more run. The row's latency is the least of its runs' medians: what else the machine did can only
 * add to a time. Rows keep the space's order, runs the seeds'.
 */
function withRun(table: TableFile, order: ReadonlyMap<string, number>, row: Omit<TableRow, 'runs'>, run: TableRun): TableFile {
  const before = table.rows.find(({ arch }) => arch === row.arch);
  const latencyMs = Math.min(row.latencyMs, before?.latencyMs ?? Number.POSITIVE_INFINITY);
  const runs = [...(before?.runs ?? []).filter(({ seed }) => seed !== run.seed), run].sort((a, b) => a.seed - b.seed);
  const rows = [...table.rows.filter(({ arch }) => arch !== row.arch), { ...row, latencyMs, runs }];
  rows.sort((a, b) => (order.get(a.arch) ?? 0) - (order.get(b.arch) ?? 0));
  return { ...table, rows };
}

/**
 * Trains every missing run, as many at once as the trainer takes, saving after each. Ends at the first failure; LabError
 * 'backend' where a child was trained on another backend than the table's (a GPU that was lost on the way).
 */
export async function measureTable(start: TableFile, seeds: number, task: TableTask): Promise<TableFile> {
  const { space, profile, input, classes } = task;
  const missing = [...missingRuns(space, start, seeds)];
  const order = new Map([...enumerate(space)].map((genotype, i) => [space.format(genotype), i]));
  const total = order.size * seeds;
  let table = start;
  let done = total - missing.length;
  let saving = Promise.resolve();
  const stop = new AbortController();
  const signal = AbortSignal.any([task.signal, stop.signal]);

  const measure = async (run: MissingRun): Promise<void> => {
    const choices = space.training?.(run.genotype) ?? {};
    const graph = withDropout(space.build(run.genotype, { profile: profile.id, input, classes }), choices.dropout);
    const options = { epochs: task.options.epochs, ...withChoices(task.options, choices), seed: run.seed };
    const job: TrainJob = { graph, options, latency: true };
    const result = await task.trainer.train(job, { signal });
    if (result.backend !== start.provenance.backend) {
      throw new LabError(
        'backend',
        `${run.arch}, seed ${run.seed}, was trained on ${result.backend}; the table is measured on ${start.provenance.backend}.`,
        'What was measured is kept. Go on once that backend is there again, or measure a table of its own on the other.',
      );
    }
    const { params, macs, memoryBytes } = countGraph(graph);
    const row = { arch: run.arch, params: { ...params }, macs, memoryBytes, latencyMs: result.latencyMs ?? 0 };
    table = withRun(table, order, row, toRun(run.seed, result));
    done += 1;
    const place = done;
    const snapshot = table;
    saving = saving.then(() => task.save(snapshot));
    await saving;
    task.onChild?.(run, toMeasurement(run.arch, job, result), place, total);
  };
  const lane = async (): Promise<void> => {
    for (let run = missing.shift(); run !== undefined; run = missing.shift()) await measure(run);
  };
  const lanes = Array.from({ length: task.trainer.size }, lane);
  try {
    await Promise.all(lanes);
  } catch (thrown) {
    stop.abort();
    await Promise.allSettled(lanes);
    throw thrown;
  }
  return table;
}
