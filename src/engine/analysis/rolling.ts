/** The paper's window, in episodes. */
export const PAPER_WINDOW = 20;

export interface RollingSeries {
  readonly mean: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  /** With divisor n. */
  readonly std: Float64Array;
}

function checkWindow(window: number): void {
  if (!Number.isInteger(window) || window < 1)
    throw new RangeError(`rolling: the window is an integer of at least 1, got ${window}`);
}

/**
 * mean_i = (x_(i-w+1) + ... + x_i) / w over the trailing window; over the values there are while i < w - 1.
 * Deviation: pandas' rolling(w), which the printed code uses, has no value for the first w - 1 points.
 * values: [n], finite. O(n); the sum is formed anew at every w-th point, so that rounding does not pile up.
 */
export function rollingMean(values: ArrayLike<number>, window: number): Float64Array {
  checkWindow(window);
  const means = new Float64Array(values.length);
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) {
    const from = Math.max(0, i - window + 1);
    if (i % window === 0) {
      sum = 0;
      for (let j = from; j <= i; j += 1) sum += values[j] ?? 0;
    } else {
      sum += (values[i] ?? 0) - (i >= window ? (values[i - window] ?? 0) : 0);
    }
    means[i] = sum / (i - from + 1);
  }
  return means;
}

/** Least (sign 1) or greatest (sign -1) of each trailing window, by a queue of candidates: O(n). */
function rollingExtreme(values: ArrayLike<number>, window: number, sign: 1 | -1): Float64Array {
  const extremes = new Float64Array(values.length);
  const queue = new Int32Array(values.length);
  let head = 0;
  let tail = 0;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? 0;
    while (tail > head && sign * (values[queue[tail - 1] ?? 0] ?? 0) >= sign * value) tail -= 1;
    queue[tail] = i;
    tail += 1;
    if ((queue[head] ?? 0) <= i - window) head += 1;
    extremes[i] = values[queue[head] ?? 0] ?? 0;
  }
  return extremes;
}

/** Trailing mean, least, greatest and standard deviation with a window of w values; shorter at the start. values: [n], finite. */
export function rolling(values: ArrayLike<number>, window: number): RollingSeries {
  const mean = rollingMean(values, window);
  const std = new Float64Array(values.length);
  for (let i = 0; i < values.length; i += 1) {
    const from = Math.max(0, i - window + 1);
    let squares = 0;
    for (let j = from; j <= i; j += 1) squares += ((values[j] ?? 0) - (mean[i] ?? 0)) ** 2;
    std[i] = Math.sqrt(squares / (i - from + 1));
  }
  return { mean, min: rollingExtreme(values, window, 1), max: rollingExtreme(values, window, -1), std };
}
