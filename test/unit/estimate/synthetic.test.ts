import { describe, expect, it } from 'vitest';
import { kendall } from '../../../src/engine/analysis/rankCorrelation';
import type { TrainingSpan } from '../../../src/engine/core/genotype';
import type { Budget, Measurement } from '../../../src/engine/core/measurement';
import { measurementSchema } from '../../../src/engine/core/measurementSchema';
import { SYNTHETIC_DEFAULTS } from '../../../src/engine/estimate/metadata';
import { paceOf, STEADY } from '../../../src/engine/estimate/synthetic/curve';
import { landscapeOptimum, SyntheticEstimator } from '../../../src/engine/estimate/synthetic/estimator';
import { hashPair, hashText, mix, normalOf, uniformOf } from '../../../src/engine/estimate/synthetic/hash';
import { countGraph } from '../../../src/engine/graph/count';
import { spaceById } from '../../../src/engine/space';
import { aSmall } from '../../../src/engine/space/aSmall/space';
import { enumerate } from '../../../src/engine/space/genotype';
import type { Genotype, SearchSpace } from '../../../src/engine/space/types';
import { bowl, natsLike, tuned } from '../../support/budgetSpaces';

const hooks = { signal: new AbortController().signal };
const quiet = { ...SYNTHETIC_DEFAULTS, noise: 0 };
const budget = (epochs: number, seed = 1, from: TrainingSpan | null = null): Budget => ({
  epochs,
  trainImages: 0,
  seed,
  ...(from && { from }),
});
const ask = (estimator: SyntheticEstimator, genotype: Genotype, given: Budget): Promise<Measurement> =>
  estimator.estimate(genotype, given, hooks);
const span = (genotype: Genotype, epochs: number, from: TrainingSpan | null = null): TrainingSpan => ({ genotype, epochs, from });
const accuracies = ({ epochs }: Measurement): readonly number[] => epochs.map(({ validAccuracy }) => validAccuracy);

describe('draws that belong to names', () => {
  it("mix is MurmurHash3's finaliser", () => {
    // Worked out in 64-bit integers from the published constants.
    const reference = (word: bigint): number => {
      const M = 0xffffffffn;
      let h = ((word ^ (word >> 16n)) * 0x85ebca6bn) & M;
      h = ((h ^ (h >> 13n)) * 0xc2b2ae35n) & M;
      return Number(h ^ (h >> 16n));
    };
    for (const word of [0, 1, 42, 0x7fffffff, 0x80000000, 0xdeadbeef, 0xffffffff])
      expect(mix(word)).toBe(reference(BigInt(word)));
  });

  it('are spread as they should be: 20,000 names', () => {
    const words = Array.from({ length: 20_000 }, (_, i) => hashText(`name ${i}`, 3));
    const normals = words.map(normalOf);
    const mean = normals.reduce((sum, x) => sum + x, 0) / normals.length;
    const variance = normals.reduce((sum, x) => sum + (x - mean) ** 2, 0) / normals.length;
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(Math.abs(variance - 1)).toBeLessThan(0.04);
    const uniforms = words.map(uniformOf);
    expect(Math.abs(uniforms.filter((u) => u < 0.25).length / 20_000 - 0.25)).toBeLessThan(0.012);
    expect(new Set(words).size).toBeGreaterThan(19_990);
    expect(hashPair(1, 2)).not.toBe(hashPair(2, 1));
  });
});

