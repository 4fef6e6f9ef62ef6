import { LabError } from '../engine/core/errors';
import type { SyntheticEstimatorConfig, TrainingEstimatorConfig } from '../engine/estimate/config';
import { SyntheticEstimator } from '../engine/estimate/synthetic/estimator';
import { parseTable, TableEstimator, tableMeasurements } from '../engine/estimate/table';
import type { TableFile } from '../engine/estimate/tableFile';
import { isLocalTable } from '../engine/estimate/tableName';
import { makeTrainEstimator } from '../engine/estimate/train';
import type { RunConfig } from '../engine/run/config';
import { openSpace, profileById } from '../engine/space';
import type { EstimatorPlace, OpenedEstimator } from './hostPlace';
import { keepMeasurements } from './keepMeasurements';
import { loadDataset } from './loadDataset';
import { loadLocalTable } from './tableStore';

/** The estimator of a config in the browser, with what it computes on. Rejects with LabError 'data', 'config' or 'backend'. */
export function openEstimator(config: RunConfig, place: EstimatorPlace): Promise<OpenedEstimator> {
  switch (config.estimator.id) {
    case 'table':
      return openTable(config.estimator.table, config.estimator.noise, config, place.baseUrl);
    case 'synthetic':
      return openSynthetic(config.estimator, config);
    case 'train':
    case 'early-stopping':
    case 'extrapolation':
      return openTraining(config.estimator, config, place);
    default:
      return config.estimator satisfies never;
  }
}

async function openTable(name: string, noise: 'mean' | 'seed', config: RunConfig, baseUrl: string): Promise<OpenedEstimator> {
  const table = await loadTable(name, baseUrl);
  return {
    estimator: new TableEstimator(table, noise, openSpace(config.space)),
    backend: {
      label: 'Recorded',
      reason: `Rewards are looked up in a table measured before: ${table.title}. Nothing is trained now.`,
    },
    known: tableMeasurements(table),
  };
}

/** Spaces whose invented accuracies are all shown beforehand. */
const SHOWN_AT_MOST = 1_000;

async function openSynthetic(asked: SyntheticEstimatorConfig, config: RunConfig): Promise<OpenedEstimator> {
  const estimator = new SyntheticEstimator(asked, openSpace(config.space));
  return {
    estimator,
    backend: { label: 'Invented', reason: `${estimator.about}. Nothing is trained, and nothing was measured.` },
    known: await estimator.all(SHOWN_AT_MOST),
  };
}

/** A table by its name in a run's config: this browser's own, else tables/NAME.json. Rejects with LabError 'data' or 'storage'. */
export function loadTable(name: string, baseUrl: string): Promise<TableFile> {
  return isLocalTable(name) ? loadLocalTable(name) : fetchShipped(name, baseUrl);
}

async function fetchShipped(name: string, baseUrl: string): Promise<TableFile> {
  const url = new URL(`tables/${name}.json`, baseUrl);
  const unreachable = (why: string, cause?: unknown): LabError =>
    new LabError(
      'data',
      `The recorded table '${name}' could not be loaded: ${why}.`,
      'Check the connection and reload, or train for real.',
      { cause },
    );
  let response: Response;
  try {
    response = await fetch(url);
  } catch (cause) {
    throw unreachable(cause instanceof Error ? cause.message : String(cause), cause);
  }
  if (!response.ok) throw unreachable(`HTTP ${response.status}`);
  let json: unknown;
  try {
    json = await response.json();
  } catch (cause) {
    throw unreachable('it is not JSON', cause);
  }
  return parseTable(json, name);
}

async function openTraining(
  train: TrainingEstimatorConfig,
  config: RunConfig,
  { store, log, onBackend }: EstimatorPlace,
): Promise<OpenedEstimator> {
  // Whatever the config may have wrong is said before workers are started.
  const space = openSpace(config.space);
  const dataset = await loadDataset(train.data);
  // tfjs is loaded with the pool only, so that a table run never pays for it.
  const [{ openBrowserPool }, { splitDataset, splitIdentity }, { normalisationOf }] = await Promise.all([
    import('./browserPool'),
    import('../engine/data/split'),
    import('../engine/data/normalisation'),
  ]);
  const split = splitDataset(dataset, { train: train.train, valid: train.valid, test: train.test });
  const pool = await openBrowserPool({
    backend: train.backend,
    split,
    onNotice: ({ message, remedy }) => log({ type: 'log', level: 'warning', message, remedy }),
    onBackend,
  });
  const profile = profileById(train.profile);
  const estimator = makeTrainEstimator({
    config: train,
    space,
    profile,
    normalise: normalisationOf(dataset.id, profile.training.normalise),
    onNotice: ({ message, remedy }) => log({ type: 'log', level: 'info', message, remedy }),
    input: dataset.train.shape,
    classes: dataset.train.classes,
    dataIdentity: `${dataset.id} ${splitIdentity(split)}`,
    trainer: pool,
    latency: true,
  });
  return { estimator: store === null ? estimator : keepMeasurements(estimator, store, log), backend: pool.report, known: [] };
}
