import type { Rng } from '../core/rng';
import type { PolicyShape } from './types';

/** One tensor's place in the flat parameter vector; row-major. */
export interface ParameterSlice {
  readonly name: string;
  readonly offset: number;
  readonly size: number;
  readonly shape: readonly number[];
}

/**
 * The policy's parameters as one vector, in this order (H hidden units, K the most options of any decision, gates in the
 * order input, forget, candidate, output):
 *   inputKernel [K, 4H], recurrentKernel [4H, H], inputBias [4H], recurrentBias [4H],
 *   then of each decision t: headKernel [options_t, H], headBias [options_t]
 * The gates add both biases, as in PyTorch's LSTMCell, which the printed code uses. That is not redundant: under Adam
 * their sum moves twice as fast as one bias would, and the first decision's hidden state depends on nothing else.
 */
export interface PolicyLayout {
  readonly hidden: number;
  readonly maxOptions: number;
  readonly inputKernel: ParameterSlice;
  readonly recurrentKernel: ParameterSlice;
  readonly inputBias: ParameterSlice;
  readonly recurrentBias: ParameterSlice;
  readonly headKernels: readonly ParameterSlice[];
  readonly headBiases: readonly ParameterSlice[];
  /** All of them, in order. */
  readonly slices: readonly ParameterSlice[];
  /** Parameters altogether. */
  readonly size: number;
}

export function policyLayout({ options, hidden }: PolicyShape): PolicyLayout {
  const maxOptions = Math.max(...options);
  const slices: ParameterSlice[] = [];
  let offset = 0;
  const slice = (name: string, shape: readonly number[]): ParameterSlice => {
    const size = shape.reduce((product, length) => product * length, 1);
    const made = { name, offset, size, shape };
    offset += size;
    slices.push(made);
    return made;
  };
  const inputKernel = slice('inputKernel', [maxOptions, 4 * hidden]);
  const recurrentKernel = slice('recurrentKernel', [4 * hidden, hidden]);
  const inputBias = slice('inputBias', [4 * hidden]);
  const recurrentBias = slice('recurrentBias', [4 * hidden]);
  const headKernels: ParameterSlice[] = [];
  const headBiases: ParameterSlice[] = [];
  for (const [t, count] of options.entries()) {
    headKernels.push(slice(`headKernel${t}`, [count, hidden]));
    headBiases.push(slice(`headBias${t}`, [count]));
  }
  return {
    hidden,
    maxOptions,
    inputKernel,
    recurrentKernel,
    inputBias,
    recurrentBias,
    headKernels,
    headBiases,
    slices,
    size: offset,
  };
}

/** Every parameter uniform in [-range, range), drawn in the layout's order. The paper's range is 0.1. */
export function initialParameters(layout: PolicyLayout, range: number, rng: Rng): Float64Array {
  return Float64Array.from({ length: layout.size }, () => (2 * rng.uniform() - 1) * range);
}
