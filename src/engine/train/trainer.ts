import { LabError, throwIfAborted } from '../core/errors';
import type { EpochReport } from '../core/measurement';
import { Rng } from '../core/rng';
import type { DataSplit, ImageSet } from '../data/types';
import { deviceBackend } from '../tensor';
import { type Batch, type DeviceBatch, disposeBatch } from './batches';
import { compileChild } from './compileChild';
import { type BatchSource, ImageStore } from './imageSource';
import { measureLatency } from './latency';
import { type BatchScore, ChildModel } from './model';
import { ScoreReader, type ScoreSums } from './scoreReader';
import type { TrainEnvironment, TrainHooks, TrainJob, TrainResult } from './types';

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
        const { epochs } = options;
        hooks.onProgress?.({ epoch, epochs, imagesDone: sums.images, imagesTotal: count, trainLoss: sums.loss / sums.images });
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

/**
 * Trains a child from its graph: Adam on the mean negative log-likelihood of its logits, shuffled batches (the last one may be
 * smaller), validation after each epoch, the test set once after the last. The same job on the same backend gives the
 * same bits: weights, order and dropout come from options.seed alone.
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

async function trainOn(
  images: ImageStore,
  job: TrainJob,
  split: DataSplit,
  env: TrainEnvironment,
  hooks: TrainHooks,
): Promise<TrainResult> {
  const { graph, options } = job;
  const { normalise, batch } = options;
  const model = new ChildModel(graph, options);
  const order = Uint32Array.from({ length: Math.min(job.trainImages ?? split.train.count, split.train.count) }, (_, i) => i);
  const shuffles = Rng.fromSeed(options.seed, 'shuffle');
  const reports: EpochReport[] = [];
  const sources: BatchSource[] = [];
  const sourceOf = (set: ImageSet, by: Uint32Array | null): BatchSource => {
    const source = images.source(set, normalise, by);
    sources.push(source);
    return source;
  };
  try {
    const validation = sourceOf(split.valid, null);
    for (let epoch = 1; epoch <= options.epochs; epoch += 1) {
      shuffles.shuffle(order);
      const shuffled = sourceOf(split.train, order);
      const started = env.now();
      const { sums, steps } = await trainEpoch(model, shuffled, order.length, epoch, job, env, hooks);
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
    }
    const test = await evaluateSet(model, sourceOf(split.test, null), split.test.count, batch, env, hooks.signal);
    const latencyMs = job.latency ? await measureLatency(model, env) : null;
    const trainMs = reports.reduce((sum, report) => sum + report.trainMs, 0);
    return {
      epochs: reports,
      validAccuracy: Math.max(...reports.map((report) => report.validAccuracy)),
      testAccuracy: test.accuracy,
      trainMs,
      imagesPerSecond: (1000 * order.length * reports.length) / Math.max(trainMs, 1e-3),
      latencyMs,
      backend: env.backend,
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
