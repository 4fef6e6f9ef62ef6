import { describe, expect, it } from 'vitest';
import { advantagesOf, type BaselineSettings, NO_MEMORY } from '../../../src/engine/controller/advantages';
import type { FaultId } from '../../../src/engine/controller/faults';
import { Float64Kernels } from '../../../src/engine/controller/fused/float64Kernels';
import { FusedPolicy } from '../../../src/engine/controller/fused/fusedPolicy';
import type { LossOptions, PolicyBatch, PolicyShape } from '../../../src/engine/controller/types';
import { MIXED_BATCH, SHAPES, strongParameters, unevenShape } from '../../support/policyCases';

const open = (shape: PolicyShape, parameters = strongParameters(shape)): FusedPolicy =>
  new FusedPolicy(shape, parameters, new Float64Kernels());

/** As in the other tests, with fewer hidden units: two losses are computed for each parameter. */
const narrow = (shape: PolicyShape): PolicyShape => ({ ...shape, hidden: 5 });

/** Central differences of the loss in float64; h = 1e-6 leaves an error of about 1e-9. */
function worstDifference(shape: PolicyShape, batch: PolicyBatch, options: LossOptions): number {
  const parameters = strongParameters(shape);
  const { gradient } = open(shape, parameters).gradient(batch, options);
  const lossAt = (i: number, h: number): number => {
    const moved = parameters.slice();
    moved[i] = (moved[i] ?? 0) + h;
    return open(shape, moved).gradient(batch, options).report.loss;
  };
  let worst = 0;
  for (let i = 0; i < parameters.length; i += 1) {
    worst = Math.max(worst, Math.abs((lossAt(i, 1e-6) - lossAt(i, -1e-6)) / 2e-6 - (gradient[i] ?? Number.NaN)));
  }
  return worst;
}

const CONFIG = { alpha: 0.05, window: 4, initial: 0.1 } as const;
const BASELINES: readonly BaselineSettings[] = [
  { ...CONFIG, kind: 'none', start: 'zero', includeCurrent: false },
  { ...CONFIG, kind: 'ema', start: 'zero', includeCurrent: true },
  { ...CONFIG, kind: 'ema', start: 'first-batch', includeCurrent: false },
  { ...CONFIG, kind: 'window', start: 'zero', includeCurrent: true },
  { ...CONFIG, kind: 'batch-normalised', start: 'first-batch', includeCurrent: false },
];

const PPO: LossOptions = { update: 'ppo', clip: 0.2, entropyCoefficient: 0.05 };
const REINFORCE: LossOptions = { update: 'reinforce', clip: 0.2, entropyCoefficient: 0.05 };

describe.each(SHAPES.map(narrow).map((shape) => [`${shape.cell}, input ${shape.input}`, shape] as const))(
  'gradient of %s',
  (_, shape) => {
    it('matches finite differences in every parameter, PPO, clipped and unclipped samples mixed', () => {
      expect(worstDifference(shape, MIXED_BATCH, PPO)).toBeLessThan(1e-7);
    });

    it('matches them for REINFORCE', () => {
      expect(worstDifference(shape, MIXED_BATCH, REINFORCE)).toBeLessThan(1e-7);
    });

    it('is not zero in any of its parts', () => {
      const policy = open(shape);
      const { gradient } = policy.gradient(MIXED_BATCH, { clip: 1, entropyCoefficient: 0.1 });
      expect(Math.hypot(...gradient)).toBeGreaterThan(0.1);
    });
  },
);

describe.each(['softmax', 'sample'] as const)('gradient of the LSTM, input %s', (input) => {
  const shape = narrow(unevenShape(input));

  it('matches finite differences without an entropy bonus, and with one that outweighs the policy loss', () => {
    expect(worstDifference(shape, MIXED_BATCH, { ...PPO, entropyCoefficient: 0 })).toBeLessThan(1e-7);
    expect(worstDifference(shape, MIXED_BATCH, { ...PPO, entropyCoefficient: 3 })).toBeLessThan(1e-7);
  });

  it.each(BASELINES)('matches them with advantages of baseline %o', (baseline) => {
    const { advantages } = advantagesOf([0.9, 0.2, 0.7, -0.4, 0.1, 0.6], baseline, NO_MEMORY);
    expect(worstDifference(shape, { ...MIXED_BATCH, advantages }, PPO)).toBeLessThan(1e-7);
  });

  const switches: readonly (readonly FaultId[])[] = [
    ['product-log-prob'],
    ['missing-minus'],
    ['first-head'],
    ['product-log-prob', 'missing-minus'],
    ['product-log-prob', 'first-head'],
    ['product-log-prob', 'missing-minus', 'first-head'],
  ];
  it.each(switches)('matches them with faults %s %s %s', (...faults) => {
    const on = faults.filter((fault) => fault !== undefined);
    for (const options of [PPO, REINFORCE]) {
      // The products of three log-probabilities are as large as 80: old ones of their size keep the ratios near 1.
      const old = open(shape).logProbs(MIXED_BATCH.actions, on);
      const batch = { ...MIXED_BATCH, oldLogProbs: old.map((value, i) => value + 0.4 * Math.sin(1 + 2 * i)) };
      expect(worstDifference(shape, batch, { ...options, faults: on })).toBeLessThan(1e-5);
    }
  });
});

describe('direction of a step', () => {
  it('raises the probability of a rewarded genotype and lowers that of a punished one', () => {
    const shape: PolicyShape = { options: [8, 8], hidden: 16, input: 'softmax' };
    for (const sign of [1, -1]) {
      const policy = open(shape);
      const joint = () => (policy.conditionals(0, [[]])[0]?.[3] ?? 0) * (policy.conditionals(1, [[3]])[0]?.[5] ?? 0);
      const before = joint();
      const batch = { actions: [[3, 5]], oldLogProbs: [Math.log(before)], advantages: [sign] };
      policy.step(batch, { clip: 0.2, entropyCoefficient: 0 }, { learningRate: 1e-3 });
      expect(Math.sign(joint() - before)).toBe(sign);
    }
  });
});
