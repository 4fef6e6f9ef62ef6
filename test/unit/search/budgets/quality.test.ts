import { describe, expect, it } from 'vitest';
import { meanInterval } from '../../../../src/engine/analysis/bootstrap';
import { Rng } from '../../../../src/engine/core/rng';
import { SYNTHETIC_DEFAULTS } from '../../../../src/engine/estimate/metadata';
import { SyntheticEstimator } from '../../../../src/engine/estimate/synthetic/estimator';
import type { RunConfig } from '../../../../src/engine/run/config';
import { Simulation } from '../../../../src/engine/run/simulate';
import { ASHA_DEFAULTS, HYPERBAND_DEFAULTS, SUCCESSIVE_HALVING_DEFAULTS } from '../../../../src/engine/search/budgets/config';
import type { StrategyConfig } from '../../../../src/engine/search/config';
import { PBT_DEFAULTS } from '../../../../src/engine/search/pbt/config';
import type { SearchSpace } from '../../../../src/engine/space/types';
import { natsLike, tuned } from '../../../support/budgetSpaces';
import { makeReward } from '../../../support/tableRun';

interface Found {
  readonly arch: string;
  /** As it was seen, best of all trials. */
  readonly accuracy: number;
  readonly epochs: number;
}

/** A whole run on a landscape, or until `children` are told. */
async function search(
  strategy: StrategyConfig,
  space: SearchSpace,
  seed: number,
  landscape: number,
  children: number | null = null,
): Promise<Found> {
  const estimatorConfig = { ...SYNTHETIC_DEFAULTS, landscape };
  const config: RunConfig = {
    version: 1,
    title: 'quality',
    seed,
    space: { id: space.id },
    strategy,
    estimator: estimatorConfig,
    reward: { id: 'val' },
    stop: { episodes: 1_000_000, children, minutes: null, reward: null, convergedFor: null },
  };
  const estimator = new SyntheticEstimator(estimatorConfig, space);
  const simulation = await Simulation.open(config, { space, estimator, makeReward, now: () => 0 });
  const chunk = await simulation.next(1);
  simulation.dispose();
  if (chunk.best === null || chunk.error !== null) throw new Error(chunk.error?.message ?? 'nothing found');
  return { arch: chunk.best.arch, accuracy: chunk.best.measurement.validAccuracy, epochs: chunk.series.epochs.at(-1) ?? 0 };
}

const RANDOM: StrategyConfig = { id: 'random', childrenPerEpisode: 1 };
const LANDSCAPES = [1, 2, 3, 4, 5];
const SEEDS = Array.from({ length: 8 }, (_, i) => i + 1);
const interval = (values: readonly number[]) => meanInterval(values, 0.95, 2000, Rng.fromSeed(1, 'bootstrap'));

describe('on a NATS-like landscape of 15,625 points, 5 landscapes x 8 seeds, noise 0.004', () => {
  const space = natsLike(6, 5);
  const optima = new Map(
    LANDSCAPES.map((landscape) => {
      const estimator = new SyntheticEstimator({ ...SYNTHETIC_DEFAULTS, landscape }, space);
      return [landscape, { estimator, best: estimator.optimum().validAccuracy }];
    }),
  );
  const regret = (landscape: number, arch: string): number => {
    const known = optima.get(landscape);
    if (known === undefined) throw new Error('no landscape');
    return known.best - known.estimator.expected(space.parse(arch), 81);
  };

  it.each([
    ['successive halving', SUCCESSIVE_HALVING_DEFAULTS, 0.03],
    ['hyperband', HYPERBAND_DEFAULTS, 0.02],
    ['asha', ASHA_DEFAULTS, 0.02],
  ] as const)('%s finds better children than random search at equal epochs', async (_, strategy, within) => {
    const own: number[] = [];
    const gains: number[] = [];
    for (const landscape of LANDSCAPES) {
      for (const seed of SEEDS) {
        const found = await search(strategy, space, seed, landscape);
        // In full trainings of 81 epochs, rounded up in random search's favour.
        const children = Math.ceil(found.epochs / 81);
        const random = await search(RANDOM, space, seed, landscape, children);
        own.push(regret(landscape, found.arch));
        gains.push(regret(landscape, random.arch) - regret(landscape, found.arch));
      }
    }
    const gain = interval(gains);
    expect(gain.low, JSON.stringify({ regret: interval(own), gain })).toBeGreaterThan(0);
    expect(interval(own).high).toBeLessThan(within);
  });
});

describe('with a learning rate that may change, 30 seeds', () => {
  it('population-based training beats random constant rates at equal epochs: 20 members of 81', async () => {
    const gains: number[] = [];
    for (let seed = 1; seed <= 30; seed += 1) {
      const found = await search(PBT_DEFAULTS, tuned, seed, 1);
      expect(found.epochs).toBeLessThanOrEqual(20 * 81);
      const random = await search(RANDOM, tuned, seed, 1, 20);
      gains.push(found.accuracy - random.accuracy);
    }
    const gain = interval(gains);
    expect(gain.low, JSON.stringify(gain)).toBeGreaterThan(0.005);
  });
});
