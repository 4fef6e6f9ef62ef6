import { describe, expect, it } from 'vitest';
import { advantagesOf, type BaselineConfig } from '../../../src/engine/controller/advantages';
import { FusedPolicy } from '../../../src/engine/controller/fused/fusedPolicy';
import type { PolicyShape, PpoBatch } from '../../../src/engine/controller/types';
import { MIXED_BATCH, strongParameters, unevenShape } from '../../support/policyCases';

/** Central differences of the loss in float64; h = 1e-6 leaves an error of about 1e-9. */
function worstDifference(shape: PolicyShape, batch: PpoBatch, entropyCoefficient: number): number {
  const options = { clip: 0.2, entropyCoefficient };
  const parameters = strongParameters(shape);
  const { gradient } = new FusedPolicy(shape, parameters).gradient(batch, options);
  const lossAt = (i: number, h: number): number => {
    const moved = parameters.slice();
    moved[i] = (moved[i] ?? 0) + h;
    return new FusedPolicy(shape, moved).gradient(batch, options).report.loss;
  };
  let worst = 0;
  for (let i = 0; i < parameters.length; i += 1) {
    worst = Math.max(worst, Math.abs((lossAt(i, 1e-6) - lossAt(i, -1e-6)) / 2e-6 - (gradient[i] ?? Number.NaN)));
  }
  return worst;
}

const BASELINES: readonly BaselineConfig[] = [
  { kind: 'none', alpha: 0.05, start: 'zero', includeCurrent: false },
  { kind: 'ema', alpha: 0.05, start: 'zero', includeCurrent: true },
  { kind: 'ema', alpha: 0.05, start: 'first-batch', includeCurrent: false },
  { kind: 'batch-normalised', alpha: 0.05, start: 'first-batch', includeCurrent: false },
];

describe.each(['softmax', 'sample'] as const)('gradient of the PPO loss, input %s', (input) => {
  it('matches finite differences in every parameter, clipped and unclipped samples mixed', () => {
    expect(worstDifference(unevenShape(input), MIXED_BATCH, 0)).toBeLessThan(1e-7);
  });

  it('matches them with an entropy bonus that outweighs the policy loss', () => {
    expect(worstDifference(unevenShape(input), MIXED_BATCH, 3)).toBeLessThan(1e-7);
  });

  it.each(BASELINES)('matches them with advantages of baseline %o', (baseline) => {
    const { advantages } = advantagesOf([0.9, 0.2, 0.7, -0.4, 0.1, 0.6], baseline, null);
    expect(worstDifference(unevenShape(input), { ...MIXED_BATCH, advantages }, 0.01)).toBeLessThan(1e-7);
  });

  it('is not zero where nothing is clipped', () => {
    const shape = unevenShape(input);
    const policy = new FusedPolicy(shape, strongParameters(shape));
    const { gradient } = policy.gradient(MIXED_BATCH, { clip: 1, entropyCoefficient: 0 });
    expect(Math.hypot(...gradient)).toBeGreaterThan(0.1);
  });
});

describe('direction of a step', () => {
  it('raises the probability of a rewarded genotype and lowers that of a punished one', () => {
    const shape: PolicyShape = { options: [8, 8], hidden: 16, input: 'softmax' };
    for (const sign of [1, -1]) {
      const policy = new FusedPolicy(shape, strongParameters(shape));
      const joint = () => (policy.conditionals(0, [[]])[0]?.[3] ?? 0) * (policy.conditionals(1, [[3]])[0]?.[5] ?? 0);
      const before = joint();
      const batch = { actions: [[3, 5]], oldLogProbs: [Math.log(before)], advantages: [sign] };
      policy.step(batch, { clip: 0.2, entropyCoefficient: 0 }, 1e-3);
      expect(Math.sign(joint() - before)).toBe(sign);
    }
  });
});
