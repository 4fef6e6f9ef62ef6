import { describe, expect, it } from 'vitest';
import type { PpoConfig } from '../../../src/engine/controller/config';
import { policyDecisions } from '../../../src/engine/controller/decisions';
import { Float64Kernels } from '../../../src/engine/controller/fused/float64Kernels';
import { FusedPolicy } from '../../../src/engine/controller/fused/fusedPolicy';
import { initialParameters, policyLayout } from '../../../src/engine/controller/layout';
import type { PolicyNetwork, PolicyShape } from '../../../src/engine/controller/types';
import { LabError } from '../../../src/engine/core/errors';
import type { JsonValue } from '../../../src/engine/core/json';
import { Rng } from '../../../src/engine/core/rng';
import { openStrategy } from '../../../src/engine/search/catalogue';
import { ControllerStrategy } from '../../../src/engine/search/controller';
import { PAPER_PPO } from '../../../src/engine/search/metadata';
import type { Strategy } from '../../../src/engine/search/types';
import { aSmall } from '../../../src/engine/space/aSmall/space';
import type { Genotype, SearchSpace } from '../../../src/engine/space/types';
import { depth } from '../../support/spaces';

const open = (config: PpoConfig, seed: number, space: SearchSpace = aSmall): Promise<Strategy> =>
  openStrategy(config, { space, seed, tensorAssets: async () => ({}) });

async function episode(strategy: Strategy, reward: (first: number, second: number) => number) {
  const observations = (await strategy.ask()).map((proposal) => {
    const [first = 0, second = 0] = proposal.genotype.choices;
    return { ...proposal, reward: reward(first, second) };
  });
  return { observations, report: await strategy.tell(observations) };
}

describe('PPO on bandits with a known best arm', () => {
  it.each(['softmax', 'sample'] as const)('finds the one paying pair of 64, input %s, seeds 1 to 3', async (input) => {
    for (const seed of [1, 2, 3]) {
      const strategy = await open({ ...PAPER_PPO, input, hidden: 32, learningRate: 5e-3 }, seed);
      for (let e = 0; e < 200; e += 1)
        await episode(strategy, (first, second) => (first === 6 ? 0.5 : 0) + (second === 1 ? 0.5 : 0));
      expect(strategy.policy()?.[6 * 8 + 1]).toBeGreaterThan(0.95);
    }
  });

  /** Pays for equal choices, not for either choice alone: (k, k) are 8 best pairs, each option is in one of them. */
  const matching = (first: number, second: number): number => (first === second ? 1 : 0);

  /**
   * The policy that maximises E[reward] + c * entropy is p ~ exp(reward / c): at c = 0.6 the 8 paid pairs of 64 together
   * get 8 e^(1/c) / (8 e^(1/c) + 56) = 0.431. A policy that factorises over the two decisions cannot exceed 1/8 so evenly.
   */
  it("input 'sample' reaches the entropy-regularised optimum of a reward that no product policy can", async () => {
    const config: PpoConfig = { ...PAPER_PPO, input: 'sample', hidden: 32, learningRate: 4e-3, entropyCoefficient: 0.6 };
    const strategy = await open(config, 1);
    for (let e = 0; e < 500; e += 1) await episode(strategy, matching);
    const policy = strategy.policy() ?? new Float64Array(64);
    const paid = Array.from({ length: 8 }, (_, k) => policy[9 * k] ?? 0);
    const firsts = Array.from({ length: 8 }, (_, k) => policy.subarray(8 * k, 8 * k + 8).reduce((sum, p) => sum + p, 0));
    expect(Math.max(...firsts)).toBeLessThan(0.3);
    const share = (8 * Math.exp(1 / 0.6)) / (8 * Math.exp(1 / 0.6) + 56);
    expect(Math.abs(paid.reduce((sum, p) => sum + p, 0) - share)).toBeLessThan(0.08);
  });

  it("input 'softmax' factorises: every row of the joint policy is proportional to every other (fault 4)", async () => {
    const strategy = await open({ ...PAPER_PPO, hidden: 32, learningRate: 5e-3 }, 1);
    for (let e = 0; e < 60; e += 1) await episode(strategy, matching);
    const policy = strategy.policy() ?? new Float64Array(64);
    const row = (k: number) => policy.subarray(8 * k, 8 * k + 8);
    const sum = (values: Float64Array) => values.reduce((total, p) => total + p, 0);
    for (let k = 1; k < 8; k += 1) {
      for (let j = 0; j < 8; j += 1) expect((row(k)[j] ?? 0) / sum(row(k))).toBeCloseTo((row(0)[j] ?? 0) / sum(row(0)), 12);
    }
  });
});

