import { describe, expect, it } from 'vitest';
import type { ControllerConfig, PpoConfig } from '../../../src/engine/controller/config';
import { Float64Kernels } from '../../../src/engine/controller/fused/float64Kernels';
import { FusedPolicy } from '../../../src/engine/controller/fused/fusedPolicy';
import { SimdKernels } from '../../../src/engine/controller/fused/simdKernels';
import { openTensorPolicy } from '../../../src/engine/controller/tensor/tensorPolicy';
import type { LossOptions, StepOptions } from '../../../src/engine/controller/types';
import { PAPER_PPO } from '../../../src/engine/search/metadata';
import { playStrategy } from '../../support/playStrategy';
import { INPUTS, MIXED_BATCH, SHAPES, strongParameters } from '../../support/policyCases';

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Array.from(a).reduce((worst, value, i) => Math.max(worst, Math.abs(value - (b[i] ?? Number.NaN))), 0);
}

const PREFIXES = [
  [[]],
  [[0], [4], [0]],
  [
    [0, 1],
    [4, 2],
    [3, 0],
  ],
];

const LOSSES: readonly LossOptions[] = [
  { clip: 0.2, entropyCoefficient: 0.05 },
  { update: 'reinforce', clip: 0.2, entropyCoefficient: 0.05 },
  { clip: 0.2, entropyCoefficient: 0.05, faults: ['product-log-prob', 'missing-minus', 'first-head'] },
];

const STEPS: readonly StepOptions[] = [
  { learningRate: 0.01 },
  { learningRate: 0.01, optimiser: 'rmsprop' },
  { learningRate: 0.1, optimiser: 'sgd' },
  { learningRate: 0.01, gradientClip: 0.05 },
  { learningRate: 1, optimiser: 'sgd', gradientClip: 0.05 },
];

/** Three computations of one policy: SIMD float32, plain float64, a tfjs program. Each is the others' witness. */
describe.each(SHAPES.map((shape) => [`${shape.cell}, input ${shape.input}`, shape] as const))('policies of %s', (_, shape) => {
  const open = async () => {
    const parameters = strongParameters(shape);
    return {
      fused: new FusedPolicy(shape, parameters, new SimdKernels()),
      exact: new FusedPolicy(shape, parameters, new Float64Kernels()),
      tensor: await openTensorPolicy(shape, parameters, 'cpu', {}),
    };
  };

  it('have the same conditionals at every decision', async () => {
    const { fused, exact, tensor } = await open();
    for (const [t, list] of PREFIXES.entries()) {
      const rows = exact.conditionals(t, list);
      expect(rows.length).toBe(list.length);
      for (const other of [fused.conditionals(t, list), await tensor.conditionals(t, list)]) {
        for (const [i, row] of rows.entries()) {
          expect(other[i]?.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
          expect(largestDifference(row, other[i] ?? [])).toBeLessThan(2e-6);
        }
      }
    }
  });

  it.each(LOSSES)('have the same loss, report and gradient: %o', async (options) => {
    const { fused, exact, tensor } = await open();
    const faults = options.faults ?? [];
    const oldLogProbs = exact.logProbs(MIXED_BATCH.actions, faults).map((value, i) => value + 0.4 * Math.sin(1 + 2 * i));
    const batch = { ...MIXED_BATCH, oldLogProbs };
    expect(largestDifference(exact.logProbs(batch.actions, faults), await tensor.logProbs(batch.actions, faults))).toBeLessThan(
      1e-3,
    );
    const a = exact.gradient(batch, options);
    const scale = Math.max(...a.gradient.map(Math.abs));
    for (const b of [fused.gradient(batch, options), await tensor.gradient(batch, options)]) {
      for (const key of ['loss', 'policyLoss', 'entropy', 'clipFraction', 'kl'] as const)
        expect(Math.abs(b.report[key] - a.report[key])).toBeLessThan(1e-4 * Math.max(1, Math.abs(a.report[key])));
      expect(largestDifference(a.gradient, b.gradient) / scale).toBeLessThan(2e-5);
    }
  });

  it.each(STEPS)('step alike: %o', async (step) => {
    const { fused, exact, tensor } = await open();
    const start = exact.conditionals(2, [[0, 1]])[0]?.slice() ?? [];
    for (let k = 0; k < 3; k += 1) {
      for (const policy of [fused, exact, tensor]) await policy.step(MIXED_BATCH, { clip: 0.2, entropyCoefficient: 0.01 }, step);
    }
    const [row = []] = exact.conditionals(2, [[0, 1]]);
    expect(largestDifference(row, start)).toBeGreaterThan(1e-3);
    for (const other of [fused, tensor]) {
      expect(largestDifference(row, (await other.conditionals(2, [[0, 1]]))[0] ?? [])).toBeLessThan(2e-5);
    }
  });

  it('exchange their states', async () => {
    const { fused, tensor } = await open();
    for (let k = 0; k < 3; k += 1) {
      await tensor.step(MIXED_BATCH, { clip: 0.2, entropyCoefficient: 0.01 }, { learningRate: 0.01 });
    }
    await tensor.settle();
    fused.restore(tensor.state());
    const [a = []] = fused.conditionals(2, [[0, 1]]);
    expect(largestDifference(a, (await tensor.conditionals(2, [[0, 1]]))[0] ?? [])).toBeLessThan(2e-6);
    tensor.restore(fused.state());
    expect(tensor.state()).toEqual(fused.state());
  });

  it('go back to what they last settled', async () => {
    for (const policy of Object.values(await open())) {
      const step = () => policy.step(MIXED_BATCH, { clip: 0.2, entropyCoefficient: 0.01 }, { learningRate: 0.01 });
      await step();
      await policy.settle();
      const state = policy.state();
      const [before = []] = (await policy.conditionals(2, [[0, 1]])).map((row) => row.slice());
      await step();
      expect(policy.state()).toEqual(state);
      policy.rollback();
      expect(largestDifference(before, (await policy.conditionals(2, [[0, 1]]))[0] ?? [])).toBe(0);
    }
  });
});

describe('whole runs from seed 1', () => {
  const BASE: PpoConfig = { ...PAPER_PPO, hidden: 20, learningRate: 0.01 };
  const { steps: _steps, batch: _batch, clip: _clip, ...common } = BASE;
  const configs: readonly ControllerConfig[] = [
    ...INPUTS.map((input) => ({ ...BASE, input })),
    { ...BASE, cell: 'gru' },
    { ...BASE, cell: 'nas', input: 'output' },
    {
      ...common,
      id: 'reinforce',
      input: 'embedding',
      gradientClip: 5,
      optimiser: 'rmsprop',
      learningRate: 1e-3,
      exploration: 0.3,
    },
    { ...BASE, learningRate: 2e-3, faults: ['time-major-view', 'product-log-prob', 'missing-minus'] },
  ];

  it.each(configs)('10 episodes are the same, fused and on tfjs: %o', async (config) => {
    const played = (compute: PpoConfig['compute']) => playStrategy({ ...config, compute }, 10, async () => ({}));
    const fused = await played('fused');
    for (const other of [await played('cpu'), await played('float64')]) {
      expect(other.archs).toEqual(fused.archs);
      const scale = Math.max(1, ...fused.losses.map(Math.abs));
      expect(largestDifference(fused.losses, other.losses) / scale).toBeLessThan(1e-3);
      expect(largestDifference(fused.policy, other.policy)).toBeLessThan(2e-4);
    }
    expect(new Set(fused.archs).size).toBeGreaterThan(1);
  });
});
