import { addTo, doubles, type Values, valueAt } from './geometry';

/** c[i, j] = sum over q of a[i, q] b[q, j]; a: [m, k], or [k, m] where transposed; b: [k, n], or [n, k]. */
export function matMul(
  a: Values,
  b: Values,
  [m, n, k]: readonly [number, number, number],
  transposeA: boolean,
  transposeB: boolean,
): Float64Array {
  const [left, right] = [doubles(a, m * k), doubles(b, k * n)];
  const [downA, alongA] = transposeA ? [1, m] : [k, 1];
  const [downB, alongB] = transposeB ? [1, k] : [n, 1];
  const c = new Float64Array(m * n);
  for (let i = 0; i < m; i += 1) {
    for (let j = 0; j < n; j += 1) {
      let sum = 0;
      for (let q = 0; q < k; q += 1) {
        sum += (left[i * downA + q * alongA] as number) * (right[q * downB + j * alongB] as number);
      }
      c[i * n + j] = sum;
    }
  }
  return c;
}

/** max(x, 0) */
export function relu(x: Values): Float64Array {
  return Float64Array.from(x, (value) => Math.max(value, 0));
}

/** dy where y > 0, else 0. */
export function reluGrad(dy: Values, y: Values): Float64Array {
  return Float64Array.from(dy, (slope, i) => (valueAt(y, i) > 0 ? slope : 0));
}

/** sums[c] = sum over rows of dy[row, c]. */
export function biasGrad(dy: Values, channels: number): Float64Array {
  const sums = new Float64Array(channels);
  for (let i = 0; i < dy.length; i += 1) addTo(sums, i % channels, valueAt(dy, i));
  return sums;
}

/** loss = -(1 / rows) sum of targets log softmax(logits), and its gradient (softmax(logits) - targets) / rows. */
export function softmaxCrossEntropy(
  logits: Values,
  targets: Values,
  classes: number,
): { readonly loss: number; readonly slope: Float64Array } {
  const rows = logits.length / classes;
  const slope = new Float64Array(logits.length);
  let loss = 0;
  for (let r = 0; r < rows; r += 1) {
    const row = Array.from({ length: classes }, (_, c) => valueAt(logits, r * classes + c));
    const top = Math.max(...row);
    const sum = row.reduce((all, z) => all + Math.exp(z - top), 0);
    row.forEach((z, c) => {
      const target = valueAt(targets, r * classes + c);
      loss -= (target * (z - top - Math.log(sum))) / rows;
      slope[r * classes + c] = (Math.exp(z - top) / sum - target) / rows;
    });
  }
  return { loss, slope };
}

export interface AdamState {
  readonly param: Float64Array;
  readonly m: Float64Array;
  readonly v: Float64Array;
}

/** One step of Adam as algorithm 1 of Kingma and Ba 2015 prints it, with bias-corrected moments; step is counted from 1. */
export function adam(
  state: AdamState,
  gradient: Values,
  settings: { readonly learningRate: number; readonly beta1: number; readonly beta2: number; readonly epsilon: number },
  step: number,
): AdamState {
  const { learningRate, beta1, beta2, epsilon } = settings;
  const m = state.m.map((value, i) => beta1 * value + (1 - beta1) * valueAt(gradient, i));
  const v = state.v.map((value, i) => beta2 * value + (1 - beta2) * valueAt(gradient, i) ** 2);
  const param = state.param.map((value, i) => {
    const mHat = valueAt(m, i) / (1 - beta1 ** step);
    const vHat = valueAt(v, i) / (1 - beta2 ** step);
    return value - (learningRate * mHat) / (Math.sqrt(vHat) + epsilon);
  });
  return { param, m, v };
}
