import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { nodeWasmAssets } from '../../../src/cli/wasmAssets';
import { disposeOptimiser, openBackend, optimiserState, optimiserStep, tf } from '../../../src/engine/tensor';

const numbers = z.array(z.number());
const shared = { learningRate: z.number(), weightDecay: z.number().exactOptional() };
const fixture = z
  .object({
    shapes: z.array(numbers),
    start: z.array(numbers),
    gradients: z.array(z.array(numbers)),
    cases: z.array(
      z.object({
        settings: z.discriminatedUnion('kind', [
          z.object({ kind: z.literal('adam'), ...shared, beta1: z.number(), beta2: z.number(), epsilon: z.number() }),
          z.object({ kind: z.literal('sgd'), ...shared, momentum: z.number(), nesterov: z.boolean().exactOptional() }),
        ]),
        params: z.array(numbers),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(new URL('../../fixtures/optimiser-steps.json', import.meta.url), 'utf8')));

const wasm = nodeWasmAssets(new URL('../../..', import.meta.url).pathname);
const freshParams = (): tf.Variable[] =>
  fixture.shapes.map((shape, i) => tf.tidy(() => tf.variable(tf.tensor(fixture.start[i] ?? [], shape))));

describe.each(['cpu', 'wasm'] as const)('six optimiser steps on %s, against PyTorch', (backend) => {
  it.each(fixture.cases.map((item) => [JSON.stringify(item.settings), item] as const))(
    '%s',
    async (_name, { settings, params }) => {
      await openBackend({ backend, assets: { wasm } });
      const variables = freshParams();
      const state = optimiserState(variables, settings.kind);
      for (const step of fixture.gradients) {
        const tensors = step.map((gradient, i) => tf.tensor(gradient, fixture.shapes[i]));
        optimiserStep(state, tensors, settings);
        tf.dispose(tensors);
      }
      for (const [i, variable] of variables.entries()) {
        const got = await variable.data();
        const worst = Math.max(...(params[i] ?? []).map((value, k) => Math.abs(value - (got[k] ?? Number.NaN))));
        expect(worst, `parameter ${i}`).toBeLessThan(2e-6);
      }
      disposeOptimiser(state);
      tf.dispose(variables);
    },
  );
});

describe('an optimiser', () => {
  it('refuses gradients that do not fit its parameters, and the settings of another kind', async () => {
    await openBackend({ backend: 'wasm', assets: { wasm } });
    const variables = freshParams();
    const state = optimiserState(variables, 'sgd');
    const zeros = fixture.shapes.map((shape) => tf.zeros(shape));
    const sgd = { kind: 'sgd', learningRate: 0.1, momentum: 0 } as const;
    expect(() => optimiserStep(state, zeros.slice(1), sgd)).toThrow(/sgd on parameters of 90,5,21 .* gradients of 5,21/);
    const adam = { kind: 'adam', learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;
    expect(() => optimiserStep(state, zeros, adam)).toThrow(/asked for adam/);
    disposeOptimiser(state);
    tf.dispose([...variables, ...zeros]);
  });
});
