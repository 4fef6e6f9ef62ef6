import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Rng } from '../../src/engine/core/rng';
import { inferShapes } from '../../src/engine/graph';
import { dropoutMask } from '../../src/engine/train/dropout';
import { initialValues } from '../../src/engine/train/initialise';
import { variablesOf } from '../../src/engine/train/variables';
import type { Task } from '../engines/task';
import { openProcess } from '../support/processRealm';
import type { OpenedRealm } from '../support/realm';
import { BATCH, CHECK_STEPS, graphOf, noiseImages, type TrainTask, trainCaseName, trainOptionsOf } from './cases';

export interface TorchOptions {
  /** The project's folder. */
  readonly root: string;
  readonly python: string;
  readonly threads: number;
  /** A folder for the files that the program reads. */
  readonly folder: string;
}

/** Writes what torch_train.py needs, and gives the task that names it. */
async function writeTask(task: TrainTask, folder: string): Promise<unknown> {
  const graph = graphOf(task);
  const set = noiseImages(task);
  const { learningRate, init, seed, normalise } = trainOptionsOf(BATCH);
  const own = path.join(folder, trainCaseName(task).replace(/\W+/g, '-'));
  await mkdir(own, { recursive: true });
  const write = async (name: string, bytes: NodeJS.ArrayBufferView): Promise<string> => {
    const file = path.join(own, name);
    await writeFile(file, bytes);
    return file;
  };
  const depthwise = new Set(graph.layers.filter(({ op }) => op.kind === 'depthwiseConv2d').map(({ id }) => `${id}.filter`));
  const variables: { name: string; shape: readonly number[]; depthwise: boolean; file: string }[] = [];
  for (const spec of variablesOf(graph, inferShapes(graph))) {
    const file = await write(`${spec.name}.f32`, initialValues(spec, init, seed));
    variables.push({ name: spec.name, shape: spec.shape, depthwise: depthwise.has(spec.name), file });
  }
  const dropout = graph.layers.findIndex(({ op }) => op.kind === 'dropout');
  const op = graph.layers[dropout]?.op;
  const units = [...graph.layers.slice(0, dropout)].reverse().find((layer) => layer.op.kind === 'dense')?.op;
  if (op?.kind !== 'dropout' || units?.kind !== 'dense')
    throw new TypeError('torch task: the child has no dropout after a dense layer');
  const masks = dropoutMask(Rng.fromSeed(seed, 'dropout'), op.rate, CHECK_STEPS * BATCH * units.units);
  return {
    layers: graph.layers.map(({ id, op: each }) => ({ id, op: each })),
    variables,
    input: task.input,
    images: await write('images.u8', set.images),
    labels: await write('labels.u8', set.labels),
    masks: await write('masks.f32', masks),
    units: units.units,
    batch: BATCH,
    checkSteps: CHECK_STEPS,
    learningRate,
    mean: normalise.mean,
    std: normalise.std,
  };
}

/** PyTorch in a Python that has torch, with so many threads. */
export async function openTorch({ root, python, threads, folder }: TorchOptions): Promise<OpenedRealm<Task>> {
  const program = path.join(root, 'bench', 'train', 'torch_train.py');
  const count = String(threads);
  const opened = await openProcess<unknown>(python, [program, count], { OMP_NUM_THREADS: count, MKL_NUM_THREADS: count });
  if (!opened.ok) return opened;
  const { realm } = opened;
  const load = async (task: Task): Promise<void> => {
    if (task.kind !== 'train') throw new Error('PyTorch is asked for training only');
    await realm.load(await writeTask(task, folder));
  };
  return { ok: true, realm: { ...realm, load } };
}
