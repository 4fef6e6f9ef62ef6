import { throwIfAborted } from '../core/errors';
import { normal, Rng } from '../core/rng';
import type { ImageSet, Normalisation } from '../data/types';
import { type Batch, pixelTable, takeBatch } from './batches';
import type { ChildModel } from './model';
import type { Robustness, RobustnessJob, TrainEnvironment } from './types';

/** Each channel's bounds and unit in the numbers that the network sees: those of pixels 0 and 1, and of a step of 1. */
interface Scale {
  readonly low: Float32Array;
  readonly high: Float32Array;
  readonly unit: Float32Array;
}

function scaleOf({ mean, std }: Normalisation, channels: number): Scale {
  const at = (value: number | readonly number[], c: number): number => (typeof value === 'number' ? value : (value[c] ?? 0));
  const of = (value: (mean: number, std: number) => number): Float32Array =>
    Float32Array.from({ length: channels }, (_, c) => value(at(mean, c), at(std, c)));
  return { low: of((m, s) => -m / s), high: of((m, s) => (1 - m) / s), unit: of((_, s) => 1 / s) };
}

/** The batch with `step(i)` times the channel's unit added to value i, kept inside the range of a pixel. */
function moved(batch: Batch, scale: Scale, step: (i: number) => number): Batch {
  const channels = scale.unit.length;
  const pixels = batch.pixels.map((value, i) => {
    const c = i % channels;
    const next = value + step(i) * (scale.unit[c] ?? 1);
    return Math.min(scale.high[c] ?? next, Math.max(scale.low[c] ?? next, next));
  });
  return { ...batch, pixels };
}

async function correctOf(model: ChildModel, batch: Batch): Promise<number> {
  const { loss, correct } = model.evaluate(batch);
  const [value = 0] = await correct.data();
  loss.dispose();
  correct.dispose();
  return value;
}

/**
 * Accuracy of a trained child on changed test images, x' clipped to the range of a pixel:
 *   noise: x' = x + sigma n, n standard normal, the same for every child of a seed;
 *   FGSM:  x' = x + epsilon sign(grad_x loss), the gradient being the child's own. Goodfellow et al. 2015, eq. in section 4.
 * Fails with LabError 'aborted' when the signal fires.
 */
export async function measureRobustness(
  model: ChildModel,
  set: ImageSet,
  normalise: Normalisation,
  job: RobustnessJob,
  batchSize: number,
  env: TrainEnvironment,
  signal: AbortSignal | undefined,
): Promise<Robustness> {
  const images = Math.min(job.images, set.count);
  const table = pixelTable(normalise);
  const scale = scaleOf(normalise, set.shape[2] ?? 1);
  const streams = job.noise.map((sigma) => Rng.fromSeed(job.seed, `noise ${sigma}`));
  let clean = 0;
  const noise = job.noise.map(() => 0);
  const fgsm = job.fgsm.map(() => 0);
  for (let from = 0; from < images; from += batchSize) {
    const batch = takeBatch(set, table, null, from, Math.min(from + batchSize, images));
    clean += await correctOf(model, batch);
    for (const [k, sigma] of job.noise.entries()) {
      const rng = streams[k] as Rng;
      noise[k] =
        (noise[k] ?? 0) +
        (await correctOf(
          model,
          moved(batch, scale, () => sigma * normal(rng)),
        ));
    }
    if (job.fgsm.length > 0) {
      const gradient = await model.inputGradient(batch);
      for (const [k, epsilon] of job.fgsm.entries()) {
        const attacked = moved(batch, scale, (i) => epsilon * Math.sign(gradient[i] ?? 0));
        fgsm[k] = (fgsm[k] ?? 0) + (await correctOf(model, attacked));
      }
    }
    await env.breathe();
    throwIfAborted(signal, 'Measuring robustness');
  }
  const shares = (strengths: readonly number[], counts: readonly number[]) =>
    strengths.map((strength, k) => ({ strength, accuracy: (counts[k] ?? 0) / images }));
  return { images, clean: clean / images, noise: shares(job.noise, noise), fgsm: shares(job.fgsm, fgsm) };
}
