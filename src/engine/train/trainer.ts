import { LabError, throwIfAborted } from '../core/errors';
import { cos } from '../core/exactMath';
import type { EpochReport } from '../core/measurement';
import { Rng } from '../core/rng';
import type { DataSplit, ImageSet } from '../data/types';
import { deviceBackend } from '../tensor';
import { type Augmenting, type Batch, type DeviceBatch, disposeBatch } from './batches';
import { compileChild } from './compileChild';
import { type BatchSource, ImageStore } from './imageSource';
import { measureLatency } from './latency';
import { type BatchScore, ChildModel } from './model';
import { measureRobustness } from './robustness';
import { ScoreReader, type ScoreSums } from './scoreReader';
import { backendOf, checkState, type TrainedState } from './state';
import type { TrainEnvironment, TrainHooks, TrainJob, TrainOptions, TrainResult } from './types';

function checkFits(job: TrainJob, split: DataSplit): void {
  const input = job.graph.layers[0]?.op;
  const shape = input?.kind === 'input' ? input.shape : [];
  for (const part of ['train', 'valid', 'test'] as const) {
    const set = split[part];
    if (set.shape.join('x') !== shape.join('x')) {
      throw new LabError(
        'train',
        `data.${part}: images of ${set.shape.join('x')} do not fit a network built for ${shape.join('x')}.`,
        'Build the network for the size of the images.',
      );
    }
    if (set.count < 1) throw new LabError('train', `data.${part}: no images.`, `Ask for at least one ${part} image.`);
  }
}

/** Scores the batch, and frees its tensors. */
function scored(batch: Batch | DeviceBatch, score: (batch: Batch | DeviceBatch) => BatchScore): BatchScore {
  try {
    return score(batch);
  } finally {
    disposeBatch(batch);
  }
}

/** Mean loss (nats) and accuracy of `count` images, in batches. */
async function evaluateSet(
  model: ChildModel,
  source: BatchSource,
  count: number,
  batch: number,
  env: TrainEnvironment,
  signal: AbortSignal | undefined,
): Promise<{ readonly loss: number; readonly accuracy: number }> {
  const reader = new ScoreReader(env.now, deviceBackend() !== null);
  try {
    for (let from = 0; from < count; from += batch) {
      const to = Math.min(from + batch, count);
      const score = scored(source.take(from, to), (images) => model.evaluate(images));
      if (!(await reader.push(score, to - from))) continue;
      await env.breathe();
      throwIfAborted(signal, 'Training');
      reader.rest();
    }
    await reader.finish();
  } finally {
    reader.dispose();
  }
  const { loss, correct, images } = reader.sums;
  return { loss: loss / images, accuracy: correct / images };
}

/** One pass over the training images in this order; what it read of them. */
async function trainEpoch(
  model: ChildModel,
  source: BatchSource,
  count: number,
  epoch: number,
  last: number,
  { options }: TrainJob,
  env: TrainEnvironment,
  hooks: TrainHooks,
): Promise<{ readonly sums: ScoreSums; readonly steps: number }> {
  let read = 0;
  const reader = new ScoreReader(env.now, deviceBackend() !== null, (losses) => {
    losses.forEach((loss, i) => {
      if (!Number.isFinite(loss)) throw divergedError(epoch, read + i + 1, loss);
    });
    hooks.onLosses?.(epoch, read + 1, losses);
    read += losses.length;
  });
  const { sums } = reader;
  try {
    for (let from = 0; from < count; from += options.batch) {
      throwIfAborted(hooks.signal, 'Training');
      const to = Math.min(from + options.batch, count);
      const score = scored(source.take(from, to), (images) => model.step(images));
      if (!(await reader.push(score, to - from))) continue;
      if (sums.images > 0) {
        hooks.onProgress?.({
          epoch,
          epochs: last,
          imagesDone: sums.images,
          imagesTotal: count,
          trainLoss: sums.loss / sums.images,
        });
      }
      await env.breathe();
      reader.rest();
    }
    await reader.finish();
  } finally {
    reader.dispose();
  }
  return { sums, steps: read };
}

/** Learning rate of an epoch, from 1, counted from initial weights: see LearningRateSchedule. */
export function learningRateAt({ learningRate, schedule }: TrainOptions, epoch: number): number {
  if (schedule === undefined) return learningRate;
  const done = (epoch - 1) % schedule.epochs;
  return done === 0 ? learningRate : (learningRate / 2) * (1 + cos((Math.PI * done) / schedule.epochs));
}

/**
 * Trains a child from its graph: Adam (or the job's optimiser) on the mean negative log-likelihood of its logits, shuffled batches
 * (the last one may be smaller), validation after each epoch, the test set once after the last. The same job on the same backend
 * gives the same bits: weights, order, dropout and augmentation come from options.seed alone; and so does a job that goes on
 * from the state of another, as if there had been one.
 *
 * Fails with LabError 'train' naming epoch and step when the loss is not finite, 'aborted' when the signal fires, 'data'
 * on a label out of range, 'backend' when the device is lost. Frees every tensor it made, however it ends.
 */
