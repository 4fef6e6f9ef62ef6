import { initialParameters, policyLayout } from '../../src/engine/controller/layout';
import type { PolicyBatch, PolicyShape } from '../../src/engine/controller/types';
import { Rng } from '../../src/engine/core/rng';

/** Three decisions with different option counts; few hidden units keep finite differences quick. */
export function unevenShape(input: PolicyShape['input'], cell: NonNullable<PolicyShape['cell']> = 'lstm'): PolicyShape {
  return { options: [5, 3, 8], hidden: cell === 'lstm' ? 12 : 7, input, cell };
}

export const INPUTS = ['softmax', 'sample', 'embedding', 'output'] as const satisfies readonly PolicyShape['input'][];
export const CELLS = ['lstm', 'gru', 'nas'] as const;

/** Every input with every cell. */
export const SHAPES: readonly PolicyShape[] = CELLS.flatMap((cell) => INPUTS.map((input) => unevenShape(input, cell)));

/** Weights larger than the paper's, so that every nonlinearity is at work. Seed 3. */
export function strongParameters(shape: PolicyShape): Float64Array {
  return initialParameters(policyLayout(shape), 0.8, Rng.fromSeed(3, 'policy case'));
}

/** Samples with shared and with own prefixes, on both sides of the clip, with advantages of both signs. */
export const MIXED_BATCH: PolicyBatch = {
  actions: [
    [0, 1, 2],
    [4, 2, 7],
    [0, 1, 3],
    [0, 2, 2],
    [3, 0, 5],
    [4, 2, 7],
  ],
  oldLogProbs: [-4, -5, -9, -3.2, -1, -5],
  advantages: [1, -2, 0.5, 3, -1, 0.25],
};
