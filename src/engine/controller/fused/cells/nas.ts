import { tanh } from '../../../core/exactMath';
import { sigmoid } from './sigmoid';
import type { Cell } from './types';

/**
 * The cell that architecture search found for language modelling (Zoph and Le 2017, figure 8, the "base" cell; as in TensorFlow
 * Addons' NASCell). x and m are the eight blocks of inputSums and recurrentSums:
 *   a0 = sigmoid(x0 + m0)  a1 = relu(x1 + m1)  a2 = sigmoid(x2 + m2)  a3 = relu(x3 m3)
 *   a4 = tanh(x4 + m4)     a5 = sigmoid(x5 + m5)  a6 = tanh(x6 + m6)  a7 = sigmoid(x7 + m7)
 *   b0 = tanh(a0 a1)  b1 = tanh(a2 + a3)  b2 = tanh(a4 a5)  b3 = sigmoid(a6 + a7)
 *   e = tanh(b0 + c_before),  c = e b1,  q = tanh(b2 + b3),  h = tanh(c q)
 * Deviation: both sums have biases, as the other cells' do; TensorFlow's has none unless asked for.
 * kept: a0..a7, b0..b3, e, q.
 */
export const NAS: Cell = {
  forward({ memory }, units, node, before) {
    const { inputSums, kept, hidden, cell } = node;
    const { recurrentSums, cell: cellBefore } = before;
    const relu = (x: number): number => (x > 0 ? x : 0);
    for (let u = 0; u < units; u += 1) {
      const x = (gate: number): number => memory[inputSums + gate * units + u] as number;
      const m = (gate: number): number => memory[recurrentSums + gate * units + u] as number;
      const keep = (block: number, value: number): number => {
        memory[kept + block * units + u] = value;
        return value;
      };
      const a0 = keep(0, sigmoid(x(0) + m(0)));
      const a1 = keep(1, relu(x(1) + m(1)));
      const a2 = keep(2, sigmoid(x(2) + m(2)));
      const a3 = keep(3, relu(x(3) * m(3)));
      const a4 = keep(4, tanh(x(4) + m(4)));
      const a5 = keep(5, sigmoid(x(5) + m(5)));
      const a6 = keep(6, tanh(x(6) + m(6)));
      const a7 = keep(7, sigmoid(x(7) + m(7)));
      const b0 = keep(8, tanh(a0 * a1));
      const b1 = keep(9, tanh(a2 + a3));
      const b2 = keep(10, tanh(a4 * a5));
      const b3 = keep(11, sigmoid(a6 + a7));
      const e = keep(12, tanh(b0 + (memory[cellBefore + u] as number)));
      const q = keep(13, tanh(b2 + b3));
      memory[cell + u] = e * b1;
      memory[hidden + u] = tanh(e * b1 * q);
    }
  },

  backward({ memory }, units, node, before) {
    const { inputSums, kept, hidden, cell, dHidden, dCell, dInputSums } = node;
    const { recurrentSums, dCell: dCellBefore, dRecurrentSums } = before;
    for (let u = 0; u < units; u += 1) {
      const of = (block: number): number => memory[kept + block * units + u] as number;
      const give = (gate: number, forInput: number, forRecurrent: number): void => {
        const at = gate * units + u;
        memory[dInputSums + at] = forInput;
        memory[dRecurrentSums + at] = (memory[dRecurrentSums + at] as number) + forRecurrent;
      };
      const both = (gate: number, slope: number): void => give(gate, slope, slope);
      const h = memory[hidden + u] as number;
      const c = memory[cell + u] as number;
      const q = of(13);
      const e = of(12);
      const dProduct = (memory[dHidden + u] as number) * (1 - h * h);
      const dc = (memory[dCell + u] as number) + dProduct * q;
      const dInjected = dc * of(9) * (1 - e * e);
      memory[dCellBefore + u] = (memory[dCellBefore + u] as number) + dInjected;
      const dq = dProduct * c * (1 - q * q);
      const s0 = dInjected * (1 - of(8) * of(8));
      const s1 = dc * e * (1 - of(9) * of(9));
      const s2 = dq * (1 - of(10) * of(10));
      const s3 = dq * of(11) * (1 - of(11));
      const viaSigmoid = (block: number): number => of(block) * (1 - of(block));
      const viaTanh = (block: number): number => 1 - of(block) * of(block);
      both(0, s0 * of(1) * viaSigmoid(0));
      both(1, of(1) > 0 ? s0 * of(0) : 0);
      both(2, s1 * viaSigmoid(2));
      const open = of(3) > 0 ? s1 : 0;
      give(3, open * (memory[recurrentSums + 3 * units + u] as number), open * (memory[inputSums + 3 * units + u] as number));
      both(4, s2 * of(5) * viaTanh(4));
      both(5, s2 * of(4) * viaSigmoid(5));
      both(6, s3 * viaTanh(6));
      both(7, s3 * viaSigmoid(7));
    }
  },
};
