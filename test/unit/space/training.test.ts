import { beforeAll, describe, expect, it } from 'vitest';
import { proceduralDigits } from '../../../src/engine/data/digits';
import { splitDataset } from '../../../src/engine/data/split';
import { PROFILES } from '../../../src/engine/space';
import { tf } from '../../../src/engine/tensor';
import { trainChild } from '../../../src/engine/train';
import { smallImages } from '../../support/smallImages';
import { childJob, EVERY_SPACE_CHILD, SPACE_CHILDREN, spaceChild } from '../../support/spaceChildren';
import { useBackend as openHere } from '../train/backends';

/** Spaces whose child is a published one. Others are drawn, and learn what they can in 72 steps. */
const PUBLISHED = new Set(SPACE_CHILDREN.map(({ space }) => space));

describe('a child of every space of networks learns procedural digits of 14×14 on wasm, seed 5', () => {
  const digits = proceduralDigits(5, { train: 1280, test: 128 });
  const split = smallImages(splitDataset(digits, { train: 768, valid: 128, test: 128 }));

  beforeAll(async () => {
    await openHere('wasm');
  });

  it.each(EVERY_SPACE_CHILD)('$name', async (child) => {
    const before = tf.memory().numTensors;
    const { shape: input, classes } = split.train;
    const job = childJob(child, { input, classes }, { epochs: 3, batch: 32, learningRate: 4e-3, seed: 5 });
    let ms = 0;
    const { epochs, testAccuracy } = await trainChild(job, split, {
      now: () => (ms += 1),
      breathe: async () => undefined,
      backend: 'wasm',
    });
    const [first = 0, , last = Number.NaN] = epochs.map(({ trainLoss }) => trainLoss);
    expect(last).toBeLessThan(first);
    // ln 10 is the loss of one who knows nothing. Beside a linear classifier: bench/spaces.
    expect(last).toBeLessThan(PUBLISHED.has(child.name) ? 0.7 * first : Math.log(10) - 0.02);
    if (PUBLISHED.has(child.name)) expect(testAccuracy).toBeGreaterThan(0.3); // chance is 0.1
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('cells with a state read twice and cells of zeros, seed 6', () => {
  const split = smallImages(splitDataset(proceduralDigits(6, { train: 200, test: 4 }), { train: 12, valid: 4, test: 4 }));

  /** Losses of three steps: the second and third depend on the gradients before them. */
  async function losses(backend: 'cpu' | 'wasm', space: string, text: string): Promise<readonly number[]> {
    await openHere(backend);
    const { init, normalise } = PROFILES.teach.training;
    const graph = spaceChild({ space, text }, { profile: 'teach', input: split.train.shape, classes: 10 });
    const found: number[] = [];
    let ms = 0;
    await trainChild(
      { graph, options: { epochs: 1, batch: 4, learningRate: 2e-3, init, normalise, seed: 6 } },
      split,
      { now: () => (ms += 1), breathe: async () => undefined, backend },
      { onLosses: (_epoch, _first, values) => found.push(...values) },
    );
    return found;
  }

  it.each([
    ['nats-bench?channels=4', '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|none~0|skip_connect~1|skip_connect~2|'],
    ['nats-bench?channels=4', '|none~0|+|none~0|none~1|+|none~0|none~1|none~2|'],
    ['enas-micro?arch=N&nodes=1&filters=4', 'normal=identity~0+identity~1'],
    ['nasnet?blocks=1&filters=4', 'normal=concat(max3~1,max3~1);reduction=add(identity~0,identity~0)'],
  ])('%s %s steps on wasm as on cpu', async (space, text) => {
    const cpu = await losses('cpu', space, text);
    const wasm = await losses('wasm', space, text);
    expect(cpu).toHaveLength(3);
    cpu.forEach((loss, step) => {
      expect(wasm[step], `step ${step + 1}`).toBeCloseTo(loss, 4);
    });
  });
});
