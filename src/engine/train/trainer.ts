import { LabError, throwIfAborted } from '../core/errors';
import type { EpochReport } from '../core/measurement';
import { Rng } from '../core/rng';
import type { DataSplit, ImageSet } from '../data/types';
import { tf } from '../tensor';
import { pixelTable, takeBatch } from './batches';
import { measureLatency } from './latency';
import { type BatchScore, ChildModel } from './model';
import type { TrainEnvironment, TrainHooks, TrainJob, TrainResult } from './types';

/** Losses are read from the device after so many steps or milliseconds: a read stalls a GPU, but lets messages (a cancel) in. */
const STEPS_PER_READ = 64;
const MS_PER_READ = 200;

interface Sums {
  loss: number;
  correct: number;
  images: number;
}

/** Losses and counts of pending batches, in one read; the scalars are disposed of. */
async function readScores(pending: readonly BatchScore[]): Promise<Float32Array> {
  const stacked = tf.tidy(() => tf.stack(pending.flatMap(({ loss, correct }) => [loss, correct])));
  for (const { loss, correct } of pending) tf.dispose([loss, correct]);
  try {
    return Float32Array.from(await stacked.data());
  } finally {
    stacked.dispose();
  }
}

/** Adds what was read to sums. losses gets each batch's mean loss, in order. */
async function drain(pending: BatchScore[], sizes: number[], sums: Sums): Promise<number[]> {
  if (pending.length === 0) return [];
  const values = await readScores(pending);
  const losses = sizes.map((size, i) => {
    const loss = values[2 * i] ?? Number.NaN;
    sums.loss += loss * size;
    sums.correct += values[2 * i + 1] ?? Number.NaN;
    sums.images += size;
    return loss;
  });
  pending.length = 0;
  sizes.length = 0;
  return losses;
}

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

/** Mean loss (nats) and accuracy of a set, in batches. */
async function evaluateSet(
  model: ChildModel,
  set: ImageSet,
  job: TrainJob,
  env: TrainEnvironment,
  signal: AbortSignal | undefined,
): Promise<{ readonly loss: number; readonly accuracy: number }> {
  const table = pixelTable(job.options.normalise);
  const sums: Sums = { loss: 0, correct: 0, images: 0 };
  const pending: BatchScore[] = [];
  const sizes: number[] = [];
  let lastRead = env.now();
  try {
    for (let from = 0; from < set.count; from += job.options.batch) {
      const batch = takeBatch(set, table, null, from, Math.min(from + job.options.batch, set.count));
      pending.push(model.evaluate(batch));
      sizes.push(batch.size);
      if (pending.length < STEPS_PER_READ && env.now() - lastRead < MS_PER_READ) continue;
      await drain(pending, sizes, sums);
      await env.breathe();
      throwIfAborted(signal, 'Training');
      lastRead = env.now();
    }
    await drain(pending, sizes, sums);
  } finally {
    for (const { loss, correct } of pending) tf.dispose([loss, correct]);
  }
  return { loss: sums.loss / sums.images, accuracy: sums.correct / sums.images };
}

/**
 * Trains a child from its graph: Adam on the mean negative log-likelihood of its logits, shuffled batches (the last one may be
 * smaller), validation after each epoch, the test set once after the last. The same job on the same backend gives the
 * same bits: weights, order and dropout come from options.seed alone.
 *
 * Fails with LabError 'train' naming epoch and step when the loss is not finite, 'aborted' when the signal fires, 'data'
 * on a label out of range. Frees every tensor it made, however it ends.
 */
export async function trainChild(
  job: TrainJob,
  split: DataSplit,
  env: TrainEnvironment,
  hooks: TrainHooks = {},
): Promise<TrainResult> {
  checkFits(job, split);
  const { graph, options } = job;
  const model = new ChildModel(graph, options);
  const table = pixelTable(options.normalise);
  const order = Uint32Array.from({ length: Math.min(job.trainImages ?? split.train.count, split.train.count) }, (_, i) => i);
  const shuffles = Rng.fromSeed(options.seed, 'shuffle');
  const reports: EpochReport[] = [];
  const pending: BatchScore[] = [];
  const sizes: number[] = [];
  try {
    for (let epoch = 1; epoch <= options.epochs; epoch += 1) {
      shuffles.shuffle(order);
      const sums: Sums = { loss: 0, correct: 0, images: 0 };
      let read = 0;
      const takeLosses = async (): Promise<void> => {
        const losses = await drain(pending, sizes, sums);
        losses.forEach((loss, i) => {
          if (!Number.isFinite(loss)) throw divergedError(epoch, read + i + 1, loss);
        });
        if (losses.length > 0) hooks.onLosses?.(epoch, read + 1, losses);
        read += losses.length;
      };
      const started = env.now();
      let lastRead = started;
      for (let from = 0; from < order.length; from += options.batch) {
        throwIfAborted(hooks.signal, 'Training');
        const batch = takeBatch(split.train, table, order, from, Math.min(from + options.batch, order.length));
        pending.push(model.step(batch));
        sizes.push(batch.size);
        if (pending.length < STEPS_PER_READ && env.now() - lastRead < MS_PER_READ) continue;
        await takeLosses();
        hooks.onProgress?.({
          epoch,
          epochs: options.epochs,
          imagesDone: sums.images,
          imagesTotal: order.length,
          trainLoss: sums.loss / sums.images,
        });
        await env.breathe();
        lastRead = env.now();
      }
      await takeLosses();
      const trainMs = env.now() - started;
      const valid = await evaluateSet(model, split.valid, job, env, hooks.signal);
      // The last step may have been the one too many, and a loss that is no number fits no log.
      if (!Number.isFinite(valid.loss)) throw divergedError(epoch, read, valid.loss);
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
    const test = await evaluateSet(model, split.test, job, env, hooks.signal);
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
    for (const { loss, correct } of pending) tf.dispose([loss, correct]);
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
