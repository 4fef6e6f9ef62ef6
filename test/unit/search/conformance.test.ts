import { describe, expect, it } from 'vitest';
import { LabError } from '../../../src/engine/core/errors';
import type { JsonValue } from '../../../src/engine/core/json';
import type { Measurement } from '../../../src/engine/core/measurement';
import { openStrategy } from '../../../src/engine/search/catalogue';
import type { StrategyConfig } from '../../../src/engine/search/config';
import { STRATEGIES, type StrategyEntry } from '../../../src/engine/search/metadata';
import type { Observation, Proposal, Strategy } from '../../../src/engine/search/types';
import { SPACES } from '../../../src/engine/space';
import { aSmall } from '../../../src/engine/space/aSmall/space';
import { sizeOf, validateGenotype } from '../../../src/engine/space/genotype';
import type { SearchSpace } from '../../../src/engine/space/types';
import { tuned } from '../../support/budgetSpaces';
import { bumpy, depth, tiny, uneven } from '../../support/spaces';

/** A rule that every genotype of every space has a reward by: bounded, and different for different choices. */
function reward({ genotype, training }: Proposal): number {
  const sum = genotype.choices.reduce((total, choice, i) => total + Math.sin(choice * (i + 1)) / (i + 1), 0);
  return sum + (training === undefined ? 0 : 0.01 * Math.log1p(training.epochs));
}

function measurement(space: SearchSpace, proposal: Proposal): Measurement {
  const count = 1000 + proposal.genotype.choices.reduce((total, choice) => total + Math.abs(choice), 0);
  return {
    arch: space.format(proposal.genotype),
    validAccuracy: 1 / (1 + Math.exp(-reward(proposal))),
    testAccuracy: null,
    epochs: [],
    params: { total: count, trainable: count, cells: count, head: 0 },
    macs: count,
    memoryBytes: count,
    latencyMs: 1,
    trainMs: 1,
    source: 'invented for this test',
  };
}

const told = (space: SearchSpace, proposals: readonly Proposal[]): Observation[] =>
  proposals.map((proposal) => ({ ...proposal, reward: reward(proposal), measurement: measurement(space, proposal) }));

interface Step {
  readonly proposals: readonly Proposal[];
  readonly after: JsonValue;
}

/** Episodes until so many trials are told, or nothing is left to propose. */
async function play(strategy: Strategy, space: SearchSpace, trials: number): Promise<readonly Step[]> {
  const log: Step[] = [];
  for (let done = 0; done < trials; ) {
    const proposals = await strategy.ask();
    if (proposals.length === 0) break;
    const report = await strategy.tell(told(space, proposals));
    done += proposals.length;
    log.push({ proposals, after: JSON.parse(JSON.stringify({ report, policy: Array.from(strategy.policy() ?? []) })) });
  }
  return log;
}

/** The defaults; but a Gaussian process is fitted anew for each child, and twenty of them show as much as forty. */
const configOf = ({ defaults }: StrategyEntry): StrategyConfig =>
  defaults.id === 'bayesian' ? { ...defaults, initialChildren: 30 } : defaults;

const open = (entry: StrategyEntry, space: SearchSpace, seed: number, state?: JsonValue): Promise<Strategy> =>
  openStrategy(configOf(entry), { space, seed, tensorAssets: async () => ({}) }, state);

/** The strategy on the space, or why it cannot take it: which must be a named error with a remedy, and nothing else. */
async function accepted(entry: StrategyEntry, space: SearchSpace): Promise<Strategy | LabError> {
  try {
    return await open(entry, space, 1);
  } catch (thrown) {
    if (thrown instanceof LabError) return thrown;
    throw thrown;
  }
}

const TRIALS = 50;
const spaces = [...SPACES, uneven, depth, bumpy, tiny, tuned];
const suites = STRATEGIES.flatMap((entry) => spaces.map((space) => ({ name: `${entry.id} on ${space.id}`, entry, space })));