export async function trainChild(
  job: TrainJob,
  split: DataSplit,
  env: TrainEnvironment,
  hooks: TrainHooks = {},
): Promise<TrainResult> {
  checkFits(job, split);
  const images = env.images ?? new ImageStore();
  try {
    await compileChild(job, split, images, hooks);
    return await trainOn(images, job, split, env, hooks);
  } finally {
    if (env.images === undefined) images.dispose();
  }
}

/** Epochs since the last one whose accuracy was above the best before it by more than minDelta. */
export function epochsSinceBest(curve: readonly number[], minDelta: number): number {
  let best = Number.NEGATIVE_INFINITY;
  let at = 0;
  curve.forEach((accuracy, epoch) => {
    if (accuracy <= best + minDelta) return;
    best = accuracy;
    at = epoch;
  });
  return curve.length - 1 - at;
}

/** The random streams of a training between two epochs, with the order that the next shuffle starts from. */
interface Streams {
  readonly order: Uint32Array;
  readonly shuffles: Rng;
  readonly augmenting: Rng;
}

function openStreams(resume: TrainedState | undefined, count: number, seed: number): Streams {
  if (resume === undefined) {
    const order = Uint32Array.from({ length: count }, (_, i) => i);
    return { order, shuffles: Rng.fromSeed(seed, 'shuffle'), augmenting: Rng.fromSeed(seed, 'augment') };
  }
  checkState(resume, count);
  const { shuffle, augmentation } = resume;
  return { order: shuffle.order.slice(), shuffles: Rng.fromState(shuffle.rng), augmenting: Rng.fromState(augmentation) };
}

async function trainOn(
  images: ImageStore,
  job: TrainJob,
  split: DataSplit,
  env: TrainEnvironment,
  hooks: TrainHooks,
): Promise<TrainResult> {
  const { graph, options, resume } = job;
  const { normalise, batch, augmentation, stop } = options;
  const streams = openStreams(resume, Math.min(job.trainImages ?? split.train.count, split.train.count), options.seed);
  const { order, shuffles } = streams;
  const model = new ChildModel(graph, options, 'compiled', resume);
  const augmenting: Augmenting | null = augmentation === undefined ? null : { kind: augmentation, rng: streams.augmenting };
  const reports: EpochReport[] = [];
  const sources: BatchSource[] = [];
  const sourceOf = (set: ImageSet, by: Uint32Array | null, changed: Augmenting | null = null): BatchSource => {
    const source = images.source(set, normalise, by, changed);
    sources.push(source);
    return source;
  };
  const curve = [...(resume?.validAccuracies ?? [])];
  const first = (resume?.epochs ?? 0) + 1;
  const last = first + options.epochs - 1;
  try {
    const validation = sourceOf(split.valid, null);
    for (let epoch = first; epoch <= last; epoch += 1) {
      shuffles.shuffle(order);
      model.setLearningRate(learningRateAt(options, epoch));
      const shuffled = sourceOf(split.train, order, augmenting);
      const started = env.now();
      const { sums, steps } = await trainEpoch(model, shuffled, order.length, epoch, last, job, env, hooks);
      const trainMs = env.now() - started;
      const valid = await evaluateSet(model, validation, split.valid.count, batch, env, hooks.signal);
      // The last step may have been the one too many, and a loss that is no number fits no log.
      if (!Number.isFinite(valid.loss)) throw divergedError(epoch, steps, valid.loss);
      const report: EpochReport = {
        epoch,
        trainLoss: sums.loss / sums.images,
        trainAccuracy: sums.correct / sums.images,
        validLoss: valid.loss,
        validAccuracy: valid.accuracy,
        trainMs,
      };
      reports.push(report);
      hooks.onEpoch?.(report);
      curve.push(valid.accuracy);
      if (stop !== undefined && epochsSinceBest(curve, stop.minDelta) >= stop.patience) break;
    }
    const test = await evaluateSet(model, sourceOf(split.test, null), split.test.count, batch, env, hooks.signal);
    const latencyMs = job.latency ? await measureLatency(model, env) : null;
    const robustness = job.robustness
      ? await measureRobustness(model, split.test, options.normalise, job.robustness, batch, env, hooks.signal)
      : null;
    const trainMs = reports.reduce((sum, report) => sum + report.trainMs, 0);
    const backend = backendOf(resume, env.backend);
    const state: TrainedState | null = job.keep
      ? {
          epochs: reports.at(-1)?.epoch ?? first - 1,
          values: await model.values(),
          optimiser: await model.memory(),
          shuffle: { rng: shuffles.state(), order },
          dropout: model.dropoutState,
          augmentation: streams.augmenting.state(),
          validAccuracies: curve,
          backend,
        }
      : null;
    return {
      epochs: reports,
      validAccuracy: Math.max(...reports.map((report) => report.validAccuracy)),
      testAccuracy: test.accuracy,
      trainMs,
      imagesPerSecond: (1000 * order.length * reports.length) / Math.max(trainMs, 1e-3),
      latencyMs,
      backend,
      ...(state && { state }),
      ...(robustness && { robustness }),
    };
  } finally {
    for (const source of sources) source.dispose();
    model.dispose();
  }
}

function divergedError(epoch: number, step: number, loss: number): LabError {
  return new LabError(
    'train',
    `Training diverged: the loss is ${loss} at epoch ${epoch}, step ${step}.`,
    'Lower the learning rate, or choose another initialisation.',
  );
}
