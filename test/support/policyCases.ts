import { initialParameters, policyLayout } from '../../src/engine/controller/layout';
import type { PolicyShape, PpoBatch } from '../../src/engine/controller/types';
import { Rng } from '../../src/engine/core/rng';

/** Three decisions with different option counts; twelve hidden units keep finite differences quick. */
export function unevenShape(input: PolicyShape['input']): PolicyShape {
  return { options: [5, 3, 8], hidden: 12, input };
}

/** Weights larger than the paper's, so that every nonlinearity is at work. Seed 3. */
export function strongParameters(shape: PolicyShape): Float64Array {
  return initialParameters(policyLayout(shape), 0.8, Rng.fromSeed(3, 'policy case'));
}

/** Samples with shared and with own prefixes, on both sides of the clip, with advantages of both signs. */
export const MIXED_BATCH: PpoBatch = {
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
