import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Float64Kernels } from '../../../src/engine/controller/fused/float64Kernels';
import { FusedPolicy } from '../../../src/engine/controller/fused/fusedPolicy';
import { policyLayout } from '../../../src/engine/controller/layout';
import type { PolicyShape } from '../../../src/engine/controller/types';
import cells from '../../fixtures/torchCells.json';
import torch from '../../fixtures/torchPolicy.json';

/** What of a fixture's case is a name. */
const parsed = z.object({
  input: z.enum(['softmax', 'sample', 'embedding', 'output']),
  cell: z.enum(['gru', 'nas']),
  update: z.enum(['ppo', 'reinforce']),
});

/** Against torch.nn.LSTMCell and autograd in float64; the numbers come from test/fixtures/torchPolicy.py. */
describe.each(['softmax', 'sample'] as const)('policy against PyTorch, input %s', (input) => {
  const expected = torch.cases[input];
  const shape: PolicyShape = { options: torch.options, hidden: torch.hidden, input };
  const parameters = Float64Array.from({ length: policyLayout(shape).size }, (_, i) => 0.9 * Math.sin(1 + 0.7 * i));
  const policy = new FusedPolicy(shape, parameters, new Float64Kernels());

  it('has its conditionals', () => {
    for (const [t, rows] of expected.conditionals.entries()) {
      const ours = policy.conditionals(
        t,
        torch.actions.map((path) => path.slice(0, t)),
      );
      for (const [i, row] of rows.entries()) {
        for (const [k, p] of row.entries()) expect(ours[i]?.[k]).toBeCloseTo(p, 13);
      }
    }
  });

  it('has its PPO loss and gradient', () => {
    const { report, gradient } = policy.gradient(torch, torch);
    expect(report.loss).toBeCloseTo(expected.loss, 13);
    expect(report.policyLoss).toBeCloseTo(expected.policyLoss, 13);
    expect(report.entropy).toBeCloseTo(expected.entropy, 13);
    expect(gradient.length).toBe(expected.gradient.length);
    for (const [i, slope] of expected.gradient.entries()) expect(gradient[i]).toBeCloseTo(slope, 13);
  });
});

/** Against torch.nn.GRUCell, and NASCell written in PyTorch from its equations; the numbers come from test/fixtures/torchCells.py. */
describe.each(cells.cases.map((one) => [`${one.cell}, input ${one.input}, ${one.update}`, one] as const))(
  'policy against PyTorch, %s',
  (_, expected) => {
    const { input, cell, update } = parsed.parse(expected);
    const shape: PolicyShape = { options: cells.options, hidden: cells.hidden, input, cell };
    const parameters = Float64Array.from({ length: policyLayout(shape).size }, (_, i) => 0.9 * Math.sin(1 + 0.7 * i));
    const policy = new FusedPolicy(shape, parameters, new Float64Kernels());

    it('has its conditionals, loss and gradient', () => {
      for (const [t, rows] of expected.conditionals.entries()) {
        const ours = policy.conditionals(
          t,
          cells.actions.map((path) => path.slice(0, t)),
        );
        for (const [i, row] of rows.entries()) {
          for (const [k, p] of row.entries()) expect(ours[i]?.[k]).toBeCloseTo(p, 13);
        }
      }
      const { report, gradient } = policy.gradient(cells, { ...cells, update });
      expect(report.loss).toBeCloseTo(expected.loss, 13);
      expect(report.entropy).toBeCloseTo(expected.entropy, 13);
      expect(gradient.length).toBe(expected.gradient.length);
      for (const [i, slope] of expected.gradient.entries()) expect(gradient[i]).toBeCloseTo(slope, 13);
    });
  },
);
