import { exp, log, tanh } from '../../core/exactMath';
import { ADAM, adamStep } from '../state';

/** The loops of the fused policy, each over plain typed arrays; offsets point into the flat parameter vector. */

const sigmoid = (x: number): number => 1 / (1 + exp(-x));

/**
 * out = M x + base;  M: [rows, columns] row-major at `offset` of `matrix`, x: [columns], base: [rows].
 * Four partial sums, because one chain of additions would wait for each of them.
 */
export function multiplyAdd(
  matrix: Float64Array,
  offset: number,
  x: Float64Array,
  base: Float64Array,
  rows: number,
  columns: number,
  out: Float64Array,
): void {
  const whole = columns - (columns % 4);
  for (let row = 0; row < rows; row += 1) {
    const start = offset + row * columns;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let k = 0; k < whole; k += 4) {
      const at = start + k;
      a += (matrix[at] as number) * (x[k] as number);
      b += (matrix[at + 1] as number) * (x[k + 1] as number);
      c += (matrix[at + 2] as number) * (x[k + 2] as number);
      d += (matrix[at + 3] as number) * (x[k + 3] as number);
    }
    for (let k = whole; k < columns; k += 1) a += (matrix[start + k] as number) * (x[k] as number);
    out[row] = (base[row] as number) + (a + b + (c + d));
  }
}

/**
 * One row at a time: gradient of M += dOut x^T, dX += M^T dOut;  M: [rows, columns] at `offset`, dOut: [rows].
 */
export function multiplyAddBackward(
  matrix: Float64Array,
  gradient: Float64Array,
  offset: number,
  x: Float64Array,
  dOut: Float64Array,
  rows: number,
  columns: number,
  dX: Float64Array,
): void {
  for (let row = 0; row < rows; row += 1) {
    const slope = dOut[row] as number;
    if (slope === 0) continue;
    const start = offset + row * columns;
    for (let k = 0; k < columns; k += 1) {
      const at = start + k;
      gradient[at] = (gradient[at] as number) + slope * (x[k] as number);
      dX[k] = (dX[k] as number) + slope * (matrix[at] as number);
    }
  }
}

/** target[targetOffset + i] += scale * source[sourceOffset + i], i < count. */
export function addScaled(
  target: Float64Array,
  targetOffset: number,
  scale: number,
  source: Float64Array,
  sourceOffset: number,
  count: number,
): void {
  for (let i = 0; i < count; i += 1) {
    target[targetOffset + i] = (target[targetOffset + i] as number) + scale * (source[sourceOffset + i] as number);
  }
}

/**
 * The LSTM cell (Hochreiter and Schmidhuber 1997, with forget gate):
 *   i, f, o = sigmoid(.), g = tanh(.),  c = f * cBefore + i * g,  h = o * tanh(c)
 * gates: [4H] sums in, activations out.
 */
export function lstmCell(
  gates: Float64Array,
  cellBefore: Float64Array | null,
  cell: Float64Array,
  tanhCell: Float64Array,
  hidden: Float64Array,
): void {
  const units = cell.length;
  for (let u = 0; u < units; u += 1) {
    const input = sigmoid(gates[u] as number);
    const forget = sigmoid(gates[units + u] as number);
    const candidate = tanh(gates[2 * units + u] as number);
    const output = sigmoid(gates[3 * units + u] as number);
    const c = (cellBefore === null ? 0 : forget * (cellBefore[u] as number)) + input * candidate;
    const t = tanh(c);
    gates[u] = input;
    gates[units + u] = forget;
    gates[2 * units + u] = candidate;
    gates[3 * units + u] = output;
    cell[u] = c;
    tanhCell[u] = t;
    hidden[u] = output * t;
  }
}

/**
 * Backward of lstmCell. dHidden: [H]; dCell: [H], from the steps after; dGates: [4H], receives the gradient of the sums;
 * dCellBefore: [H] or null, is added to.
 */
export function lstmCellBackward(
  gates: Float64Array,
  cellBefore: Float64Array | null,
  tanhCell: Float64Array,
  dHidden: Float64Array,
  dCell: Float64Array,
  dGates: Float64Array,
  dCellBefore: Float64Array | null,
): void {
  const units = tanhCell.length;
  for (let u = 0; u < units; u += 1) {
    const input = gates[u] as number;
    const forget = gates[units + u] as number;
    const candidate = gates[2 * units + u] as number;
    const output = gates[3 * units + u] as number;
    const t = tanhCell[u] as number;
    const dh = dHidden[u] as number;
    const dc = (dCell[u] as number) + dh * output * (1 - t * t);
    dGates[u] = dc * candidate * input * (1 - input);
    dGates[2 * units + u] = dc * input * (1 - candidate * candidate);
    dGates[3 * units + u] = dh * t * output * (1 - output);
    if (cellBefore === null || dCellBefore === null) {
      dGates[units + u] = 0;
    } else {
      dGates[units + u] = dc * (cellBefore[u] as number) * forget * (1 - forget);
      dCellBefore[u] = (dCellBefore[u] as number) + dc * forget;
    }
  }
}

/**
 * probs = softmax(logits), logProbs = log softmax(logits), shifted by the largest logit; logProbs holds the logits on
 * entry. Returns the entropy -sum(p log p) in nats.
 */
export function softmaxInPlace(logProbs: Float64Array, probs: Float64Array): number {
  const count = probs.length;
  let largest = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < count; k += 1) largest = Math.max(largest, logProbs[k] as number);
  let sum = 0;
  for (let k = 0; k < count; k += 1) sum += exp((logProbs[k] as number) - largest);
  const logSum = largest + log(sum);
  let entropy = 0;
  for (let k = 0; k < count; k += 1) {
    const logProb = (logProbs[k] as number) - logSum;
    const prob = exp(logProb);
    logProbs[k] = logProb;
    probs[k] = prob;
    entropy -= prob * logProb;
  }
  return entropy;
}

/** Adam (Kingma and Ba 2015, algorithm 1), step number t (1-based), in place over all parameters in one pass. */
export function adamUpdate(
  parameters: Float64Array,
  gradient: Float64Array,
  firstMoments: Float64Array,
  secondMoments: Float64Array,
  learningRate: number,
  t: number,
): void {
  const { rate, epsilon } = adamStep(learningRate, t);
  const keep1 = ADAM.beta1;
  const keep2 = ADAM.beta2;
  const take1 = 1 - keep1;
  const take2 = 1 - keep2;
  for (let i = 0; i < parameters.length; i += 1) {
    const g = gradient[i] as number;
    const m = keep1 * (firstMoments[i] as number) + take1 * g;
    const v = keep2 * (secondMoments[i] as number) + take2 * g * g;
    firstMoments[i] = m;
    secondMoments[i] = v;
    parameters[i] = (parameters[i] as number) - (rate * m) / (Math.sqrt(v) + epsilon);
  }
}
