import { describe, expect, it } from 'vitest';
import { policyObjective } from '../../../src/engine/controller/objective';

const LOSS = { clip: 0.2, entropyCoefficient: 0 };

function one(ratio: number, advantage: number) {
  const slopes = new Float64Array(1);
  const report = policyObjective([Math.log(ratio)], [0], [advantage], 0, LOSS, slopes);
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
    const report = policyObjective([-3, -2], [-3, -2], [4, -6], 1.5, { clip: 0.2, entropyCoefficient: 0.1 }, slopes);
    expect([...slopes]).toEqual([-2, 3]);
    expect(report).toEqual({ loss: 1 - 0.15, policyLoss: 1, entropy: 1.5, kl: 0, clipFraction: 0 });
  });

  it('without its minus sign has every slope turned round, the entropy bonus as before', () => {
    const [right, wrong] = [new Float64Array(2), new Float64Array(2)];
    const options = { clip: 0.2, entropyCoefficient: 0.1 };
    const a = policyObjective([-3, -2.5], [-3, -2], [4, -6], 1.5, options, right);
    const b = policyObjective([-3, -2.5], [-3, -2], [4, -6], 1.5, { ...options, faults: ['missing-minus'] }, wrong);
    expect([...wrong]).toEqual([...right].map((slope) => 0 - slope));
    expect([b.policyLoss, b.loss]).toEqual([-a.policyLoss, -a.policyLoss - 0.15]);
  });

  it('of REINFORCE is -mean(log p A), unclipped', () => {
    const slopes = new Float64Array(2);
    const options = { update: 'reinforce', clip: 0.2, entropyCoefficient: 0.1 } as const;
    const report = policyObjective([-3, -2], [-9, -2], [4, -6], 1.5, options, slopes);
    expect([...slopes]).toEqual([-2, 3]);
    expect(report.policyLoss).toBeCloseTo(0, 15);
    expect(report.loss).toBeCloseTo(-0.15, 15);
    expect(report.clipFraction).toBe(0);
  });

  it('reports KL as mean(r - 1 - log r)', () => {
    expect(one(1.1, 1).kl).toBeCloseTo(0.1 - Math.log(1.1), 12);
  });
});
