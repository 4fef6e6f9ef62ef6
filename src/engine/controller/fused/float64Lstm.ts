import { tanh } from '../../core/exactMath';
import { sigmoid } from './cells/sigmoid';
import type { Floats } from './kernels';

/** Kernels.lstmForward, unit by unit; cells/lstm.ts has the formulas. */
export function lstmForward(
  memory: Floats,
  inputSums: number,
  recurrentSums: number,
  cellBefore: number,
  kept: number,
  hidden: number,
  cell: number,
  units: number,
): void {
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
}

/** Kernels.lstmBackward, unit by unit. */
export function lstmBackward(
  memory: Floats,
  kept: number,
  cellBefore: number,
  dHidden: number,
  dCell: number,
  dInputSums: number,
  dCellBefore: number,
  dRecurrentSums: number,
  units: number,
): void {
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
}
