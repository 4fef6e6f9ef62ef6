import { z } from 'zod';
import { LabError } from '../core/errors';
import type { JsonValue } from '../core/json';
import { decodeFloats, encodeFloats } from './floatText';

/** Parameters, Adam's first and second moments (flat, see layout.ts) and the number of steps taken. */
export interface PolicyState {
  readonly parameters: Float64Array;
  readonly firstMoments: Float64Array;
  readonly secondMoments: Float64Array;
  readonly steps: number;
}

const stateSchema = z.strictObject({
  steps: z.number().int().min(0),
  parameters: z.string(),
  firstMoments: z.string(),
  secondMoments: z.string(),
});

export function encodePolicyState(state: PolicyState): JsonValue {
  return {
    steps: state.steps,
    parameters: encodeFloats(state.parameters),
    firstMoments: encodeFloats(state.firstMoments),
    secondMoments: encodeFloats(state.secondMoments),
  };
}

/** Throws LabError 'checkpoint' where the text is not the state of a policy with `size` parameters. */
export function decodePolicyState(json: JsonValue, size: number): PolicyState {
  const parsed = stateSchema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new LabError(
      'checkpoint',
      `strategy.policy${issue === undefined ? '' : `.${issue.path.join('.')}: ${issue.message}`}`,
      'The checkpoint is damaged: start the run again.',
    );
  }
  const { steps, ...texts } = parsed.data;
  return {
    steps,
    parameters: decodeFloats(texts.parameters, size, 'strategy.policy.parameters'),
    firstMoments: decodeFloats(texts.firstMoments, size, 'strategy.policy.firstMoments'),
    secondMoments: decodeFloats(texts.secondMoments, size, 'strategy.policy.secondMoments'),
  };
}

/** Adam's constants (Kingma and Ba 2015, defaults of algorithm 1). */
export const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;

/** RMSProp's constants (Hinton's lecture 6e, with PyTorch's default decay). */
export const RMSPROP = { decay: 0.99, epsilon: 1e-8 } as const;

/**
 * The factors of Adam's step number t (1-based), with both bias corrections folded in:
 *   theta -= rate * m / (sqrt(v) + epsilon'),  rate = lr * sqrt(1 - beta2^t) / (1 - beta1^t),  epsilon' = epsilon * sqrt(1 - beta2^t)
 * which equals lr * mHat / (sqrt(vHat) + epsilon). Powers by repeated multiplication: the same bits on every engine.
 */
export function adamStep(learningRate: number, t: number): { readonly rate: number; readonly epsilon: number } {
  const correction = Math.sqrt(1 - power(ADAM.beta2, t));
  return { rate: (learningRate * correction) / (1 - power(ADAM.beta1, t)), epsilon: ADAM.epsilon * correction };
}

/** base^n by squaring, n a non-negative integer. */
function power(base: number, n: number): number {
  let result = 1;
  let square = base;
  for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= square;
    square *= square;
  }
  return result;
}
