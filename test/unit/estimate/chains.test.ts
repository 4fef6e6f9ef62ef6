import { beforeAll, describe, expect, it } from 'vitest';
import type { Genotype, TrainingSpan } from '../../../src/engine/core/genotype';
import type { Budget, Measurement } from '../../../src/engine/core/measurement';
import type { TrainEstimatorConfig, TrainingEstimatorConfig } from '../../../src/engine/estimate/config';
import { makeTrainEstimator } from '../../../src/engine/estimate/train';
import { WeightStore } from '../../../src/engine/estimate/weightStore';
import { aSmall, profileById, type SearchSpace, type TrainingChoices } from '../../../src/engine/space';
import type { TrainJob } from '../../../src/engine/train';
import { localTrainer } from '../../support/localTrainer';
import { brightRowsSplit } from '../../support/resumeCases';
import { useBackend } from '../train/backends';

const CONFIG: TrainEstimatorConfig = {
  id: 'train',
  data: 'rows',
  profile: 'teach',
  train: 70,
  valid: 30,
  test: 20,
  epochs: 5,
  batch: 16,
  learningRate: 5e-3,
  backend: 'wasm',
};

function open(changes: { config?: TrainingEstimatorConfig; space?: SearchSpace; weights?: WeightStore } = {}) {
  const jobs: TrainJob[] = [];
  const notices: string[] = [];
  const estimator = makeTrainEstimator({
    config: CONFIG,
    space: aSmall,
    profile: profileById('teach'),
    input: [8, 8, 1],
    classes: 4,
    dataIdentity: 'rows',
    trainer: localTrainer(brightRowsSplit(), jobs),
    latency: false,
    onNotice: ({ message }) => notices.push(message),
    ...changes,
  });
  const estimate = (genotype: Genotype, budget: Partial<Budget>): Promise<Measurement> =>
    estimator.estimate(genotype, { epochs: 1, trainImages: 70, seed: 3, ...budget }, { signal: new AbortController().signal });
  return { estimator, estimate, jobs, notices };
}

const conv = aSmall.parse('conv3,max');
const span = (genotype: Genotype, epochs: number, from: TrainingSpan | null = null): TrainingSpan => ({ genotype, epochs, from });

describe('a chain of trainings', () => {
  beforeAll(async () => {
    await useBackend('wasm');
  });

  it('gives the epochs of one long training, each paid for once, numbered on', async () => {
    const whole = await open().estimate(conv, { epochs: 5 });
    const { estimate, jobs, notices } = open();
    const first = await estimate(conv, { epochs: 2, keep: true });
    const rest = await estimate(conv, { epochs: 3, keep: true, from: span(conv, 2) });
    expect([...first.epochs, ...rest.epochs]).toEqual(whole.epochs);
    expect(rest.testAccuracy).toBe(whole.testAccuracy);
    expect(jobs.map(({ options }) => options.epochs)).toEqual([2, 3]);
    expect(notices).toEqual([]);
  });

  it('is trained again where its weights are gone, to the same bits, and says so once', async () => {
    const chain = span(conv, 1, span(conv, 2));
    const usual = open();
    await usual.estimate(conv, { epochs: 2, keep: true });
    await usual.estimate(conv, { epochs: 1, keep: true, from: span(conv, 2) });
    const expected = await usual.estimate(conv, { epochs: 1, keep: true, from: chain });
    const after = open();
    expect(await after.estimate(conv, { epochs: 1, keep: true, from: chain })).toEqual(expected);
    expect(after.jobs.map(({ options }) => options.epochs)).toEqual([2, 1, 1]);
    expect(after.notices).toHaveLength(1);
    expect(after.notices[0]).toContain('conv3,max after 1 epochs');
    // What was trained again is held now.
    await after.estimate(conv, { epochs: 2, keep: true, from: chain });
    expect(after.jobs).toHaveLength(4);
  });

  it('shared by two children that are trained at once is trained again once', async () => {
    const { estimate, jobs } = open();
    const from = span(conv, 2);
    await Promise.all([estimate(conv, { epochs: 1, from }), estimate(conv, { epochs: 2, from })]);
    expect(jobs.map(({ options }) => options.epochs)).toEqual([2, 1, 2]);
  });

  it('holds weights only where the strategy asked for the training by name', async () => {
    const weights = new WeightStore();
    const { estimate } = open({ weights });
    await estimate(conv, { epochs: 2 });
    expect(weights.bytes).toBe(0);
    await estimate(conv, { epochs: 2, keep: true });
    expect(weights.bytes).toBeGreaterThan(10_000);
  });

  it('trains again what had to make room, to the same bits', async () => {
    const usual = open();
    const small = open({ weights: new WeightStore(1) });
    for (const { estimate } of [usual, small]) await estimate(conv, { epochs: 2, keep: true });
    const from = span(conv, 2);
    expect(await small.estimate(conv, { epochs: 1, keep: true, from })).toEqual(
      await usual.estimate(conv, { epochs: 1, keep: true, from }),
    );
    expect(small.jobs.map(({ options }) => options.epochs)).toEqual([2, 2, 1]);
  });

  it('has its whole history in its key', () => {
    const { estimator } = open();
    const key = (from?: TrainingSpan) => estimator.key(conv, { epochs: 1, trainImages: 70, seed: 3, ...(from && { from }) });
    const keys = [
      key(),
      key(span(conv, 1)),
      key(span(conv, 2)),
      key(span(conv, 1, span(conv, 1))),
      key(span(aSmall.parse('conv5,max'), 1)),
    ];
    expect(new Set(keys).size).toBe(keys.length);
    expect(key(span(aSmall.parse('conv3,max'), 2))).toBe(keys[2]);
  });

  it('carries weights over to another network by a function-preserving change', async () => {
    const { estimate, jobs } = open();
    const before = await estimate(conv, { epochs: 4, keep: true });
    const grown = await estimate(aSmall.parse('conv5,max'), { epochs: 1, from: span(conv, 4) });
    expect(grown.epochs.map(({ epoch }) => epoch)).toEqual([5]);
    // Its first training loss is near where the parent's ended, not where a fresh child begins.
    expect(grown.epochs[0]?.trainLoss).toBeLessThan((before.epochs[0]?.trainLoss ?? 0) / 2);
    expect(jobs[1]?.resume?.optimiser).toBeNull();
  });
});