describe('a synthetic landscape', () => {
  const space = natsLike(6, 5);

  it('has curves that rise, the same whatever is asked first, within 0.1 and 0.94', async () => {
    const estimator = new SyntheticEstimator(quiet, space);
    const genotype = { space: space.id, choices: [0, 1, 2, 3, 4, 0] };
    const answer = await ask(estimator, genotype, budget(0));
    expect(measurementSchema.parse(answer)).toEqual(answer);
    expect(answer.epochs.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 81 }, (_, e) => e + 1));
    const curve = accuracies(answer);
    for (const [e, accuracy] of curve.entries()) expect(accuracy).toBeGreaterThan(curve[e - 1] ?? 0.1);
    expect(answer.validAccuracy).toBe(curve.at(-1));
    expect(answer.validAccuracy).toBeLessThan(0.94);
    expect([answer.testAccuracy, answer.latencyMs, answer.trainMs]).toEqual([null, null, null]);
    expect(answer.source).toBe('synthetic landscape, seed 1 (invented)');
    const again = await ask(new SyntheticEstimator(quiet, space), genotype, budget(9));
    expect(accuracies(again)).toEqual(curve.slice(0, 9));
  });

  it('goes on where it was: stretches of 1, 2 and 6 epochs are the curve of 9, noise and all', async () => {
    const estimator = new SyntheticEstimator(SYNTHETIC_DEFAULTS, space);
    const genotype = { space: space.id, choices: [4, 4, 1, 0, 2, 3] };
    const whole = await ask(estimator, genotype, budget(9));
    const [a, b] = [span(genotype, 1), span(genotype, 2, span(genotype, 1))];
    const parts = [
      await ask(estimator, genotype, budget(1)),
      await ask(estimator, genotype, budget(2, 1, a)),
      await ask(estimator, genotype, budget(6, 1, b)),
    ];
    expect(parts.flatMap(({ epochs }) => epochs)).toEqual(whole.epochs);
    expect(parts[2]?.validAccuracy).toBe(whole.validAccuracy);
    const keys = [budget(9), budget(1), budget(2, 1, a), budget(6, 1, b)].map((given) => estimator.key(genotype, given));
    expect(new Set(keys).size).toBe(4);
    // How the epochs before were cut does not matter.
    expect(estimator.key(genotype, budget(6, 1, span(genotype, 3)))).toBe(keys[3]);
  });

  it('differs by landscape and hardly by seed: runs of one child have the noise that was asked for', async () => {
    const genotype = { space: space.id, choices: [0, 0, 0, 0, 0, 0] };
    const estimator = new SyntheticEstimator({ ...SYNTHETIC_DEFAULTS, noise: 0.01, epochs: 200 }, space);
    const expected = estimator.expected(genotype, 200);
    const last = [];
    for (let seed = 0; seed < 400; seed += 1) {
      last.push(((await ask(estimator, genotype, budget(0, seed))).epochs.at(-1)?.validAccuracy ?? 0) - expected);
    }
    const mean = last.reduce((sum, x) => sum + x, 0) / last.length;
    const std = Math.sqrt(last.reduce((sum, x) => sum + (x - mean) ** 2, 0) / last.length);
    expect(Math.abs(mean)).toBeLessThan(0.002);
    expect(std).toBeGreaterThan(0.009);
    expect(std).toBeLessThan(0.0122); // sqrt(1 + 0.3^2) = 1.044 times 0.01
    const other = new SyntheticEstimator({ ...quiet, landscape: 2 }, space);
    expect(other.expected(genotype, 81)).not.toBe(new SyntheticEstimator(quiet, space).expected(genotype, 81));
  });

  it('has an optimum that no point beats, and crossing curves: few epochs rank children in part, more rank them better', () => {
    const estimator = new SyntheticEstimator(quiet, space);
    const best = landscapeOptimum(space, quiet);
    const genotypes = [...enumerate(space)].filter((_, i) => i % 31 === 0);
    const last = genotypes.map((genotype) => estimator.expected(genotype, 81));
    for (const accuracy of last) expect(accuracy).toBeLessThanOrEqual(best.validAccuracy);
    expect(estimator.expected(space.parse(best.arch), 81)).toBe(best.validAccuracy);
    const agreement = [1, 3, 9, 27].map((epochs) => {
      const early = genotypes.map((genotype) => estimator.expected(genotype, epochs));
      return kendall(early, last) ?? Number.NaN;
    });
    for (const [i, tau] of agreement.entries()) expect(tau).toBeGreaterThan(agreement[i - 1] ?? 0.25);
    expect(agreement[0]).toBeLessThan(0.8);
    expect(agreement[3]).toBeLessThan(0.97);
  });

  it('says why the optimum of a space that cannot be listed is not known', () => {
    expect(() => landscapeOptimum(natsLike(20, 8), quiet)).toThrow(/cannot be listed|too many to list/);
    expect(() => landscapeOptimum(tuned, quiet)).toThrow(/cannot be listed/);
  });

  it('counts the network that the genotype builds', async () => {
    const genotype = aSmall.parse('conv3,max');
    const answer = await ask(new SyntheticEstimator(quiet, aSmall), genotype, budget(1));
    const { params, macs } = countGraph(aSmall.build(genotype, { profile: 'teach', input: [28, 28, 1], classes: 10 }));
    expect(answer).toMatchObject({ params, macs });
    expect(answer.params.total).toBe(52_138);
  });

  it('gives one network one curve, noise and all, whatever its genotype, and says that it is known', async () => {
    const nats = spaceById('nats-bench');
    const estimator = new SyntheticEstimator(SYNTHETIC_DEFAULTS, nats);
    const [a, b] = [
      '|avg_pool_3x3~0|+|nor_conv_3x3~0|skip_connect~1|+|nor_conv_1x1~0|nor_conv_3x3~1|none~2|',
      '|nor_conv_1x1~0|+|avg_pool_3x3~0|none~1|+|none~0|skip_connect~1|nor_conv_3x3~2|',
    ].map((text) => nats.parse(text)) as [Genotype, Genotype];
    const [first, second] = [await ask(estimator, a, budget(12)), await ask(estimator, b, budget(12))];
    expect(second).toEqual({ ...first, arch: nats.format(b) });
    expect(estimator.key(a, budget(12))).toBe(estimator.key(b, budget(12)));
    expect(estimator.key(a, budget(12))).not.toBe(estimator.key(a, budget(12, 2)));
    const small = new SyntheticEstimator(quiet, aSmall);
    expect(new Set((await small.all(64)).map(({ validAccuracy }) => validAccuracy)).size).toBe(57);
  });

  it('leaves a network at a guess that does not see the image', () => {
    const nats = spaceById('nats-bench');
    const estimator = new SyntheticEstimator(quiet, nats);
    for (const text of [
      '|none~0|+|none~0|none~1|+|none~0|none~1|none~2|',
      '|none~0|+|avg_pool_3x3~0|avg_pool_3x3~1|+|none~0|nor_conv_1x1~1|none~2|',
    ]) {
      expect(estimator.expected(nats.parse(text), 81)).toBe(0.1);
    }
  });

  it('lists what is there of a small space, without noise, and nothing of a large one', async () => {
    const estimator = new SyntheticEstimator(SYNTHETIC_DEFAULTS, aSmall);
    const all = await estimator.all(1000);
    expect(all.length).toBe(64);
    expect(Math.max(...all.map(({ validAccuracy }) => validAccuracy))).toBe(estimator.optimum().validAccuracy);
    expect(await estimator.all(63)).toEqual([]);
  });
});

