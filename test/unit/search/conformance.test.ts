import { describe, expect, it } from 'vitest';
import { LabError } from '../../../src/engine/core/errors';
import type { JsonValue } from '../../../src/engine/core/json';
import { openStrategy } from '../../../src/engine/search/catalogue';
import { STRATEGIES } from '../../../src/engine/search/metadata';
import type { Observation, Proposal, Strategy } from '../../../src/engine/search/types';
import { aSmall } from '../../../src/engine/space/aSmall/space';
import { validateGenotype } from '../../../src/engine/space/genotype';
import type { Decision, SearchSpace } from '../../../src/engine/space/types';

/** Uneven decisions of three kinds with countable options. */
const UNEVEN: readonly Decision[] = [
  { kind: 'categorical', name: 'op', options: ['a', 'b', 'c'] },
  { kind: 'int', name: 'width', min: 2, max: 9, step: 3 },
  { kind: 'categorical', name: 'single', options: ['only'] },
  { kind: 'categorical', name: 'skip', options: ['no', 'yes'] },
];

const uneven: SearchSpace = {
  id: 'uneven',
  title: 'Uneven decisions',
  source: 'this test',
  size: 18n,
  profiles: [],
  next: (choices) => UNEVEN[choices.length] ?? null,
  format: ({ choices }) => choices.join(','),
  parse: (text) => ({ space: 'uneven', choices: text.split(',').map(Number) }),
  build: () => {
    throw new RangeError('not built in this test');
  },
};

const reward = ({ genotype }: Proposal): number => genotype.choices.reduce((sum, choice, i) => sum + choice * (i + 1), 0);
const told = (proposals: readonly Proposal[]): Observation[] =>
  proposals.map((proposal) => ({ ...proposal, reward: reward(proposal) }));

async function play(strategy: Strategy, episodes: number): Promise<JsonValue> {
  const log: JsonValue[] = [];
  for (let e = 0; e < episodes; e += 1) {
    const proposals = await strategy.ask();
    const report = await strategy.tell(told(proposals));
    log.push(JSON.parse(JSON.stringify({ proposals, report, policy: Array.from(strategy.policy() ?? []) })));
  }
  return log;
}

const spaces = [aSmall, uneven];
const suites = STRATEGIES.flatMap((entry) => spaces.map((space) => ({ name: `${entry.id} on ${space.id}`, entry, space })));

/** What every strategy of the catalogue promises; a new one is tested by being listed. */
describe.each(suites)('$name', ({ entry, space }) => {
  const open = (seed: number, state?: JsonValue) =>
    openStrategy(entry.defaults, { space, seed, tensorAssets: async () => ({}) }, state);

  it('proposes whole, valid genotypes and numbers its trials from 0', async () => {
    const strategy = await open(1);
    const trials: number[] = [];
    for (let e = 0; e < 5; e += 1) {
      const proposals = await strategy.ask();
      for (const { genotype } of proposals) validateGenotype(space, genotype);
      trials.push(...proposals.map(({ trial }) => trial));
      await strategy.tell(told(proposals));
    }
    expect(trials).toEqual(trials.map((_, i) => i));
    expect(trials.length).toBe(5 * entry.defaults.childrenPerEpisode);
  });

  it('is the same for one seed and another for another', async () => {
    const [a, b, c] = [await play(await open(7), 3), await play(await open(7), 3), await play(await open(8), 3)];
    expect(b).toEqual(a);
    expect(c).not.toEqual(a);
  });

  it('goes on bit for bit from its state, taken between episodes', async () => {
    const whole = await open(3);
    await play(whole, 4);
    const state = JSON.parse(JSON.stringify(whole.state())) as JsonValue;
    const resumed = await open(99, state);
    expect(resumed.state()).toEqual(whole.state());
    expect(await play(resumed, 4)).toEqual(await play(whole, 4));
    expect(resumed.state()).toEqual(whole.state());
  });

  it('proposes the same again from a state taken between ask and tell', async () => {
    const strategy = await open(5);
    await play(strategy, 2);
    const proposals = await strategy.ask();
    const resumed = await open(5, strategy.state());
    expect(await resumed.ask()).toEqual(proposals);
    expect(await strategy.ask()).toEqual(proposals);
  });

  it('keeps every probability in [0, 1] and their sum at 1', async () => {
    const strategy = await open(1);
    await play(strategy, 5);
    const policy = strategy.policy();
    const distributions = [...(policy === null ? [] : [policy]), ...(strategy.marginals() ?? [])];
    for (const distribution of distributions) {
      for (const p of distribution) expect(p >= 0 && p <= 1).toBe(true);
      expect(distribution.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 10);
    }
    if (policy !== null) expect(BigInt(policy.length)).toBe(space.size);
  });

  it('refuses states that are not its own', async () => {
    const state = (await open(1)).state() as { readonly [key: string]: JsonValue };
    const broken: JsonValue[] = [
      null,
      {},
      [],
      { ...state, version: 2 },
      { ...state, rng: [0, 0, 0, 0] },
      { ...state, trials: -1 },
      { ...state, extra: 1 },
    ];
    if ('policy' in state) broken.push({ ...state, policy: { steps: 0 } }, { ...state, policy: null });
    for (const json of broken) await expect(open(1, json)).rejects.toThrow(LabError);
  });

  it('refuses observations it did not ask for', async () => {
    const strategy = await open(1);
    await expect(strategy.tell([])).rejects.toThrow(RangeError);
    const proposals = await strategy.ask();
    await expect(strategy.tell(told(proposals).slice(1))).rejects.toThrow(/asked trials/);
    await expect(strategy.tell(told(proposals).map((one) => ({ ...one, trial: one.trial + 1 })))).rejects.toThrow(/asked trials/);
    await strategy.tell(told(proposals));
  });
});
