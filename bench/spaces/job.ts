import type { DataSplit } from '../../src/engine/data/types';
import { countGraph } from '../../src/engine/graph';
import { PROFILES } from '../../src/engine/space';
import { type TrainEnvironment, trainChild } from '../../src/engine/train';
import { childJob, linearClassifier, type SpaceChild } from '../../test/support/spaceChildren';

/** Training images, batches of 32 and epochs that each engine has time for: a GPU in software takes some hundred times as long. */
export const ENGINES = {
  wasm: { train: 6_000, valid: 1_000, test: 4_000, epochs: 2 },
  webgpu: { train: 2_000, valid: 100, test: 1_000, epochs: 1 },
} as const;
export type EngineName = keyof typeof ENGINES;

const BATCH = 32;
const SEED = 1;

export interface SpaceResult {
  /** Of the test images, %. */
  readonly accuracy: number;
  readonly seconds: number;
  readonly layers: number;
  readonly params: number;
  readonly macs: number;
}

/** Trains a child, or logistic regression on the pixels where it is null, and tests it once. */
export async function trainOn(
  split: DataSplit,
  child: SpaceChild | null,
  epochs: number,
  environment: TrainEnvironment,
): Promise<SpaceResult> {
  const { shape: input, classes } = split.train;
  const { learningRate, init, normalise } = PROFILES.teach.training;
  const settings = { epochs, batch: BATCH, learningRate, seed: SEED };
  const job =
    child === null
      ? { graph: linearClassifier({ input, classes }), options: { ...settings, init, normalise } }
      : childJob(child, { input, classes }, settings);
  const { params, macs, layers } = countGraph(job.graph);
  const { testAccuracy, trainMs } = await trainChild(job, split, environment);
  return {
    accuracy: 100 * testAccuracy,
    seconds: trainMs / 1000,
    layers: layers.length,
    params: params.trainable,
    macs,
  };
}
