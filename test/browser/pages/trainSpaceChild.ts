import { proceduralDigits } from '../../../src/engine/data/digits';
import { splitDataset } from '../../../src/engine/data/split';
import { profileById } from '../../../src/engine/space';
import { openBackend, tf } from '../../../src/engine/tensor';
import { trainChild } from '../../../src/engine/train';
import { browserAssets } from '../../../src/worker/wasmAssets';
import { SPACE_CHILDREN, spaceChild } from '../../support/spaceChildren';

export interface TrainSpaceChildrenArgs {
  readonly backend: 'webgpu' | 'wasm';
  readonly steps: number;
}

export interface TrainSpaceChildrenReport {
  readonly label: string;
  readonly children: readonly {
    readonly space: string;
    /** Mean loss of each step, before it. */
    readonly losses: readonly number[];
    /** Tensors left behind. */
    readonly leaked: number;
  }[];
}

const BATCH = 8;

/** Trains one child of each space of cells, profile teach, for a few steps of procedural digits in this realm. */
export default async function train({ backend, steps }: TrainSpaceChildrenArgs): Promise<TrainSpaceChildrenReport> {
  const { label } = await openBackend({ backend, assets: browserAssets() });
  const images = steps * BATCH;
  const split = splitDataset(proceduralDigits(1, { train: 80 + images, test: BATCH }), {
    train: images,
    valid: BATCH,
    test: BATCH,
  });
  const { learningRate, init, normalise } = profileById('teach').training;
  const children = [];
  for (const child of SPACE_CHILDREN) {
    const graph = spaceChild(child, { profile: 'teach', input: [28, 28, 1], classes: 10 });
    const before = tf.memory().numTensors;
    const losses: number[] = [];
    await trainChild(
      { graph, options: { epochs: 1, batch: BATCH, learningRate, init, normalise, seed: 1 } },
      split,
      { now: () => performance.now(), breathe: () => new Promise((resolve) => setTimeout(resolve)), backend: label },
      { onLosses: (_epoch, _first, values) => losses.push(...values) },
    );
    children.push({ space: child.space, losses, leaked: tf.memory().numTensors - before });
  }
  return { label, children };
}
