import { describe, expect, it } from 'vitest';
import { LabError } from '../../../../src/engine/core/errors';
import { trainedEpochs } from '../../../../src/engine/core/trainingSpan';
import { bracketEpochs, bracketTrials, hyperbandBrackets } from '../../../../src/engine/search/budgets/brackets';
import { ASHA_DEFAULTS, HYPERBAND_DEFAULTS, SUCCESSIVE_HALVING_DEFAULTS } from '../../../../src/engine/search/budgets/config';
import { openStrategy } from '../../../../src/engine/search/catalogue';
import type { StrategyConfig } from '../../../../src/engine/search/config';
import type { Proposal, Strategy } from '../../../../src/engine/search/types';
import type { SearchSpace } from '../../../../src/engine/space/types';
import { natsLike } from '../../../support/budgetSpaces';

const space = natsLike(4, 5);
/** 0.000 to 0.444: every configuration has another, the same at all epochs. */
const reward = ({ genotype }: Proposal): number => genotype.choices.reduce((sum, choice, i) => sum + choice * 10 ** -(i + 1), 0);

const open = (config: StrategyConfig, on: SearchSpace = space, seed = 1): Promise<Strategy> =>
  openStrategy(config, { space: on, seed, tensorAssets: async () => ({}) });

/** Everything it proposes until it has no more, or so many episodes. */
async function proposalsOf(strategy: Strategy, episodes = 10_000): Promise<readonly (readonly Proposal[])[]> {
  const all: (readonly Proposal[])[] = [];
  for (let e = 0; e < episodes; e += 1) {
    const proposals = await strategy.ask();
    if (proposals.length === 0) break;
    all.push(proposals);
    await strategy.tell(proposals.map((proposal) => ({ ...proposal, reward: reward(proposal) })));
  }
  return all;
}

const epochsOf = (proposals: readonly Proposal[]): number =>
  proposals.reduce((sum, { training }) => sum + (training?.epochs ?? 0), 0);

/** 'bracket/rung': how many trials, and to how many epochs. */
function plan(proposals: readonly Proposal[]): ReadonlyMap<string, string> {
  const counted = new Map<string, { n: number; r: number }>();
  for (const { origin, training } of proposals) {
    if (origin?.kind !== 'rung') throw new Error('a trial of no rung');
    expect(trainedEpochs(training?.from) + (training?.epochs ?? 0)).toBe(origin.epochs);
    const key = `${origin.bracket}/${origin.rung}`;
    counted.set(key, { n: (counted.get(key)?.n ?? 0) + 1, r: origin.epochs });
  }
  return new Map([...counted].map(([key, { n, r }]) => [key, `${n},${r}`]));
}

