import type { TrainProgress } from '../../src/engine/core/measurement';
import type { DataSplit } from '../../src/engine/data/types';
import { countGraph } from '../../src/engine/graph';
import { PROFILES } from '../../src/engine/space';
import { type TrainEnvironment, trainChild } from '../../src/engine/train';
import { childJob, linearClassifier, type SpaceChild } from '../../test/support/spaceChildren';

/** Images and epochs, in batches of 32: the quick job, on images at half their size, is one that a GPU emulated in software has time for. */
export const JOBS = {
  full: { train: 6_000, valid: 1_000, test: 4_000, epochs: 2, halved: false },
  quick: { train: 2_000, valid: 100, test: 1_000, epochs: 3, halved: true },
} as const;
export type JobName = keyof typeof JOBS;

const BATCH = 32;
const SEED = 1;

export interface SpaceResult {
  /** Of the test images, %. */
  readonly accuracy: number;
  /** Mean over each epoch's batches. */
  readonly losses: readonly number[];
  readonly seconds: number;
  readonly layers: number;
  readonly params: number;
  readonly macs: number;
}

/** Says how far a training is: four times an epoch. */
function tellBy(tell: (line: string) => void): (progress: TrainProgress) => void {
  let told = '';
  return (progress) => {
    if (progress.phase === 'compiling') return;
    const { epoch, epochs, imagesDone, imagesTotal, trainLoss } = progress;
    const quarter = Math.floor((4 * imagesDone) / imagesTotal);
    const place = `epoch ${epoch} of ${epochs}, ${25 * quarter} %`;
    if (quarter === 0 || place === told) return;
    told = place;
    tell(`    ${place}: mean loss ${trainLoss.toFixed(4)}`);
  };
}

/** Trains a child, or logistic regression on the pixels where it is null, and tests it once. */
export async function trainOn(
  split: DataSplit,
  child: SpaceChild | null,
  epochs: number,
  environment: TrainEnvironment,
  tell: (line: string) => void,
): Promise<SpaceResult> {
  const { shape: input, classes } = split.train;
  const { learningRate, init, normalise } = PROFILES.teach.training;
  const settings = { epochs, batch: BATCH, learningRate, seed: SEED };
  const job =
    child === null
      ? { graph: linearClassifier({ input, classes }), options: { ...settings, init, normalise } }
      : childJob(child, { input, classes }, settings);
  const { params, macs, layers } = countGraph(job.graph);
  const result = await trainChild(job, split, environment, { onProgress: tellBy(tell) });
  return {
    accuracy: 100 * result.testAccuracy,
    losses: result.epochs.map(({ trainLoss }) => trainLoss),
    seconds: result.trainMs / 1000,
    layers: layers.length,
    params: params.trainable,
    macs,
  };
}
