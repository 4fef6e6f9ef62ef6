import { tanh } from '../../../core/exactMath';
import { sigmoid } from './sigmoid';
import type { Cell } from './types';

/**
 * Gated recurrent unit (Cho et al. 2014; the candidate's reset gate after the product, as in cuDNN and PyTorch). x and m are the
 * blocks of inputSums and recurrentSums:
 *   r = sigmoid(x_0 + m_0),  z = sigmoid(x_1 + m_1),  n = tanh(x_2 + r m_2)
 *   h = (1 - z) n + z h_before
 * It has no cell state beside h. kept: r, z, n.
 */
export const GRU: Cell = {
  forward({ memory }, units, node, before) {
    const { inputSums, kept, hidden } = node;
    const { recurrentSums, hidden: hiddenBefore } = before;
    for (let u = 0; u < units; u += 1) {
      const reset = sigmoid((memory[inputSums + u] as number) + (memory[recurrentSums + u] as number));
      const update = sigmoid((memory[inputSums + units + u] as number) + (memory[recurrentSums + units + u] as number));
      const recurrent = memory[recurrentSums + 2 * units + u] as number;
      const candidate = tanh((memory[inputSums + 2 * units + u] as number) + reset * recurrent);
      memory[kept + u] = reset;
      memory[kept + units + u] = update;
      memory[kept + 2 * units + u] = candidate;
      memory[hidden + u] = (1 - update) * candidate + update * (memory[hiddenBefore + u] as number);
    }
  },

  backward({ memory }, units, node, before) {
    const { kept, dHidden, dInputSums } = node;
    const { recurrentSums, hidden: hiddenBefore, dHidden: dHiddenBefore, dRecurrentSums } = before;
    const add = (place: number, slope: number): void => {
      memory[place] = (memory[place] as number) + slope;
    };
    for (let u = 0; u < units; u += 1) {
      const reset = memory[kept + u] as number;
      const update = memory[kept + units + u] as number;
      const candidate = memory[kept + 2 * units + u] as number;
      const dh = memory[dHidden + u] as number;
      const dCandidate = dh * (1 - update) * (1 - candidate * candidate);
      const dUpdate = dh * ((memory[hiddenBefore + u] as number) - candidate) * update * (1 - update);
      const dReset = dCandidate * (memory[recurrentSums + 2 * units + u] as number) * reset * (1 - reset);
      memory[dInputSums + u] = dReset;
      memory[dInputSums + units + u] = dUpdate;
      memory[dInputSums + 2 * units + u] = dCandidate;
      add(dRecurrentSums + u, dReset);
      add(dRecurrentSums + units + u, dUpdate);
      add(dRecurrentSums + 2 * units + u, dCandidate * reset);
      add(dHiddenBefore + u, dh * update);
    }
  },
};
