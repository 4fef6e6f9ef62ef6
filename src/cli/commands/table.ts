import { cpus } from 'node:os';
import { basename, dirname, resolve } from 'node:path';
import { parseJson } from '../../engine/core/json';
import { splitDataset } from '../../engine/data/split';
import { measureTable, missingRuns } from '../../engine/estimate/measureTable';
import { parseTable } from '../../engine/estimate/table';
import type { TableFile } from '../../engine/estimate/tableFile';
import { emptyTable, goOnFrom, jobOptions, type TableJob } from '../../engine/estimate/tableJob';
import { tableText } from '../../engine/estimate/tableText';
import type { Command } from '../command';
import { loadData } from '../data';
import { makeFolder, readIfPresent, writeAtomic } from '../files';
import { openNodePool } from '../nodePool';
import { backendOf, profileOf, sizesOf, TRAINING_OPTIONS, trainingOf } from '../settings';
import { spaceOfOption } from '../space';
import { columns, duration } from '../terminal';
import { usageError } from '../usage';
import { packageVersion } from '../version';

/** CPU model and cores: enough to judge the times, and nothing about whose machine it is. */
function machineText(): string {
  const all = cpus();
  return `${all[0]?.model.trim() ?? 'unknown CPU'}, ${all.length} cores`;
}

async function readTable(path: string, resume: boolean): Promise<TableFile | null> {
  const text = await readIfPresent(path);
  if (text === null) return null;
  if (!resume) throw usageError(`--out: ${path} exists already.`, 'Add --resume to go on with it, or choose another file.');
  const refuse = (why: string): Error =>
    usageError(`--resume: ${path} is not JSON (${why}).`, 'Delete it or choose another --out.');
  return parseTable(parseJson(text, refuse), basename(path));
}

export const table: Command = {
  name: 'table',
  summary: 'Measures a whole space: every child trained with every seed, into one file of curves and counts.',
  positionals: [],
  options: {
    ...TRAINING_OPTIONS,
    seeds: { value: 'text', hint: 'K', help: 'seeds 1..K of each child, default 3' },
    workers: { value: 'text', hint: 'N', help: 'children trained at once; default: one per core' },
    out: { value: 'text', hint: 'FILE', help: 'the table; written after every child' },
    resume: { value: 'flag', help: 'go on with FILE where it exists' },
  },
  async run({ options, terminal, signal, root }) {
    const space = await spaceOfOption(options.required('space'));
    const profile = profileOf(options.text('profile'), space);
    const path = resolve(options.required('out'));
    const seeds = options.integer('seeds', 1, 1000) ?? 3;
    const workers = options.integer('workers', 1, 256);
    const backend = backendOf(options.text('backend'));
    const training = trainingOf(options, profile);
    const found = await readTable(path, options.flag('resume'));
    const dataset = await loadData(options.required('data'), { dataDir: options.text('data-dir'), note: terminal.note });
    const sizes = sizesOf(options, profile, dataset);
    const split = splitDataset(dataset, sizes);
    await makeFolder(dirname(path));
    const pool = await openNodePool({ root, split, backend, workers, note: terminal.note });
    try {
      const { epochs, batch, learningRate } = training;
      const job: TableJob = {
        space: space.id,
        seeds,
        training: {
          id: 'train',
          data: dataset.id,
          profile: profile.id,
          ...sizes,
          epochs,
          batch,
          learningRate,
          backend: pool.info.kind,
        },
      };
      const fresh = emptyTable(job, {
        id: basename(path).replace(/\.json$/, ''),
        dataset,
        classes: dataset.train.classes,
        backend: pool.info,
        machine: machineText(),
        workers: pool.size,
        date: new Date().toISOString().slice(0, 10),
        version: await packageVersion(root),
      });
      const start = found === null ? fresh : goOnFrom(found, fresh, `--resume: ${path}`, 'Write to another file with --out.');
      const count = missingRuns(space, start, seeds).length;
      terminal.note(`${space.id} on ${start.title}: ${count} children to train on ${pool.report.label}. ${pool.report.reason}`);
      const began = performance.now();
      let trained = 0;
      const finished = await measureTable(start, seeds, {
        space,
        profile,
        input: split.train.shape,
        classes: dataset.train.classes,
        options: jobOptions(job.training, profile, dataset.id),
        trainer: pool,
        signal,
        save: (snapshot) => writeAtomic(path, tableText(snapshot)),
        onChild: ({ arch, seed }, { validAccuracy, testAccuracy, trainMs }, done, total) => {
          trained += 1;
          const left = ((performance.now() - began) / trained) * (total - done);
          const accuracy = `valid ${(100 * validAccuracy).toFixed(2)} %, test ${(100 * (testAccuracy ?? 0)).toFixed(2)} %`;
          const line = `[${done}/${total}] ${arch} seed ${seed}: ${accuracy}, ${duration(trainMs ?? 0)}; ${duration(left)} left`;
          if (terminal.json)
            terminal.result({ event: 'child', arch, seed, done, total, validAccuracy, testAccuracy, trainMs }, line);
          else terminal.note(line);
        },
      });
      await writeAtomic(path, tableText(finished));
      const best = [...finished.rows]
        .map((row) => ({ row, mean: row.runs.reduce((sum, run) => sum + Math.max(...run.validAccuracy), 0) / row.runs.length }))
        .sort((a, b) => b.mean - a.mean);
      const rows = best.slice(0, 5).map(({ row, mean }) => [row.arch, (100 * mean).toFixed(2), String(row.params.total)]);
      terminal.result(
        { event: 'done', id: finished.id, rows: finished.rows.length, trained, wallMs: performance.now() - began },
        `${finished.rows.length} children measured.\n${columns([['best', 'valid %', 'params'], ...rows], [false, true, true])}`,
      );
    } finally {
      await pool.dispose();
    }
  },
};