describe('PPO episode', () => {
  it('samples by its own probabilities: 64,000 draws of the initial policy, seed 1, chi-squared below the 99.9 % point', async () => {
    const strategy = await open({ ...PAPER_PPO, initRange: 0.6, learningRate: 0, childrenPerEpisode: 500 }, 1);
    const policy = strategy.policy() ?? new Float64Array(64);
    const counts = new Float64Array(64);
    for (let e = 0; e < 128; e += 1) {
      for (const { genotype } of (await episode(strategy, () => 0)).observations) {
        const [first = 0, second = 0] = genotype.choices;
        counts[8 * first + second] = (counts[8 * first + second] ?? 0) + 1;
      }
    }
    const chiSquared = counts.reduce((sum, n, i) => sum + (n - 64_000 * (policy[i] ?? 0)) ** 2 / (64_000 * (policy[i] ?? 1)), 0);
    expect(chiSquared).toBeLessThan(103.4); // 63 degrees of freedom
  });

  it('reports the first update of an episode at ratio 1: no KL, nothing clipped', async () => {
    const strategy = await open(PAPER_PPO, 2);
    for (let e = 0; e < 3; e += 1) {
      const { updates } = (await episode(strategy, (first) => first)).report;
      expect(updates.length).toBe(5);
      expect(Math.abs(updates[0]?.kl ?? 1)).toBeLessThan(1e-15);
      expect(updates[0]?.clipFraction).toBe(0);
      expect(updates[4]?.kl).toBeGreaterThan(0);
    }
  });

  it('starts with an entropy near that of 64 equal cells, 4.159 nats', async () => {
    const strategy = await open(PAPER_PPO, 1);
    expect((await episode(strategy, () => 1)).report.updates[0]?.entropy).toBeCloseTo(Math.log(64), 1);
  });

  it('learns in a conditional space: four layers of poolings, seed 1', async () => {
    const strategy = await openStrategy(
      { ...PAPER_PPO, learningRate: 3e-3 },
      { space: depth, seed: 1, tensorAssets: async () => ({}) },
    );
    const worth = ({ choices: [layers = 0, ...ops] }: Genotype): number => layers + ops.filter((op) => op === 1).length;
    let last: readonly number[] = [];
    for (let e = 0; e < 120; e += 1) {
      const told = (await strategy.ask()).map((proposal) => ({ ...proposal, reward: worth(proposal.genotype) }));
      await strategy.tell(told);
      last = told.map(({ reward }) => reward);
    }
    expect(strategy.policy()).toBeNull();
    expect(last.reduce((sum, reward) => sum + reward, 0) / last.length).toBeGreaterThan(7);
  });

  it('finds a head for each decision of a conditional space, in the order of its paths', () => {
    const { heads, conditional } = policyDecisions(depth);
    expect(conditional).toBe(true);
    expect(heads.map(({ name }) => name)).toEqual(['layers', ...[1, 2, 3, 4].flatMap((i) => [`op${i}`, `size${i}`])]);
  });

  it('refuses continuous decisions', async () => {
    const continuous: SearchSpace = {
      ...aSmall,
      next: (choices) => (choices.length === 0 ? { kind: 'float', name: 'rate', min: 0, max: 1, scale: 'linear' } : null),
    };
    await expect(open(PAPER_PPO, 1, continuous)).rejects.toThrow(LabError);
  });
});

/** A policy on a device that can fail: what it last settled is all that is known of it, as of a GPU's. */
class FailingPolicy implements PolicyNetwork {
  failAt = Number.POSITIVE_INFINITY;
  private steps = 0;

  constructor(private readonly inner: FusedPolicy) {}

  get shape() {
    return this.inner.shape;
  }

  conditionals(...args: Parameters<PolicyNetwork['conditionals']>) {
    return this.inner.conditionals(...args);
  }

  logProbs(...args: Parameters<PolicyNetwork['logProbs']>) {
    return this.inner.logProbs(...args);
  }

  gradient(...args: Parameters<PolicyNetwork['gradient']>) {
    return this.inner.gradient(...args);
  }

  async step(...args: Parameters<PolicyNetwork['step']>) {
    await Promise.resolve();
    this.steps += 1;
    if (this.steps === this.failAt) throw new LabError('backend', 'the device is lost', 'play again');
    return this.inner.step(...args);
  }

  settle(): void {
    this.inner.settle();
  }

  rollback(): void {
    this.inner.rollback();
  }

  state(): JsonValue {
    return this.inner.state();
  }

  restore(state: JsonValue): void {
    this.inner.restore(state);
  }

  dispose(): void {
    this.inner.dispose();
  }
}

describe('PPO on a device that fails in the middle of an update', () => {
  const config: PpoConfig = { ...PAPER_PPO, hidden: 8 };
  const make = async () => {
    const shape: PolicyShape = { options: [8, 8], hidden: config.hidden, input: config.input };
    const parameters = initialParameters(policyLayout(shape), config.initRange, Rng.fromSeed(3, 'ppo.init'));
    const policy = new FailingPolicy(new FusedPolicy(shape, parameters, new Float64Kernels()));
    const strategy = new ControllerStrategy(config, aSmall, policyDecisions(aSmall), policy, 3);
    await strategy.look();
    return { policy, strategy };
  };
  const reward = (first: number, second: number): number => first + second / 8;

  it('stands where it stood before, and told again goes on as if nothing had happened, seed 3', async () => {
    const sound = await make();
    for (let e = 0; e < 3; e += 1) await episode(sound.strategy, reward);

    const { policy, strategy } = await make();
    await episode(strategy, reward);
    const before = strategy.state();
    policy.failAt = config.steps + 3;
    await expect(episode(strategy, reward)).rejects.toMatchObject({ kind: 'backend' });
    expect(strategy.state()).toEqual(before);
    await episode(strategy, reward);
    await episode(strategy, reward);
    expect(strategy.state()).toEqual(sound.strategy.state());
  });

  it('gives the state of the last whole episode while an update is under way', async () => {
    const { strategy } = await make();
    const before = strategy.state();
    const running = episode(strategy, reward);
    for (let turn = 0; turn < 4; turn += 1) await Promise.resolve();
    expect(strategy.state()).toEqual(before);
    await running;
    expect(strategy.state()).not.toEqual(before);
  });
});
