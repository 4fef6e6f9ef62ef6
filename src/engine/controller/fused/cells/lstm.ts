import type { Cell } from './types';

/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997, with forget gate), s = inputSums + recurrentSums:
 *   i, f, o = sigmoid(s_i), sigmoid(s_f), sigmoid(s_o),  g = tanh(s_g)
 *   c = f c_before + i g,  h = o tanh(c)
 * kept: i, f, g, o, tanh(c). Written out in ../float64Lstm.ts, and for float32 in ../assembly/cell.ts.
 */
export const LSTM: Cell = {
  forward(kernels, units, node, before) {
    const { inputSums, kept, hidden, cell } = node;
    kernels.lstmForward(inputSums, before.recurrentSums, before.cell, kept, hidden, cell, units);
  },

  backward(kernels, units, node, before) {
    const { kept, dHidden, dCell, dInputSums } = node;
    kernels.lstmBackward(kept, before.cell, dHidden, dCell, dInputSums, before.dCell, before.dRecurrentSums, units);
  },
};
