import { describe, expect, it } from 'vitest';
import { SYNTHETIC_DEFAULTS, TABLE_DEFAULTS, TRAIN_DEFAULTS } from '../../../src/engine/estimate/metadata';
import { trialBudget } from '../../../src/engine/run/budget';
import type { RunConfig } from '../../../src/engine/run/config';
import { fig5, presetById } from '../../../src/engine/run/presets';
import { Simulation } from '../../../src/engine/run/simulate';
import type { Proposal } from '../../../src/engine/search/types';
import { aSmall } from '../../../src/engine/space/aSmall/space';
import { syntheticTable } from '../../support/syntheticTable';
import { episodesOf, openRun, tableDeps } from '../../support/tableRun';

const genotype = aSmall.parse('conv3,max');
const from = { genotype, epochs: 1, from: null };
const plain: Proposal = { trial: 7, genotype };
const goingOn: Proposal = { trial: 7, genotype, training: { epochs: 2, from } };

describe('what a trial may spend', () => {
  it('is what the strategy asks for, else what the estimator gives each child', () => {
    const train: RunConfig = { ...fig5(3), estimator: TRAIN_DEFAULTS };
    expect(trialBudget(train, plain)).toMatchObject({ epochs: 3, trainImages: 12_000, seed: 3 });
    expect(trialBudget(train, goingOn)).toMatchObject({ epochs: 2, from });
    expect(trialBudget(fig5(3), plain)).toEqual({ epochs: 0, trainImages: 0, seed: 3 });
    expect(trialBudget(fig5(3), goingOn)).toEqual({ epochs: 2, trainImages: 0, seed: 3, from });
  });

  it.each([{ ...TABLE_DEFAULTS, noise: 'seed' } as const, SYNTHETIC_DEFAULTS])(
    'draws noise by the trial, but by the run where a child may go on: $id',
    (estimator) => {
      const noisy: RunConfig = { ...fig5(3), estimator };
      expect(trialBudget(noisy, plain).seed).not.toBe(trialBudget(noisy, { ...plain, trial: 8 }).seed);
      expect([trialBudget(noisy, goingOn).seed, trialBudget(noisy, { ...goingOn, trial: 8 }).seed]).toEqual([3, 3]);
    },
  );
});

describe('hyperband on a table of three epochs', () => {
  it('counts the epochs of every stretch once, in a run as in a simulation, and resumes where it was', async () => {
    const config: RunConfig = { ...presetById('hyperband-mnist'), stop: { ...fig5(1).stop, episodes: 12 } };
    const events: Parameters<typeof tableDeps>[2] = [];
    const run = await openRun(config, syntheticTable(), events);
    await run.advance(new AbortController().signal);
    const episodes = episodesOf(events);
    const simulation = await Simulation.open(config, tableDeps(config, syntheticTable(), []));
    const { series } = await simulation.next(1e9);
    expect(episodes.map(({ epochs }) => epochs)).toEqual(Array.from(series.epochs));
    expect(episodes.map(({ rewards }) => rewards.length)).toEqual([3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2]);
    // Three of one epoch, one of two more, two of three: 11 a round at most, for a cell that was met before costs nothing.
    expect(episodes[2]?.epochs).toBe(11);
    expect(episodes.at(-1)?.epochs).toBeLessThanOrEqual(44);
    const first = events.find((event) => event.type === 'proposed');
    expect(first?.type === 'proposed' && first.trials[0]).toMatchObject({ epochs: 1, origin: { kind: 'rung', rung: 0 } });
    for (const done of [run, simulation]) done.dispose();
  });
});