describe('hyperband', () => {
  it.each(['floor', 'ceil'] as const)('runs the brackets of 81/3 by rule %s to their end, each epoch once', async (rule) => {
    const strategy = await open({ ...HYPERBAND_DEFAULTS, rule });
    const proposals = (await proposalsOf(strategy)).flat();
    const brackets = hyperbandBrackets(81, 3, rule);
    const expected = brackets.flatMap(({ s, rungs }) => rungs.map(({ n, r }, k) => [`${s}/${k}`, `${n},${r}`] as const));
    expect([...plan(proposals)]).toEqual(expected);
    expect(epochsOf(proposals)).toBe(brackets.reduce((sum, bracket) => sum + bracketEpochs(bracket, true), 0));
    expect(proposals.length).toBe(brackets.reduce((sum, bracket) => sum + bracketTrials(bracket), 0));
    expect(await strategy.ask()).toEqual([]);
  });

  it('of 10 epochs at eta 3 has 30 trials: 120 epochs with weights kept, 144 without', async () => {
    const config = { ...HYPERBAND_DEFAULTS, rule: 'ceil', maxEpochs: 10 } as const;
    const kept = (await proposalsOf(await open(config))).flat();
    const anew = (await proposalsOf(await open({ ...config, resume: false }))).flat();
    expect([kept.length, epochsOf(kept)]).toEqual([30, 120]);
    expect([anew.length, epochsOf(anew)]).toEqual([30, 144]);
    expect(anew.every(({ training }) => training?.from === null)).toBe(true);
  });

  it('promotes the best, from the weights they had, and draws none twice in a bracket', async () => {
    const proposals = (await proposalsOf(await open(HYPERBAND_DEFAULTS))).flat();
    const rung = (bracket: number, k: number) =>
      proposals.filter(({ origin }) => origin?.kind === 'rung' && origin.bracket === bracket && origin.rung === k);
    const first = rung(4, 0);
    expect(new Set(first.map(({ genotype }) => space.format(genotype))).size).toBe(81);
    const best = [...first].sort((a, b) => reward(b) - reward(a)).slice(0, 27);
    expect(rung(4, 1).map(({ origin }) => origin?.kind === 'rung' && origin.resumes)).toEqual(best.map(({ trial }) => trial));
    const [last] = rung(4, 4);
    const { genotype } = last ?? {};
    const link = (epochs: number, from: unknown) => ({ genotype, epochs, from });
    expect(last?.training).toEqual({ epochs: 54, from: link(18, link(6, link(2, link(1, null)))) });
    expect(last === undefined ? 0 : reward(last)).toBe(Math.max(...first.map(reward)));
  });

  it('begins again where it is to repeat', async () => {
    const strategy = await open({ ...HYPERBAND_DEFAULTS, maxEpochs: 3, repeat: true });
    const proposals = (await proposalsOf(strategy, 9)).flat();
    // 3 of 1 epoch, 1 of 3, 2 of 3: three episodes a round.
    expect(proposals.map(({ training }) => training?.epochs).join('')).toBe('111233'.repeat(3));
    // The last whole round stays until the next one has begun.
    const shown = (view: unknown) =>
      (view as { brackets: { rungs: { trials: { trial: number }[] }[] }[] }).brackets.flatMap(({ rungs }) =>
        rungs.flatMap(({ trials }) => trials.map(({ trial }) => trial)),
      );
    expect(shown(strategy.view())).toEqual([12, 13, 14, 15, 16, 17]);
    // A round trains 3 of 1 epoch, one of them for 2 more, and 2 for 3: 11; or 12, were it anew.
    expect(strategy.view()).toMatchObject({
      round: { number: 3, isComplete: true, repeats: true, before: { resumed: 22, anew: 24 } },
    });
    await proposalsOf(strategy, 1);
    expect(shown(strategy.view())).toEqual([18, 19, 20]);
    expect(strategy.view()).toMatchObject({
      round: { number: 4, isComplete: false, repeats: true, before: { resumed: 33, anew: 36 } },
    });
  });

  it('shows its brackets with those that went on', async () => {
    const strategy = await open({ ...HYPERBAND_DEFAULTS, maxEpochs: 9 });
    await proposalsOf(strategy, 2);
    const view = strategy.view();
    if (view?.kind !== 'brackets') throw new Error('no brackets');
    expect(view.brackets.map(({ bracket, rungs }) => [bracket, ...rungs.map(({ trials }) => trials.length)])).toEqual([
      [2, 9, 3],
    ]);
    const [first, second] = view.brackets[0]?.rungs ?? [];
    const promoted = first?.trials.filter((one) => one.promoted) ?? [];
    expect(promoted.map(({ arch }) => arch).sort()).toEqual(second?.trials.map(({ arch }) => arch).sort());
    expect(second?.epochs).toBe(3);
  });
});

describe('successive halving', () => {
  it('is one bracket, proposed in parts that do not change it', async () => {
    const whole = (await proposalsOf(await open({ ...SUCCESSIVE_HALVING_DEFAULTS, childrenPerEpisode: 512 }))).map(
      (one) => one.length,
    );
    expect(whole).toEqual([81, 27, 9, 3, 1]);
    const parts = (await proposalsOf(await open({ ...SUCCESSIVE_HALVING_DEFAULTS, childrenPerEpisode: 10 }))).map(
      (one) => one.length,
    );
    expect(parts).toEqual([...Array<number>(8).fill(10), 1, 10, 10, 7, 9, 3, 1]);
  });
});