/** A_small with training choices: text 'conv3,max' as it is, one choice of training for all its genotypes. */
const withTraining = (choices: TrainingChoices): SearchSpace => ({ ...aSmall, training: () => choices });

describe('training that a genotype chooses', () => {
  beforeAll(async () => {
    await useBackend('wasm');
  });

  it('takes the place of the config: rate, batch, optimiser, dropout, augmentation', async () => {
    const { estimate, jobs } = open({
      space: withTraining({ learningRate: 0.02, batch: 8, optimiser: 'sgd', dropout: 0.4, augmentation: 'shift' }),
      config: { ...CONFIG, weightDecay: 1e-4, learningRateSchedule: 'cosine', augmentation: 'shift-flip' },
    });
    await estimate(conv, { epochs: 1 });
    expect(jobs[0]?.options).toMatchObject({
      learningRate: 0.02,
      batch: 8,
      optimiser: { kind: 'sgd', momentum: 0.9, weightDecay: 1e-4 },
      augmentation: 'shift',
      schedule: { kind: 'cosine', epochs: 5 },
    });
    const rates = jobs[0]?.graph.layers.flatMap(({ op }) => (op.kind === 'dropout' ? [op.rate] : []));
    expect(rates).toEqual([0.4]);
  });

  it('may say no to what the config says: plain images, Adam', async () => {
    const config = { ...CONFIG, optimiser: 'sgd', augmentation: 'shift' } as const;
    const { estimate, jobs } = open({ space: withTraining({ optimiser: 'adam', augmentation: 'none' }), config });
    await estimate(conv, { epochs: 1 });
    expect(jobs[0]?.options).not.toHaveProperty('augmentation');
    expect(jobs[0]?.options).not.toHaveProperty('optimiser');
  });

  it('is part of the key, and what the config says anyhow makes no difference', () => {
    const budget = { epochs: 1, trainImages: 70, seed: 3 };
    const keyOf = (choices: TrainingChoices) => open({ space: withTraining(choices) }).estimator.key(conv, budget);
    const standard = open().estimator.key(conv, budget);
    expect(keyOf({ learningRate: CONFIG.learningRate, batch: 16, optimiser: 'adam', augmentation: 'none' })).toBe(standard);
    const others = [
      keyOf({ learningRate: 1e-3 }),
      keyOf({ batch: 8 }),
      keyOf({ optimiser: 'sgd' }),
      keyOf({ augmentation: 'shift' }),
      keyOf({ dropout: 0.1 }),
    ];
    expect(new Set([standard, ...others]).size).toBe(6);
  });

  it('changed in the middle of a training leaves weights and moments as they are', async () => {
    const first = aSmall.parse('conv3,max');
    const other = aSmall.parse('max,conv3');
    // Two genotypes of one network: the second lowers the rate and raises dropout.
    const space: SearchSpace = {
      ...aSmall,
      build: (_, options) => aSmall.build(first, options),
      training: (genotype) => (genotype.choices[0] === other.choices[0] ? { learningRate: 1e-4, dropout: 0.5 } : {}),
    };
    const { estimate, jobs } = open({ space });
    await estimate(first, { epochs: 1, keep: true });
    await estimate(other, { epochs: 1, keep: true, from: span(first, 1) });
    expect(jobs[1]?.resume?.optimiser?.steps).toBe(5);
    expect(jobs[1]?.resume?.values.size).toBe(jobs[0]?.graph === undefined ? 0 : 8);
    expect(jobs[1]?.options.learningRate).toBe(1e-4);
  });
});

describe('early stopping and extrapolation', () => {
  beforeAll(async () => {
    await useBackend('wasm');
  });

  it('stops by the rule: fewer epochs than were allowed, as the measurement shows', async () => {
    const config = { ...CONFIG, id: 'early-stopping', epochs: 40, patience: 2, minDelta: 0.001 } as const;
    const { estimate, estimator } = open({ config });
    const { epochs } = await estimate(conv, { epochs: 40 });
    expect(estimator.id).toBe('early-stopping');
    expect(epochs.length).toBeLessThan(40);
    const best = epochs.reduce((at, report) => (report.validAccuracy > at.validAccuracy + 0.001 ? report : at));
    expect(epochs.length).toBe(best.epoch + 2);
  });

  it('predicts from the whole curve, that of earlier stretches included, and keeps what was measured', async () => {
    const config = { ...CONFIG, id: 'extrapolation', epochs: 4, horizon: 12 } as const;
    const { estimate } = open({ config });
    const whole = await estimate(conv, { epochs: 4 });
    await estimate(conv, { epochs: 2, keep: true });
    const rest = await estimate(conv, { epochs: 2, keep: true, from: span(conv, 2) });
    expect(rest.predictedAccuracy).toEqual(whole.predictedAccuracy);
    expect(whole.predictedAccuracy?.epochs).toBe(12);
    expect(whole.predictedAccuracy?.accuracy).toBeGreaterThanOrEqual(whole.validAccuracy);
    expect(whole.validAccuracy).toBe(Math.max(...whole.epochs.map(({ validAccuracy }) => validAccuracy)));
  });
});
