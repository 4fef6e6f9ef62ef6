import { exp, tanh } from '../../../core/exactMath';
import type { Cell } from './types';

export const sigmoid = (x: number): number => 1 / (1 + exp(-x));

/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997, with forget gate), s = inputSums + recurrentSums:
 *   i, f, o = sigmoid(s_i), sigmoid(s_f), sigmoid(s_o),  g = tanh(s_g)
 *   c = f c_before + i g,  h = o tanh(c)
 * kept: i, f, g, o, tanh(c).
 */
export const LSTM: Cell = {
  forward(memory, units, node, before) {
    const { inputSums, kept, hidden, cell } = node;
    const { recurrentSums, cell: cellBefore } = before;
    const sum = (at: number): number => (memory[inputSums + at] as number) + (memory[recurrentSums + at] as number);
    for (let u = 0; u < units; u += 1) {
      const input = sigmoid(sum(u));
      const forget = sigmoid(sum(units + u));
      const candidate = tanh(sum(2 * units + u));
      const output = sigmoid(sum(3 * units + u));
      const c = forget * (memory[cellBefore + u] as number) + input * candidate;
      const t = tanh(c);
      memory[kept + u] = input;
      memory[kept + units + u] = forget;
      memory[kept + 2 * units + u] = candidate;
      memory[kept + 3 * units + u] = output;
      memory[kept + 4 * units + u] = t;
      memory[cell + u] = c;
      memory[hidden + u] = output * t;
    }
  },

  backward(memory, units, node, before) {
    const { kept, dHidden, dCell, dInputSums } = node;
    const { cell: cellBefore, dCell: dCellBefore, dRecurrentSums } = before;
    const give = (at: number, slope: number): void => {
      memory[dInputSums + at] = slope;
      memory[dRecurrentSums + at] = (memory[dRecurrentSums + at] as number) + slope;
    };
    for (let u = 0; u < units; u += 1) {
      const input = memory[kept + u] as number;
      const forget = memory[kept + units + u] as number;
      const candidate = memory[kept + 2 * units + u] as number;
      const output = memory[kept + 3 * units + u] as number;
      const t = memory[kept + 4 * units + u] as number;
      const dh = memory[dHidden + u] as number;
      const dc = (memory[dCell + u] as number) + dh * output * (1 - t * t);
      give(u, dc * candidate * input * (1 - input));
      give(units + u, dc * (memory[cellBefore + u] as number) * forget * (1 - forget));
      give(2 * units + u, dc * input * (1 - candidate * candidate));
      give(3 * units + u, dh * t * output * (1 - output));
      memory[dCellBefore + u] = (memory[dCellBefore + u] as number) + dc * forget;
    }
  },
};
