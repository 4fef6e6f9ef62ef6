import { z } from 'zod';
import { LabError } from '../core/errors';
import { canonicalJson, type JsonValue, stableHash } from '../core/json';
import { count } from '../core/schema';
import { sha256 } from '../core/sha256';
import { normalisationOf } from '../data/normalisation';
import type { SplitSizes } from '../data/types';
import { type Profile, profileById } from '../space';
import type { TrainOptions } from '../train/types';
import { childOptions } from './childTraining';
import { type TrainEstimatorConfig, trainEstimatorSchema } from './config';
import type { TableFile } from './tableFile';
import { LOCAL_PREFIX } from './tableName';

/** Larger spaces are not measured child by child in a browser. */
export const MOST_CELLS = 4096;

/** What is asked of a measurement of a whole space: every child of it with seeds 1..seeds, each trained as `training` says. */
export const tableJobSchema = z.strictObject({
  space: z.string().min(1).max(60),
  seeds: count(1000),
  training: trainEstimatorSchema,
});

export type TableJob = z.infer<typeof tableJobSchema>;

/** What a table says of where and on what it was measured, besides its job. */
export interface TablePlace {
  /** The table's id: its file's name without the ending. */
  readonly id: string;
  readonly dataset: { readonly id: string; readonly title: string; readonly provenance: string };
  readonly classes: number;
  readonly backend: { readonly label: string; readonly kind: string };
  /** Processor or browser, and cores: enough to judge the times, and nothing about whose machine it is. */
  readonly machine: string;
  readonly workers: number;
  /** YYYY-MM-DD */
  readonly date: string;
  /** Of the lab. */
  readonly version: string;
}

/** How a job's children are trained, but for the seed: its own numbers, the profile's initialisation, the data set's normalisation. */
export function jobOptions(training: TrainEstimatorConfig, profile: Profile, dataset: string): Omit<TrainOptions, 'seed'> {
  const normalise = normalisationOf(dataset, profile.training.normalise);
  return { epochs: training.epochs, ...childOptions(training, profile, normalise) };
}

export const jobSizes = ({ train, valid, test }: TrainEstimatorConfig): SplitSizes => ({ train, valid, test });

/** Training settings in words, for a table's provenance. */
function trainingText(options: Omit<TrainOptions, 'seed'>): string {
  const { epochs, batch, learningRate, init, normalise, optimiser, schedule, augmentation } = options;
  const numbers = (value: number | readonly number[]): string =>
    typeof value === 'number' ? String(value) : `[${value.join(', ')}]`;
  return [
    `${optimiser?.kind === 'sgd' ? `SGD, momentum ${optimiser.momentum},` : 'Adam'} ${learningRate}`,
    `batch ${batch}`,
    `${epochs} epochs`,
    `${init} weights`,
    `inputs (x - ${numbers(normalise.mean)}) / ${numbers(normalise.std)}`,
    ...(optimiser?.weightDecay === undefined ? [] : [`weight decay ${optimiser.weightDecay}`]),
    ...(schedule === undefined ? [] : [`cosine over ${schedule.epochs} epochs`]),
    ...(augmentation === undefined ? [] : [`images augmented by ${augmentation}`]),
  ].join(', ');
}

/** The table of a job before its first child; its command measures the same on the command line. */
export function emptyTable(job: TableJob, place: TablePlace): TableFile {
  const { space, seeds, training } = job;
  const { id, dataset, classes, backend, machine, workers, date, version } = place;
  const profile = profileById(training.profile);
  return {
    version: 1,
    id,
    title: `${dataset.title}, profile ${profile.id}`,
    space,
    profile: profile.id,
    classes,
    provenance: {
      data: dataset.provenance,
      split: jobSizes(training),
      training: trainingText(jobOptions(training, profile, dataset.id)),
      backend: backend.label,
      machine,
      command: [
        `nas-lab table --space ${space} --data ${dataset.id} --profile ${profile.id}`,
        `--train ${training.train} --valid ${training.valid} --test ${training.test} --epochs ${training.epochs} --batch ${training.batch}`,
        `--learning-rate ${training.learningRate} --backend ${backend.kind} --seeds ${seeds} --workers ${workers}`,
      ].join(' '),
      date,
      version,
    },
    rows: [],
  };
}

/** What two measurements must share to stand in one table. */
const IDENTITY = ['space', 'profile', 'data', 'split', 'training', 'backend'] as const;

function identityOf(table: TableFile): { readonly [key in (typeof IDENTITY)[number]]: JsonValue } {
  const { data, split, training, backend } = table.provenance;
  return { space: table.space, profile: table.profile, data, split, training, backend };
}

/** A name for the experiment behind a table, whatever has been measured of it so far: 16 hex digits. images: see splitIdentity. */
export function experimentHash(table: TableFile, images: string): string {
  return stableHash(canonicalJson({ ...identityOf(table), images }));
}

/**
 * `asked` with the rows that `found` has, and with its machine named before its own. where: the found table in words.
 * LabError 'config' where the two were measured otherwise: rows of two experiments must not mix.
 */
export function goOnFrom(found: TableFile, asked: TableFile, where: string, remedy: string): TableFile {
  const before = identityOf(found);
  const now = identityOf(asked);
  for (const key of IDENTITY) {
    const [had, has] = [JSON.stringify(before[key]), JSON.stringify(now[key])];
    if (had === has) continue;
    throw new LabError('config', `${where} was measured with ${key} ${had}, now it would be ${has}.`, remedy);
  }
  const machine = [...new Set([...found.provenance.machine.split('; '), asked.provenance.machine])].join('; ');
  return { ...asked, provenance: { ...asked.provenance, machine }, rows: found.rows };
}

/** As many hex digits of a table's SHA-256 as name it in a run's config. */
const NAME_DIGITS = 32;

/**
 * 'local:' + hash of the table's content: what estimator.table says of a table that lies in a browser and not beside the
 * page. The same file has the same name everywhere, so that a run on it is the same run wherever the file was imported.
 */
export function localTableName(table: TableFile): string {
  return `${LOCAL_PREFIX}${sha256(new TextEncoder().encode(canonicalJson(table))).slice(0, NAME_DIGITS)}`;
}
