import { describe, expect, it } from 'vitest';
import type { PpoConfig } from '../../../src/engine/controller/config';
import { FusedPolicy } from '../../../src/engine/controller/fused/fusedPolicy';
import { openTensorPolicy } from '../../../src/engine/controller/tensor/tensorPolicy';
import { PAPER_PPO } from '../../../src/engine/search/metadata';
import { playStrategy } from '../../support/playStrategy';
import { MIXED_BATCH, strongParameters, unevenShape } from '../../support/policyCases';

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Array.from(a).reduce((worst, value, i) => Math.max(worst, Math.abs(value - (b[i] ?? Number.NaN))), 0);
}

/** Two writings of one policy: typed arrays in float64, and a tfjs program in float32. Each is the other's witness. */
describe.each(['softmax', 'sample'] as const)('fused and tfjs policy, input %s', (input) => {
  const open = async () => {
    const shape = unevenShape(input);
    const parameters = strongParameters(shape);
    const tensor = await openTensorPolicy(shape, parameters, 'cpu', {});
    return { fused: new FusedPolicy(shape, parameters), tensor };
  };

  it('have the same conditionals at every decision', async () => {
    const { fused, tensor } = await open();
    const prefixes = [
      [[]],
      [[0], [4], [0]],
      [
        [0, 1],
        [4, 2],
        [3, 0],
      ],
    ];
    for (const [t, list] of prefixes.entries()) {
      const a = fused.conditionals(t, list);
      const b = await tensor.conditionals(t, list);
      expect(a.length).toBe(list.length);
      for (const [i, row] of a.entries()) {
        expect(row.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
        expect(largestDifference(row, b[i] ?? [])).toBeLessThan(2e-6);
      }
    }
  });

  it('have the same loss, report and gradient', async () => {
    const { fused, tensor } = await open();
    const options = { clip: 0.2, entropyCoefficient: 0.05 };
    const a = fused.gradient(MIXED_BATCH, options);
    const b = await tensor.gradient(MIXED_BATCH, options);
    expect(a.report.clipFraction).toBeGreaterThan(0);
    for (const key of ['loss', 'policyLoss', 'entropy', 'clipFraction'] as const)
      expect(b.report[key]).toBeCloseTo(a.report[key], 4);
    expect(Math.abs(b.report.kl / a.report.kl - 1)).toBeLessThan(1e-5);
    const scale = Math.max(...a.gradient.map(Math.abs));
    expect(largestDifference(a.gradient, b.gradient) / scale).toBeLessThan(1e-5);
  });

  it('exchange their states', async () => {
    const { fused, tensor } = await open();
    for (let k = 0; k < 3; k += 1) await tensor.step(MIXED_BATCH, { clip: 0.2, entropyCoefficient: 0.01 }, 0.01);
    await tensor.settle();
    fused.restore(tensor.state());
    expect(
      largestDifference(fused.conditionals(2, [[0, 1]])[0] ?? [], (await tensor.conditionals(2, [[0, 1]]))[0] ?? []),
    ).toBeLessThan(2e-6);
    tensor.restore(fused.state());
    expect(tensor.state()).toEqual(fused.state());
  });

  it('make the same 20 episodes from seed 1', async () => {
    const episodes = (compute: PpoConfig['compute']) =>
      playStrategy({ ...PAPER_PPO, input, hidden: 20, learningRate: 0.01, compute }, 20, async () => ({}));
    const fused = await episodes('fused');
    const tensor = await episodes('cpu');
    expect(tensor.archs).toEqual(fused.archs);
    expect(largestDifference(fused.losses, tensor.losses)).toBeLessThan(1e-4);
    expect(largestDifference(fused.policy, tensor.policy)).toBeLessThan(1e-4);
    expect(new Set(fused.archs.slice(-20)).size).toBeLessThan(20); // it has learnt something in these episodes
  });
});
