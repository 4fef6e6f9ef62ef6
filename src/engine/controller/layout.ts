import type { Rng } from '../core/rng';
import type { PolicyShape } from './types';

/** One tensor's place in the flat parameter vector; row-major. */
export interface ParameterSlice {
  readonly name: string;
  readonly offset: number;
  readonly size: number;
  readonly shape: readonly number[];
}

/** Sums of inputs per hidden unit that a cell takes, in this order of the kernels' blocks. */
export const CELL_GATES = {
  /** input, forget, candidate, output */
  lstm: 4,
  /** reset, update, candidate */
  gru: 3,
  /** the eight leaves of NASCell's tree */
  nas: 8,
} as const;

/**
 * The policy's parameters as one vector, in this order (H hidden units, G gates of the cell, K the most options of any
 * decision, D = K for inputs 'softmax' and 'sample', else H):
 *   inputKernel [D, GH], recurrentKernel [GH, H], inputBias [GH], recurrentBias [GH],
 *   then of each decision t: headKernel [options_t, H], headBias [options_t],
 *   then for inputs 'embedding' and 'output': start [H], for 'embedding' of each decision but the last: embedding [options_t, H]
 * The gates add both biases, as in PyTorch's LSTMCell, which the printed code uses. That is not redundant: under Adam
 * their sum moves twice as fast as one bias would, and the first decision's hidden state depends on nothing else.
 */
export interface PolicyLayout {
  readonly hidden: number;
  readonly gates: number;
  readonly maxOptions: number;
  /** Length of the network's input. */
  readonly inputs: number;
  readonly inputKernel: ParameterSlice;
  readonly recurrentKernel: ParameterSlice;
  readonly inputBias: ParameterSlice;
  readonly recurrentBias: ParameterSlice;
  readonly headKernels: readonly ParameterSlice[];
  readonly headBiases: readonly ParameterSlice[];
  /** The first input, where it is learned. */
  readonly start: ParameterSlice | null;
  /** One per decision but the last; none for the other inputs. */
  readonly embeddings: readonly ParameterSlice[];
  /** All of them, in order. */
  readonly slices: readonly ParameterSlice[];
  /** Parameters altogether. */
  readonly size: number;
}

export function policyLayout({ options, hidden, input, cell = 'lstm' }: PolicyShape): PolicyLayout {
  const maxOptions = Math.max(...options);
  const gates = CELL_GATES[cell];
  const learned = input === 'embedding' || input === 'output';
  const inputs = learned ? hidden : maxOptions;
  const slices: ParameterSlice[] = [];
  let offset = 0;
  const slice = (name: string, shape: readonly number[]): ParameterSlice => {
    const size = shape.reduce((product, length) => product * length, 1);
    const made = { name, offset, size, shape };
    offset += size;
    slices.push(made);
    return made;
  };
  const inputKernel = slice('inputKernel', [inputs, gates * hidden]);
  const recurrentKernel = slice('recurrentKernel', [gates * hidden, hidden]);
  const inputBias = slice('inputBias', [gates * hidden]);
  const recurrentBias = slice('recurrentBias', [gates * hidden]);
  const headKernels: ParameterSlice[] = [];
  const headBiases: ParameterSlice[] = [];
  for (const [t, count] of options.entries()) {
    headKernels.push(slice(`headKernel${t}`, [count, hidden]));
    headBiases.push(slice(`headBias${t}`, [count]));
  }
  const start = learned ? slice('start', [hidden]) : null;
  const embedded = input === 'embedding' ? options.slice(0, -1) : [];
  const embeddings = embedded.map((count, t) => slice(`embedding${t}`, [count, hidden]));
  return {
    hidden,
    gates,
    maxOptions,
    inputs,
    inputKernel,
    recurrentKernel,
    inputBias,
    recurrentBias,
    headKernels,
    headBiases,
    start,
    embeddings,
    slices,
    size: offset,
  };
}

/** Every parameter uniform in [-range, range), drawn in the layout's order. The paper's range is 0.1. */
export function initialParameters(layout: PolicyLayout, range: number, rng: Rng): Float64Array {
  return Float64Array.from({ length: layout.size }, () => (2 * rng.uniform() - 1) * range);
}
