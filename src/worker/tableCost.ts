import { sliceImages } from '../engine/data/split';
import type { DataSplit } from '../engine/data/types';
import type { ChildTrainer } from '../engine/estimate/childTrainer';
import { countGraph } from '../engine/graph';
import type { NetworkGraph } from '../engine/graph/types';
import type { TrainOptions } from '../engine/train/types';

/** What one child takes, found by training it a little. */
export interface SpeedPoint {
  readonly macs: number;
  readonly msPerImage: number;
}

/** Children that are tried: enough to see how time grows with the MACs. */
const TRIED = 4;
/** MACs of a trial, about: a fraction of a second on one core. */
const TRIAL_MACS = 4e9;
const MIN_IMAGES = 32;
const MAX_TRIAL_IMAGES = 256;

/** A forward pass alone, as validation and test are, beside a training step of the same image. */
const FORWARD_SHARE = 1 / 3;
/** 110 passes of one image alone, in images of a batch. */
const LATENCY_IMAGES = 110;
/** Two workers on two cores do not take half the time of one: they share memory and caches. */
const SHARING = 1.1;

/** The images of a trial. */
export function trialSplit({ train, valid, test }: DataSplit): DataSplit {
  return {
    train: sliceImages(train, 0, Math.min(train.count, MAX_TRIAL_IMAGES)),
    valid: sliceImages(valid, 0, 1),
    test: sliceImages(test, 0, 1),
  };
}

/** The cheapest, the dearest and those at even steps of rank between, by MACs; each once. */
export function triedGraphs(graphs: readonly NetworkGraph[]): readonly NetworkGraph[] {
  const ranked = graphs.map((graph) => ({ graph, macs: countGraph(graph).macs })).sort((a, b) => a.macs - b.macs);
  const last = ranked.length - 1;
  const places = new Set(Array.from({ length: TRIED }, (_, i) => Math.round((last * i) / (TRIED - 1))));
  return ranked.flatMap(({ graph }, i) => (places.has(i) ? [graph] : []));
}

/**
 * Trains each graph for two epochs of a few images and times the second: the first compiles and allocates. The trainer holds
 * the images of trialSplit.
 */
export async function trySpeed(
  graphs: readonly NetworkGraph[],
  trainer: Pick<ChildTrainer, 'train'>,
  options: Omit<TrainOptions, 'seed' | 'epochs'>,
  available: number,
  signal: AbortSignal,
): Promise<readonly SpeedPoint[]> {
  const points: SpeedPoint[] = [];
  for (const graph of graphs) {
    const { macs } = countGraph(graph);
    const wanted = Math.min(MAX_TRIAL_IMAGES, Math.max(MIN_IMAGES, Math.round(TRIAL_MACS / (3 * macs))));
    const trainImages = Math.min(available, wanted);
    const job = { graph, options: { ...options, epochs: 2, seed: 1 }, trainImages };
    const { epochs } = await trainer.train(job, { signal });
    points.push({ macs, msPerImage: (epochs.at(-1)?.trainMs ?? 0) / trainImages });
  }
  return points;
}

/** ms per image of a child of so many MACs: linear between the tried ones, in proportion beyond them. points: by MACs, at least one. */
export function msPerImage(points: readonly SpeedPoint[], macs: number): number {
  const above = points.findIndex((point) => point.macs >= macs);
  const high = points[above] ?? points.at(-1);
  if (high === undefined) throw new RangeError('msPerImage: no child was tried');
  const low = above < 1 ? undefined : points[above - 1];
  if (low === undefined || high.macs === low.macs) return (high.msPerImage * macs) / high.macs;
  const share = (macs - low.macs) / (high.macs - low.macs);
  return low.msPerImage + share * (high.msPerImage - low.msPerImage);
}

/** What a whole training counts in images that are trained on: epochs x (train + a third of valid) + a third of test. */
export function imagesOfTraining({
  epochs,
  train,
  valid,
  test,
}: {
  readonly epochs: number;
  readonly train: number;
  readonly valid: number;
  readonly test: number;
}): number {
  return epochs * (train + FORWARD_SHARE * valid) + FORWARD_SHARE * test;
}

/** What trying a trained child counts in them: its latency, then a pass for each strength and the gradient of FGSM over the images. */
export function imagesOfTrials(
  { images, noise, fgsm }: { readonly images: number; readonly noise: readonly number[]; readonly fgsm: readonly number[] },
  available: number,
): number {
  const passes = FORWARD_SHARE * (1 + noise.length + fgsm.length) + (fgsm.length > 0 ? 1 : 0);
  return LATENCY_IMAGES + Math.min(images, available) * passes;
}

/** Wall-clock ms of these trainings (their MACs) on so many workers. */
export function wallMs(points: readonly SpeedPoint[], macs: readonly number[], images: number, workers: number): number {
  const alone = macs.reduce((sum, one) => sum + images * msPerImage(points, one), 0);
  const atOnce = Math.min(workers, Math.max(1, macs.length));
  return atOnce === 1 ? alone : (SHARING * alone) / atOnce;
}