describe('a space with training hyperparameters', () => {
  const at = (rate: number, op = 0): Genotype => ({ space: tuned.id, choices: [op, rate] });
  const estimator = new SyntheticEstimator(quiet, tuned);

  it('leaves the learning rate out of what the network is worth: it acts on the course', async () => {
    const gentle = estimator.expected(at(1e-4), 100_000);
    const rough = estimator.expected(at(1e-2), 100_000);
    expect(gentle).toBeGreaterThan(rough);
    expect(estimator.expected(at(1e-4), 3)).toBeLessThan(estimator.expected(at(2e-3), 3));
  });

  it('rewards a schedule: fast, then fine, beats every rate that stays, at 40 epochs', async () => {
    const constants = [1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2].map((rate) => estimator.expected(at(rate), 40));
    const scheduled = await ask(estimator, at(1e-4), budget(5, 1, span(at(3e-3), 35)));
    expect(scheduled.epochs.map(({ epoch }) => epoch)).toEqual([36, 37, 38, 39, 40]);
    expect(scheduled.validAccuracy).toBeGreaterThan(Math.max(...constants) + 0.005);
  });

  it('has a key for every course, whatever the last genotype is', () => {
    const keys = [
      budget(5, 1, span(at(3e-3), 35)),
      budget(5, 1, span(at(2e-3), 35)),
      budget(5, 1, span(at(1e-4), 35)),
      budget(5, 1, span(at(1e-4), 5, span(at(3e-3), 30))),
    ].map((given) => estimator.key(at(1e-4), given));
    expect(new Set(keys).size).toBe(4);
  });

  it('makes as much progress at the best rate as without rates, and less beyond four times of it', () => {
    expect(paceOf(1).speed).toBe(STEADY.speed);
    expect(paceOf(4).speed).toBe(2);
    expect(paceOf(4.001).speed).toBeCloseTo(2, 2);
    expect(paceOf(40).speed).toBeLessThan(paceOf(1).speed);
    expect(paceOf(1e9).floor).toBeLessThanOrEqual(0.1);
  });
});

describe('a test function', () => {
  it('is worth 1 at its minimum and 0 at its maximum, linear between, at any epoch', async () => {
    const estimator = new SyntheticEstimator(quiet, bowl);
    const worth = async (x: number) => (await ask(estimator, { space: bowl.id, choices: [x, 0] }, budget(0))).validAccuracy;
    expect(await worth(0)).toBe(1);
    expect(await worth(2)).toBeCloseTo(1 - 4 / 8, 12);
    const answer = await ask(estimator, { space: bowl.id, choices: [2, 2] }, budget(3));
    expect(answer.validAccuracy).toBe(0);
    expect(answer.epochs.map(({ epoch, validLoss }) => [epoch, validLoss])).toEqual([
      [1, 8],
      [2, 8],
      [3, 8],
    ]);
    expect(answer.params.total).toBe(0);
    expect((await ask(estimator, { space: bowl.id, choices: [1, 1] }, budget(0))).epochs.length).toBe(1);
  });

  it('refuses a value that is no number', async () => {
    const broken: SearchSpace = { ...bowl, value: { minimum: 0, maximum: 8, at: () => Number.NaN } };
    const estimator = new SyntheticEstimator(quiet, broken);
    await expect(ask(estimator, { space: bowl.id, choices: [1, 1] }, budget(0))).rejects.toThrow(/its value at 1,1 is NaN/);
  });
});
