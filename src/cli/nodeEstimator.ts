import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '../engine/core/errors';
import { parseJson } from '../engine/core/json';
import { suggestName } from '../engine/core/nearestName';
import { normalisationOf } from '../engine/data/normalisation';
import { splitDataset, splitIdentity } from '../engine/data/split';
import type { TrainingEstimatorConfig } from '../engine/estimate/config';
import { SyntheticEstimator } from '../engine/estimate/synthetic/estimator';
import { parseTable, TableEstimator } from '../engine/estimate/table';
import { isLocalTable } from '../engine/estimate/tableName';
import { makeTrainEstimator } from '../engine/estimate/train';
import type { Estimator } from '../engine/estimate/types';
import type { RunConfig } from '../engine/run/config';
import { openSpace, profileById, type SearchSpace } from '../engine/space';
import { loadData } from './data';
import { isFolder, readIfPresent } from './files';
import { openNodePool } from './nodePool';

export interface EstimatorPlace {
  readonly root: string;
  readonly workers: number | undefined;
  readonly dataDir: string | undefined;
  readonly note: (line: string) => void;
}

/** The estimator of a config, with one line on what it computes on. */
export async function openNodeEstimator(
  config: RunConfig,
  place: EstimatorPlace,
): Promise<{ readonly estimator: Estimator; readonly about: string }> {
  const space = openSpace(config.space);
  switch (config.estimator.id) {
    case 'table':
      return openTable(config.estimator.table, config.estimator.noise, space, place.root);
    case 'synthetic': {
      const estimator = new SyntheticEstimator(config.estimator, space);
      return { estimator, about: `rewards are invented: ${estimator.about}` };
    }
    case 'train':
    case 'early-stopping':
    case 'extrapolation':
      return openTraining(config.estimator, space, place);
    default:
      return config.estimator satisfies never;
  }
}

async function openTable(
  name: string,
  noise: 'mean' | 'seed',
  space: SearchSpace,
  root: string,
): Promise<{ readonly estimator: Estimator; readonly about: string }> {
  if (isLocalTable(name)) {
    throw new LabError(
      'data',
      `estimator.table: '${name}' is a table of the browser that made this run.`,
      'Download it there ("Tables"), put it into public/tables as NAME.json, and add --set estimator.table=NAME.',
    );
  }
  const folder = join(root, 'public', 'tables');
  const text = await readIfPresent(join(folder, `${name}.json`));
  if (text === null) {
    const files = (await isFolder(folder)) ? await readdir(folder) : [];
    const known = files.filter((file) => file.endsWith('.json')).map((file) => file.slice(0, -'.json'.length));
    const remedy = known.length === 0 ? 'Measure it with `nas-lab table`.' : suggestName(name, known);
    throw new LabError('data', `estimator.table: there is no table '${name}'.`, remedy);
  }
  const refuse = (why: string, cause: unknown): LabError =>
    new LabError('data', `table '${name}' is not JSON (${why}).`, 'Measure the table again with `nas-lab table`.', { cause });
  const table = parseTable(parseJson(text, refuse), name);
  return { estimator: new TableEstimator(table, noise, space), about: `rewards from the recorded table: ${table.title}` };
}

async function openTraining(
  config: TrainingEstimatorConfig,
  space: SearchSpace,
  place: EstimatorPlace,
): Promise<{ readonly estimator: Estimator; readonly about: string }> {
  const dataset = await loadData(config.data, place);
  const split = splitDataset(dataset, { train: config.train, valid: config.valid, test: config.test });
  const pool = await openNodePool({ root: place.root, split, backend: config.backend, workers: place.workers, note: place.note });
  const profile = profileById(config.profile);
  const estimator = makeTrainEstimator({
    config,
    space,
    profile,
    normalise: normalisationOf(dataset.id, profile.training.normalise),
    onNotice: ({ message, remedy }) => place.note(`${message} ${remedy}`),
    input: dataset.train.shape,
    classes: dataset.train.classes,
    dataIdentity: `${dataset.id} ${splitIdentity(split)}`,
    trainer: pool,
    latency: true,
  });
  return { estimator, about: `children trained on ${dataset.provenance}; ${pool.report.label}: ${pool.report.reason}` };
}
