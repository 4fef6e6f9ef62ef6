import { describe, expect, it } from 'vitest';
import type { TrainProgress } from '../../../src/engine/core/measurement';
import { trainProgressSchema } from '../../../src/engine/core/measurementSchema';

const compiling: TrainProgress = { phase: 'compiling', done: 3, total: 24 };
const training: TrainProgress = { epoch: 1, epochs: 3, imagesDone: 64, imagesTotal: 512, trainLoss: 2.3 };

describe('the progress of a child, as a stored run has it', () => {
  it.each([{ compiling }, { training }])('is read back as it was: %o', (progress) => {
    const [value] = Object.values(progress);
    expect(trainProgressSchema.parse(JSON.parse(JSON.stringify(value)))).toEqual(value);
  });

  it.each([
    { ...training, phase: 'compiling' },
    { phase: 'compiling', done: -1, total: 24 },
    { phase: 'resting', done: 1, total: 24 },
    { ...training, epoch: 0 },
  ])('is refused where it is neither: %o', (progress) => {
    expect(trainProgressSchema.safeParse(progress).success).toBe(false);
  });
});
