import { proceduralDigits } from '../../../src/engine/data/digits';
import { splitDataset } from '../../../src/engine/data/split';
import { openBackend, tf } from '../../../src/engine/tensor';
import { trainChild } from '../../../src/engine/train';
import { browserAssets } from '../../../src/worker/wasmAssets';
import { smallImages } from '../../support/smallImages';
import { childJob, EVERY_SPACE_CHILD } from '../../support/spaceChildren';

export interface TrainSpaceChildrenArgs {
  readonly backend: 'webgpu' | 'wasm';
  readonly steps: number;
}

export interface TrainSpaceChildrenReport {
  readonly label: string;
  readonly children: readonly {
    readonly name: string;
    /** Mean loss of each step, before it. */
    readonly losses: readonly number[];
    /** Tensors left behind. */
    readonly leaked: number;
  }[];
}

const BATCH = 8;

/** Trains one child of every space for a few steps of procedural digits of 14×14 in this realm. */
export default async function train({ backend, steps }: TrainSpaceChildrenArgs): Promise<TrainSpaceChildrenReport> {
  const { label } = await openBackend({ backend, assets: browserAssets() });
  const images = steps * BATCH;
  const digits = proceduralDigits(1, { train: 80 + images, test: BATCH });
  const split = smallImages(splitDataset(digits, { train: images, valid: BATCH, test: BATCH }));
  const { shape: input, classes } = split.train;
  const children = [];
  for (const child of EVERY_SPACE_CHILD) {
    const job = childJob(child, { input, classes }, { epochs: 1, batch: BATCH, learningRate: 2e-3, seed: 1 });
    const before = tf.memory().numTensors;
    const losses: number[] = [];
    await trainChild(
      job,
      split,
      { now: () => performance.now(), breathe: () => new Promise((resolve) => setTimeout(resolve)), backend: label },
      { onLosses: (_epoch, _first, values) => losses.push(...values) },
    );
    children.push({ name: child.name, losses, leaked: tf.memory().numTensors - before });
  }
  return { label, children };
}
