import { describe, expect, it } from 'vitest';
import { Rng } from '../../../../src/engine/core/rng';
import { trainedEpochs } from '../../../../src/engine/core/trainingSpan';
import { openStrategy } from '../../../../src/engine/search/catalogue';
import { PBT_DEFAULTS, type PbtConfig } from '../../../../src/engine/search/pbt/config';
import { Hyperparameters, perturbed } from '../../../../src/engine/search/pbt/explore';
import type { Proposal, Strategy } from '../../../../src/engine/search/types';
import { aSmall } from '../../../../src/engine/space/aSmall/space';
import { isChoice } from '../../../../src/engine/space/genotype';
import type { Decision, SearchSpace } from '../../../../src/engine/space/types';
import { bowl, tuned } from '../../../support/budgetSpaces';

const open = (changes: Partial<PbtConfig> = {}, space: SearchSpace = tuned, seed = 1): Promise<Strategy> =>
  openStrategy({ ...PBT_DEFAULTS, ...changes }, { space, seed, tensorAssets: async () => ({}) });

const rate = ({ genotype }: Proposal): number => genotype.choices[1] ?? 0;

async function step(strategy: Strategy, reward: (proposal: Proposal) => number = rate): Promise<readonly Proposal[]> {
  const proposals = await strategy.ask();
  await strategy.tell(proposals.map((proposal) => ({ ...proposal, reward: reward(proposal) })));
  return proposals;
}

const copiedFrom = ({ origin }: Proposal): number | null => (origin?.kind === 'population' ? origin.copiedFrom : null);

describe('population-based training', () => {
  it('replaces the worst fifth by copies of the best fifth: their network, their weights, new rates', async () => {
    const strategy = await open();
    const first = await step(strategy);
    const second = await strategy.ask();
    const order = first.map((_, member) => member).sort((a, b) => rate(first[b] as Proposal) - rate(first[a] as Proposal));
    const [best, worst] = [order.slice(0, 4), order.slice(-4)];
    for (const [member, proposal] of second.entries()) {
      const own = first[member];
      const source = copiedFrom(proposal);
      if (!worst.includes(member)) {
        expect(source).toBe(null);
        expect(proposal.genotype).toEqual(own?.genotype);
        expect(proposal.training).toEqual({ epochs: 3, from: { genotype: own?.genotype, epochs: 3, from: null } });
        continue;
      }
      expect(best).toContain(source);
      const copied = first[source ?? -1];
      expect(proposal.training?.from?.genotype).toEqual(copied?.genotype);
      expect(proposal.genotype.choices[0]).toBe(copied?.genotype.choices[0]);
      expect(rate(proposal)).not.toBe(copied === undefined ? 0 : rate(copied));
    }
  });

  it('counts every epoch once: each member a stretch a step, 27 steps, then it is over', async () => {
    const strategy = await open({ childrenPerEpisode: 6 });
    let epochs = 0;
    for (let s = 0; s < 27; s += 1) {
      const proposals = await step(strategy);
      expect(proposals.length).toBe(6);
      for (const { training } of proposals) expect(trainedEpochs(training?.from)).toBe(3 * s);
      epochs += proposals.reduce((sum, { training }) => sum + (training?.epochs ?? 0), 0);
    }
    expect(epochs).toBe(6 * 27 * 3);
    expect(await strategy.ask()).toEqual([]);
  });

  it('climbs: where a higher rate is better the population ends near the highest, which draws alone do not', async () => {
    const strategy = await open({ resampleProbability: 0 });
    const first = await step(strategy);
    let last = first;
    for (let s = 1; s < 27; s += 1) last = await step(strategy);
    const mean = (proposals: readonly Proposal[]) => proposals.reduce((sum, one) => sum + rate(one), 0) / proposals.length;
    expect(mean(first)).toBeLessThan(0.004);
    expect(mean(last)).toBeGreaterThan(0.008);
  });

  it('shows schedules that fork, with the values in force', async () => {
    const strategy = await open();
    for (let s = 0; s < 5; s += 1) await step(strategy);
    const view = strategy.view();
    if (view?.kind !== 'schedules') throw new Error('no schedules');
    expect(view.members.length).toBe(20);
    expect(view.members.every(({ steps }) => steps.map(({ epochs }) => epochs).join() === '3,6,9,12,15')).toBe(true);
    const forks = view.members.flatMap(({ steps }) => steps.filter((one) => one.copiedFrom !== null));
    expect(forks.length).toBe(4 * 4);
    const [one] = view.members[0]?.steps ?? [];
    expect(Object.keys(one?.values ?? {})).toEqual(['learningRate']);
    expect(one?.values.learningRate).toBe(one?.reward);
  });

  it('of a test function moves every number', async () => {
    const strategy = await open({}, bowl);
    const value = (proposal: Proposal) => -(bowl.value?.at(proposal.genotype) ?? 0);
    const first = await step(strategy, value);
    let last = first;
    for (let s = 1; s < 27; s += 1) last = await step(strategy, value);
    expect(Math.max(...last.map(value))).toBeGreaterThan(Math.max(...first.map(value)));
    expect(Math.max(...last.map(value))).toBeGreaterThan(-0.05);
  });

  it('says why it cannot take a space of networks alone', async () => {
    await expect(open({}, aSmall)).rejects.toMatchObject({
      kind: 'space',
      message: expect.stringContaining("'a-small' has no training hyperparameters"),
      remedy: expect.stringContaining("'a-small+training'"),
    });
  });
});

describe('exploring', () => {
  const decisions: readonly Decision[] = [
    { kind: 'float', name: 'rate', min: 1e-4, max: 1, scale: 'log' },
    { kind: 'float', name: 'drop', min: 0, max: 0.5, scale: 'linear', step: 0.1 },
    { kind: 'float', name: 'x', min: -5, max: 10, scale: 'linear' },
    { kind: 'int', name: 'batch', min: 16, max: 128, step: 16 },
    { kind: 'categorical', name: 'optimiser', options: ['adam', 'sgd', 'rmsprop'] },
  ];

  it('stays within every range and on every step, and moves unless it stands at an end', () => {
    const rng = Rng.fromSeed(3, 'explore');
    const starts = [0.01, 0.2, 0, 64, 1];
    for (const [i, decision] of decisions.entries()) {
      let choice = starts[i] ?? 0;
      let moved = 0;
      for (let n = 0; n < 500; n += 1) {
        const next = perturbed(decision, choice, 0.2, rng);
        expect(isChoice(decision, next), `${decision.name} ${choice} -> ${next}`).toBe(true);
        if (next !== choice) moved += 1;
        choice = next;
      }
      expect(moved).toBeGreaterThan(250);
    }
  });

  it('takes a positive number times 0.8 or 1.2, equally often', () => {
    const [decision] = decisions;
    if (decision === undefined) throw new Error('no decision');
    const rng = Rng.fromSeed(1, 'explore');
    const factors = Array.from({ length: 2000 }, () => (perturbed(decision, 0.01, 0.2, rng) / 0.01).toFixed(6));
    expect(new Set(factors)).toEqual(new Set(['0.800000', '1.200000']));
    const up = factors.filter((factor) => factor === '1.200000').length;
    expect(Math.abs(up - 1000)).toBeLessThan(100); // 4.5 standard deviations
  });

  it('finds what the hyperparameters are by asking the space', () => {
    expect(new Hyperparameters(tuned).places({ space: tuned.id, choices: [2, 0.001] })).toEqual([1]);
    expect(new Hyperparameters(bowl).places({ space: bowl.id, choices: [1, -1] })).toEqual([0, 1]);
  });
});
