import type { UnaryActivation } from '../ops/activation';
import { type Values, valueAt } from './geometry';

interface Activation {
  readonly value: (x: number) => number;
  readonly slope: (x: number) => number;
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

const ACTIVATIONS: Readonly<Record<UnaryActivation, Activation>> = {
  tanh: { value: Math.tanh, slope: (x) => 1 / Math.cosh(x) ** 2 },
  sigmoid: { value: sigmoid, slope: (x) => sigmoid(x) * sigmoid(-x) },
  relu6: { value: (x) => Math.min(Math.max(x, 0), 6), slope: (x) => (x > 0 && x < 6 ? 1 : 0) },
  swish: { value: (x) => x * sigmoid(x), slope: (x) => sigmoid(x) + x * sigmoid(x) * sigmoid(-x) },
};

/** fn(x), number by number. */
export function activation(fn: UnaryActivation, x: Values): Float64Array {
  return Float64Array.from(x, ACTIVATIONS[fn].value);
}

/** dy fn'(x) */
export function activationGrad(fn: UnaryActivation, dy: Values, x: Values): Float64Array {
  return Float64Array.from(dy, (slope, i) => slope * ACTIVATIONS[fn].slope(valueAt(x, i)));
}