describe('asha', () => {
  it('one job at a time promotes as soon as there are eta results, highest rung first', async () => {
    const config = { ...ASHA_DEFAULTS, childrenPerEpisode: 1, maxEpochs: 9, configurations: 9 };
    const proposals = (await proposalsOf(await open(config))).flat();
    const rungs = proposals.map(({ origin }) => (origin?.kind === 'rung' ? origin.rung : -1)).join('');
    // After three of rung 0 one goes on. Whoever enters the best third later goes on then, so more than n / 3 may.
    expect(rungs.slice(0, 4)).toBe('0001');
    expect(rungs.replace(/[12]/g, '')).toBe('000000000');
    expect(rungs).toMatch(/2/);
    for (const { training, origin } of proposals) {
      if (origin?.kind === 'rung' && origin.rung > 0) expect(trainedEpochs(training?.from)).toBe(origin.epochs / 3);
    }
  });

  it('promotes nobody twice, and nobody who was not among the best third of what was known', async () => {
    const strategy = await open({ ...ASHA_DEFAULTS, childrenPerEpisode: 7, maxEpochs: 27 });
    const known: Proposal[] = [];
    const promoted = new Set<number>();
    for (;;) {
      const proposals = await strategy.ask();
      if (proposals.length === 0) break;
      for (const { origin } of proposals) {
        if (origin?.kind !== 'rung' || origin.resumes === null) continue;
        const rung = known.filter((one) => one.origin?.kind === 'rung' && one.origin.rung === origin.rung - 1);
        const place = [...rung]
          .sort((a, b) => reward(b) - reward(a) || a.trial - b.trial)
          .findIndex((one) => one.trial === origin.resumes);
        expect(place).toBeGreaterThanOrEqual(0);
        expect(place).toBeLessThan(Math.floor(rung.length / 3));
        expect(promoted.has(origin.resumes)).toBe(false);
        promoted.add(origin.resumes);
      }
      known.push(...proposals);
      await strategy.tell(proposals.map((proposal) => ({ ...proposal, reward: reward(proposal) })));
    }
    const sizes = [0, 1, 2, 3].map((k) => known.filter(({ origin }) => origin?.kind === 'rung' && origin.rung === k).length);
    expect(sizes[0]).toBe(243);
    // At least the shares of synchronous halving, and less than twice as many.
    for (const [k, share] of [243, 81, 27, 9].entries()) {
      expect(sizes[k]).toBeGreaterThanOrEqual(share);
      expect(sizes[k]).toBeLessThan(2 * share);
    }
  });

  it('without an end never stops proposing', async () => {
    const strategy = await open({ ...ASHA_DEFAULTS, configurations: null, childrenPerEpisode: 4 });
    expect((await proposalsOf(strategy, 200)).every((one) => one.length === 4)).toBe(true);
  });
});

describe('budgets smaller than a bracket', () => {
  const refusal = async (config: StrategyConfig): Promise<LabError> => {
    const thrown: unknown = await open(config).catch((error: unknown) => error);
    if (thrown instanceof LabError) return thrown;
    throw new Error('it was taken');
  };

  it.each([
    [
      { ...HYPERBAND_DEFAULTS, maxEpochs: 2 },
      /strategy\.maxEpochs: 2 is smaller than the smallest bracket, from 1 to 3/,
      /3 or more/,
    ],
    [
      { ...SUCCESSIVE_HALVING_DEFAULTS, minEpochs: 9, maxEpochs: 3 },
      /strategy\.minEpochs: 9 is more than strategy\.maxEpochs, 3/,
      /at most 1/,
    ],
    [{ ...SUCCESSIVE_HALVING_DEFAULTS, minEpochs: 30 }, /from 30 to 90 epochs/, /90 or more/],
    [
      { ...SUCCESSIVE_HALVING_DEFAULTS, configurations: 80 },
      /strategy\.configurations: 80 are fewer.*leave one of 81/,
      /to 81 or more/,
    ],
    [{ ...ASHA_DEFAULTS, configurations: 5 }, /strategy\.configurations: 5 are fewer/, /to 81 or more/],
    [{ ...ASHA_DEFAULTS, minEpochs: 82 }, /strategy\.minEpochs: 82 is more/, /at most 27/],
  ] as const)('%#: are refused by their path, with a remedy', async (config, message, remedy) => {
    const error = await refusal(config);
    expect([error.kind, error.message, error.remedy]).toEqual([
      'config',
      expect.stringMatching(message),
      expect.stringMatching(remedy),
    ]);
  });
});