/** What every strategy of the catalogue promises on every space; a new one of either kind is tested by being listed. */
describe.each(suites)('$name', ({ entry, space }) => {
  // Both tests look at one and the same run: it is the costly part.
  let first: Promise<{ readonly strategy: Strategy; readonly log: readonly Step[] } | LabError> | null = null;
  const whole = () => {
    first ??= accepted(entry, space).then(async (strategy) =>
      strategy instanceof LabError ? strategy : { strategy, log: await play(strategy, space, TRIALS) },
    );
    return first;
  };

  it(`proposes ${TRIALS} whole, valid genotypes, numbered from 0, or says why it cannot`, async () => {
    const played = await whole();
    if (played instanceof LabError) {
      expect(['space', 'config']).toContain(played.kind);
      expect(played.message).toMatch(/space|strategy\./);
      expect(played.remedy.length).toBeGreaterThan(10);
      return;
    }
    const { strategy, log } = played;
    const proposals = log.flatMap((step) => step.proposals);
    for (const { genotype } of proposals) validateGenotype(space, genotype);
    expect(proposals.map(({ trial }) => trial)).toEqual(proposals.map((_, i) => i));
    // Only a list that has come to its end may stop before.
    const size = sizeOf(space, 10_000);
    if (!entry.distinct && proposals.length < TRIALS) expect(proposals.some(({ training }) => training !== undefined)).toBe(true);
    if (entry.distinct && size !== null && entry.id !== 'grid')
      expect(proposals.length >= Math.min(TRIALS, Number(size))).toBe(true);
    if (entry.distinct) {
      const texts = proposals.map(({ genotype, training }) => `${space.format(genotype)} ${JSON.stringify(training ?? null)}`);
      expect(new Set(texts).size).toBe(texts.length);
    }
    expect(JSON.parse(JSON.stringify(strategy.view()))).toEqual(strategy.view());
    const distributions = [strategy.policy(), ...(strategy.marginals() ?? [])].filter((one) => one !== null);
    for (const distribution of distributions) {
      for (const p of distribution) expect(p >= 0 && p <= 1).toBe(true);
      expect(distribution.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 10);
    }
  });

  it('is the same for one seed, and resumed equal from its state as JSON, also between ask and tell', async () => {
    const played = await whole();
    if (played instanceof LabError) return;
    const { log } = played;
    const again = await open(entry, space, 1);
    const half = await play(again, space, TRIALS / 2);
    expect(half).toEqual(log.slice(0, half.length));
    const asked = await again.ask();
    const resumed = await open(entry, space, 99, JSON.parse(JSON.stringify(again.state())) as JsonValue);
    expect(await resumed.ask()).toEqual(asked);
    expect(resumed.state()).toEqual(again.state());
    const told = half.reduce((sum, step) => sum + step.proposals.length, 0);
    const rest = await play(resumed, space, TRIALS - told);
    expect(rest).toEqual(log.slice(half.length, half.length + rest.length));
    expect(half.length + rest.length).toBe(log.length);
    for (const strategy of [played.strategy, again, resumed]) strategy.dispose();
  });
});

/** A_small; for a strategy that cannot take it, the first space that it can. */
async function homeOf(entry: StrategyEntry): Promise<SearchSpace> {
  for (const space of [aSmall, ...spaces]) {
    const strategy = await accepted(entry, space);
    if (strategy instanceof LabError) continue;
    strategy.dispose();
    return space;
  }
  throw new RangeError(`${entry.id} takes no space at all`);
}

describe.each(STRATEGIES.map((entry) => ({ name: entry.id, entry })))('$name', ({ entry }) => {
  it('refuses states that are not its own', async () => {
    const space = await homeOf(entry);
    const state = (await open(entry, space, 1)).state() as { readonly [key: string]: JsonValue };
    const broken: JsonValue[] = [
      null,
      {},
      [],
      { ...state, version: 2 },
      { ...state, rng: [0, 0, 0, 0] },
      { ...state, trials: -1 },
      { ...state, extra: 1 },
      'policy' in state ? { ...state, policy: null } : { ...state, memory: 'nonsense' },
    ];
    for (const json of broken) await expect(open(entry, space, 1, json)).rejects.toThrow(LabError);
  });

  it('refuses observations it did not ask for', async () => {
    const space = await homeOf(entry);
    const strategy = await open(entry, space, 1);
    await expect(strategy.tell([])).rejects.toThrow(RangeError);
    const proposals = await strategy.ask();
    const observed = told(space, proposals);
    if (observed.length > 1) await expect(strategy.tell(observed.slice(1))).rejects.toThrow(/asked trials/);
    await expect(strategy.tell(observed.map((one) => ({ ...one, trial: one.trial + 1 })))).rejects.toThrow(/asked trials/);
    await strategy.tell(observed);
  });

  it('draws otherwise with another seed, unless it draws nothing', async () => {
    const space = await homeOf(entry);
    const listed = ['grid', 'exhaustive'].includes(entry.id);
    const [a, b] = [
      await play(await open(entry, space, 7), space, TRIALS),
      await play(await open(entry, space, 8), space, TRIALS),
    ];
    expect(JSON.stringify(a) === JSON.stringify(b)).toBe(listed);
  });
});
