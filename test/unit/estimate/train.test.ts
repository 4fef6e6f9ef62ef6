import { describe, expect, it } from 'vitest';
import type { ChildTrainer } from '../../../src/engine/estimate/childTrainer';
import type { TrainEstimatorConfig } from '../../../src/engine/estimate/config';
import { makeTrainEstimator, type TrainEstimatorParts } from '../../../src/engine/estimate/train';
import { aSmall, profileById } from '../../../src/engine/space';
import type { TrainJob, TrainResult } from '../../../src/engine/train/types';

const config: TrainEstimatorConfig = {
  id: 'train',
  data: 'digits',
  profile: 'teach',
  train: 500,
  valid: 50,
  test: 50,
  epochs: 3,
  batch: 64,
  learningRate: 2e-3,
  backend: 'auto',
};

const trained: TrainResult = {
  epochs: [{ epoch: 1, trainLoss: 1, trainAccuracy: 0.5, validLoss: 1, validAccuracy: 0.75, trainMs: 10 }],
  validAccuracy: 0.75,
  testAccuracy: 0.7,
  trainMs: 10,
  imagesPerSecond: 100,
  latencyMs: 0.25,
  backend: 'fake backend',
};

function estimatorWith(changes: Partial<TrainEstimatorParts> = {}) {
  const jobs: TrainJob[] = [];
  const trainer: ChildTrainer = {
    size: 2,
    info: { label: 'fake backend' },
    train: async (job) => {
      jobs.push(job);
      return trained;
    },
    dispose: async () => undefined,
  };
  const estimator = makeTrainEstimator({
    config,
    space: aSmall,
    profile: profileById('teach'),
    input: [28, 28, 1],
    classes: 10,
    dataIdentity: 'digits, seed 1',
    trainer,
    latency: true,
    ...changes,
  });
  return { estimator, jobs };
}

const budget = { epochs: 3, trainImages: 500, seed: 7 };
const genotype = aSmall.parse('conv3,max');

describe('the train estimator', () => {
  it("trains the genotype's graph with the config's numbers and the profile's initialisation", async () => {
    const { estimator, jobs } = estimatorWith();
    const measurement = await estimator.estimate(genotype, budget, { signal: new AbortController().signal });
    expect(jobs[0]?.options).toEqual({
      epochs: 3,
      batch: 64,
      learningRate: 2e-3,
      init: 'he-uniform',
      normalise: { mean: 0.1307, std: 0.3081 },
      seed: 7,
    });
    expect(jobs[0]?.trainImages).toBe(500);
    // Counts of <conv3,max> in profile teach, counted by hand.
    expect(measurement.params).toMatchObject({ total: 52_138, cells: 1_248 });
    expect(measurement).toMatchObject({
      arch: 'conv3,max',
      validAccuracy: 0.75,
      testAccuracy: 0.7,
      latencyMs: 0.25,
      source: 'trained on fake backend',
    });
  });

  it('has one key for one measurement: everything it depends on is in it', () => {
    const { estimator } = estimatorWith();
    const key = estimator.key(genotype, budget);
    expect(estimatorWith().estimator.key(aSmall.parse('conv3,max'), { ...budget })).toBe(key);
    const others = [
      estimator.key(aSmall.parse('max,conv3'), budget),
      estimator.key(genotype, { ...budget, seed: 8 }),
      estimator.key(genotype, { ...budget, epochs: 2 }),
      estimator.key(genotype, { ...budget, trainImages: 400 }),
      estimatorWith({ dataIdentity: 'digits, seed 2' }).estimator.key(genotype, budget),
      estimatorWith({ config: { ...config, batch: 32 } }).estimator.key(genotype, budget),
      estimatorWith({ config: { ...config, valid: 40 } }).estimator.key(genotype, budget),
      estimatorWith({ profile: profileById('paper') }).estimator.key(genotype, budget),
    ];
    expect(new Set([key, ...others]).size).toBe(others.length + 1);
  });

  it('says by what key a measurement is kept: that of the backend which computed it, though another was asked', async () => {
    const { estimator } = estimatorWith();
    const lost = estimatorWith({
      trainer: {
        size: 1,
        info: { label: 'webgpu (gone)' },
        train: async () => trained,
        dispose: async () => undefined,
      },
    }).estimator;
    const measured = await lost.estimate(genotype, budget, { signal: new AbortController().signal });
    expect(lost.keyOf(genotype, budget, measured)).toBe(estimator.key(genotype, budget));
    expect(lost.keyOf(genotype, budget, measured)).not.toBe(lost.key(genotype, budget));
    expect(estimator.keyOf(genotype, budget, measured)).toBe(estimator.key(genotype, budget));
  });

  it('refuses a budget of more images than are loaded', async () => {
    const { estimator, jobs } = estimatorWith();
    const asked = estimator.estimate(genotype, { ...budget, trainImages: 501 }, { signal: new AbortController().signal });
    await expect(asked).rejects.toMatchObject({ kind: 'config', message: expect.stringContaining('501') });
    expect(jobs).toHaveLength(0);
  });

  it('offers as many estimates at once as its trainer has workers', () => {
    expect(estimatorWith().estimator.parallelism).toBe(2);
    expect(estimatorWith().estimator.classes).toBe(10);
  });
});
