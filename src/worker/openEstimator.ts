import { LabError } from '../engine/core/errors';
import type { Dataset } from '../engine/data/types';
import type { TrainEstimatorConfig } from '../engine/estimate/config';
import { parseTable, TableEstimator, tableMeasurements } from '../engine/estimate/table';
import { makeTrainEstimator } from '../engine/estimate/train';
import type { RunConfig } from '../engine/run/config';
import { profileById, spaceById } from '../engine/space';
import { DataStore } from './dataStore';
import type { EstimatorPlace, OpenedEstimator } from './hostPlace';
import { keepMeasurements } from './keepMeasurements';

/** The estimator of a config in the browser, with what it computes on. Rejects with LabError 'data', 'config' or 'backend'. */
export function openEstimator(config: RunConfig, place: EstimatorPlace): Promise<OpenedEstimator> {
  switch (config.estimator.id) {
    case 'table':
      return openTable(config.estimator.table, config.estimator.noise, config, place.baseUrl);
    case 'train':
      return openTraining(config.estimator, config, place);
    default:
      return config.estimator satisfies never;
  }
}

async function openTable(name: string, noise: 'mean' | 'seed', config: RunConfig, baseUrl: string): Promise<OpenedEstimator> {
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
  const table = parseTable(json, name);
  return {
    estimator: new TableEstimator(table, noise, spaceById(config.space.id)),
    backend: {
      label: 'Recorded',
      reason: `Rewards are looked up in a table measured before: ${table.title}. Nothing is trained now.`,
    },
    known: tableMeasurements(table),
  };
}

async function openTraining(
  train: TrainEstimatorConfig,
  config: RunConfig,
  { store, log }: EstimatorPlace,
): Promise<OpenedEstimator> {
  // Whatever the config may have wrong is said before workers are started.
  const space = spaceById(config.space.id);
  const dataset = await loadDataset(train.data);
  // tfjs is loaded with the pool only, so that a table run never pays for it.
  const [{ ChildPool }, { spawnChild }, { splitDataset, splitIdentity }] = await Promise.all([
    import('./childPool'),
    import('./spawnChild'),
    import('../engine/data/split'),
  ]);
  const split = splitDataset(dataset, { train: train.train, valid: train.valid, test: train.test });
  const pool = await ChildPool.open({
    spawn: spawnChild,
    backend: train.backend,
    workers: (info) => (info.kind === 'webgpu' ? 1 : navigator.hardwareConcurrency),
    split,
    onNotice: ({ message, remedy }) => log({ type: 'log', level: 'warning', message, remedy }),
  });
  const estimator = makeTrainEstimator({
    config: train,
    space,
    profile: profileById(train.profile),
    input: dataset.train.shape,
    classes: dataset.train.classes,
    dataIdentity: `${dataset.id} ${splitIdentity(split)}`,
    trainer: pool,
    latency: true,
  });
  return { estimator: store === null ? estimator : keepMeasurements(estimator, store, log), backend: pool.report, known: [] };
}

async function loadDataset(id: string): Promise<Dataset> {
  if (id === 'digits') {
    const { proceduralDigits } = await import('../engine/data/digits');
    return proceduralDigits();
  }
  const store = await DataStore.open();
  try {
    const dataset = await store.load(id);
    if (dataset !== null) return dataset;
  } finally {
    store.close();
  }
  throw new LabError(
    'data',
    `The data set '${id}' is not in this browser.`,
    'Open "Data" and fetch it or drop its files, or train on the procedural digits, which need nothing.',
  );
}
