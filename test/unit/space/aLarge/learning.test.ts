import { beforeAll, describe, expect, it } from 'vitest';
import { Rng } from '../../../../src/engine/core/rng';
import { proceduralDigits } from '../../../../src/engine/data/digits';
import { splitDataset } from '../../../../src/engine/data/split';
import type { NetworkGraph } from '../../../../src/engine/graph/types';
import { PROFILES, sample, spaceById } from '../../../../src/engine/space';
import { trainChild } from '../../../../src/engine/train';
import { smallImages } from '../../../support/smallImages';
import { linearClassifier } from '../../../support/spaceChildren';
import { useBackend } from '../../train/backends';

describe('drawn children of A_large, profile teach and its learning rate, procedural digits of 14×14 of seed 7, wasm', () => {
  const split = smallImages(
    splitDataset(proceduralDigits(7, { train: 1152, test: 512 }), { train: 1024, valid: 100, test: 512 }),
  );
  const { shape: input, classes } = split.train;
  const space = spaceById('a-large');

  beforeAll(async () => {
    await useBackend('wasm');
  });

  async function accuracyOf(graph: NetworkGraph): Promise<number> {
    const { learningRate, init, normalise } = PROFILES.teach.training;
    let ms = 0;
    const { testAccuracy } = await trainChild(
      { graph, options: { epochs: 2, batch: 32, learningRate, init, normalise, seed: 7 } },
      split,
      { now: () => (ms += 1), breathe: async () => undefined, backend: 'wasm' },
    );
    return testAccuracy;
  }

  it.each([1, 2])('that of seed %i is well above a linear classifier', async (seed) => {
    const cell = sample(space, Rng.fromSeed(seed, 'a child of a-large'));
    const linear = await accuracyOf(linearClassifier({ input, classes }));
    const child = await accuracyOf(space.build(cell, { profile: 'teach', input, classes }));
    // .48 against .78 and .76; without the norm on the hidden layer .42 and .57.
    expect(child).toBeGreaterThan(linear + 0.15);
  });
});
