import { Rng } from '../../src/engine/core/rng';
import type { ImageSet } from '../../src/engine/data/types';
import { profileById, spaceById } from '../../src/engine/space';
import { pixelTable, takeBatch } from '../../src/engine/train/batches';
import { type BatchScore, ChildModel } from '../../src/engine/train/model';
import type { Contender } from '../support/types';

/** The child of the comparison: <conv3,max>, profile teach, 28x28x1, batch 64. */
export const TRAIN_CASE = 'conv3,max teach batch 64';
const ARCH = 'conv3,max';
const SEED = 1;
const IMAGES = 1024;
const WITNESS_STEPS = 3;

/** Images of noise: speed does not depend on what they show, and the losses of the first steps check the arithmetic. */
function noiseImages(): ImageSet {
  const rng = Rng.fromSeed(SEED, 'bench.train');
  const images = Uint8Array.from({ length: IMAGES * 28 * 28 }, () => rng.int(256));
  const labels = Uint8Array.from({ length: IMAGES }, () => rng.int(10));
  return { images, labels, count: IMAGES, shape: [28, 28, 1], classes: 10 };
}

async function readLoss({ loss, correct }: BatchScore): Promise<number> {
  const [value = Number.NaN] = await loss.data();
  loss.dispose();
  correct.dispose();
  return value;
}

export interface TrainContenderOptions {
  readonly engine: string;
  /** Training steps of one measurement. */
  readonly steps: number;
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
}

/** Trains the child on the backend that is open in this realm; measures images per second of whole training steps. */
export function openTrainContender({ engine, steps, now }: TrainContenderOptions): Contender {
  const profile = profileById('teach');
  const space = spaceById('a-small');
  const graph = space.build(space.parse(ARCH), { profile: 'teach', input: [28, 28, 1], classes: 10 });
  const { batch, learningRate, init, normalise } = profile.training;
  const options = { epochs: 1, batch, learningRate, init, normalise, seed: SEED };
  const set = noiseImages();
  const table = pixelTable(normalise);
  let model = new ChildModel(graph, options);
  let at = 0;
  const step = (): BatchScore => {
    const score = model.step(takeBatch(set, table, null, at, at + batch));
    at = (at + batch) % (IMAGES - (IMAGES % batch));
    return score;
  };
  return {
    engine,
    async witness() {
      const losses: number[] = [];
      for (let i = 0; i < WITNESS_STEPS; i += 1) losses.push(await readLoss(step()));
      model.dispose();
      model = new ChildModel(graph, options);
      at = 0;
      return losses;
    },
    async measure() {
      const started = now();
      for (let i = 0; i < steps - 1; i += 1) {
        const { loss, correct } = step();
        loss.dispose();
        correct.dispose();
      }
      await readLoss(step()); // waits for the device, and so for every step before it
      return (1000 * steps * batch) / (now() - started);
    },
    close: async () => model.dispose(),
  };
}
