import { type Values, valueAt } from './geometry';

/** A parameter with the velocity of gradient descent with momentum. */
export interface SgdState {
  readonly param: Float64Array;
  readonly velocity: Float64Array;
}

/**
 * One step as PyTorch's SGD defines it, dampening 0: g' = g + weightDecay p; b <- momentum b + g';
 * p <- p - lr b, or with nesterov p <- p - lr (g' + momentum b). b starts at 0.
 */
export function sgd(
  state: SgdState,
  gradient: Values,
  settings: {
    readonly learningRate: number;
    readonly momentum: number;
    readonly weightDecay: number;
    readonly nesterov: boolean;
  },
): SgdState {
  const { learningRate, momentum, weightDecay, nesterov } = settings;
  const slope = state.param.map((value, i) => valueAt(gradient, i) + weightDecay * value);
  const velocity = state.velocity.map((value, i) => momentum * value + valueAt(slope, i));
  const param = state.param.map((value, i) => {
    const b = valueAt(velocity, i);
    return value - learningRate * (nesterov ? valueAt(slope, i) + momentum * b : b);
  });
  return { param, velocity };
}
