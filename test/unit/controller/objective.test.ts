import { describe, expect, it } from 'vitest';
import { ppoObjective } from '../../../src/engine/controller/objective';

const LOSS = { clip: 0.2, entropyCoefficient: 0 };

function one(ratio: number, advantage: number) {
  const slopes = new Float64Array(1);
  const report = ppoObjective([Math.log(ratio)], [0], [advantage], 0, LOSS, slopes);
  return { ...report, slope: slopes[0] };
}

describe('clipped objective (Schulman et al. 2017, figure 1)', () => {
  it('holds a good sample above 1 + eps, without a slope', () => {
    expect(one(1.5, 2)).toMatchObject({ slope: 0, clipFraction: 1 });
    expect(one(1.5, 2).policyLoss).toBeCloseTo(-2.4, 12);
  });

  it('does not hold a bad sample above 1 + eps', () => {
    expect(one(1.5, -2).policyLoss).toBeCloseTo(3, 12);
    expect(one(1.5, -2).slope).toBeCloseTo(3, 12);
  });

  it('holds a bad sample below 1 - eps, not a good one', () => {
    expect(one(0.5, -2).policyLoss).toBeCloseTo(1.6, 12);
    expect(one(0.5, -2).slope).toBe(0);
    expect(one(0.5, 2).slope).toBeCloseTo(-1, 12);
  });

  it('is the policy gradient at ratio 1: slope -A / batch, no KL', () => {
    const slopes = new Float64Array(2);
    const report = ppoObjective([-3, -2], [-3, -2], [4, -6], 1.5, { clip: 0.2, entropyCoefficient: 0.1 }, slopes);
    expect([...slopes]).toEqual([-2, 3]);
    expect(report).toEqual({ loss: 1 - 0.15, policyLoss: 1, entropy: 1.5, kl: 0, clipFraction: 0 });
  });

  it('reports KL as mean(r - 1 - log r)', () => {
    expect(one(1.1, 1).kl).toBeCloseTo(0.1 - Math.log(1.1), 12);
  });
});
