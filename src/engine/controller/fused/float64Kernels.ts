import { ADAM, RMSPROP } from '../state';
import { lstmBackward, lstmForward } from './float64Lstm';
import type { AdamPlaces, Kernels, StepFactors } from './kernels';
import { MOST_NUMBERS, noRoomError } from './room';

/** The kernels as their formulas say, in float64: the exact witness of the fast ones, and of gradients by finite differences. */
export class Float64Kernels implements Kernels {
  memory = new Float64Array(0);
  readonly begin = 0;

  reserve(count: number): void {
    if (count <= this.memory.length) return;
    if (count > MOST_NUMBERS) throw noRoomError(2 * count);
    const grown = new Float64Array(count);
    grown.set(this.memory);
    this.memory = grown;
  }

  multiply(y: number, base: number, matrix: number, x: number, rows: number, columns: number): void {
    const { memory } = this;
    for (let r = 0; r < rows; r += 1) {
      const row = matrix + r * columns;
      let sum = 0;
      for (let k = 0; k < columns; k += 1) sum += (memory[row + k] as number) * (memory[x + k] as number);
      memory[y + r] = (memory[base + r] as number) + sum;
    }
  }

  multiplyTransposed(y: number, matrix: number, d: number, rows: number, columns: number): void {
    const { memory } = this;
    for (let r = 0; r < rows; r += 1) this.addScaled(y, memory[d + r] as number, matrix + r * columns, columns);
  }

  outer(g: number, d: number, x: number, count: number, rows: number, columns: number, accumulate: boolean): void {
    const { memory } = this;
    if (!accumulate) memory.fill(0, g, g + rows * columns);
    for (let n = 0; n < count; n += 1) {
      for (let r = 0; r < rows; r += 1) {
        this.addScaled(g + r * columns, memory[d + n * rows + r] as number, x + n * columns, columns);
      }
    }
  }

  lstmForward(
    inputSums: number,
    recurrentSums: number,
    cellBefore: number,
    kept: number,
    hidden: number,
    cell: number,
    units: number,
  ): void {
    lstmForward(this.memory, inputSums, recurrentSums, cellBefore, kept, hidden, cell, units);
  }

  lstmBackward(
    kept: number,
    cellBefore: number,
    dHidden: number,
    dCell: number,
    dInputSums: number,
    dCellBefore: number,
    dRecurrentSums: number,
    units: number,
  ): void {
    lstmBackward(this.memory, kept, cellBefore, dHidden, dCell, dInputSums, dCellBefore, dRecurrentSums, units);
  }

  sumOfSquares(at: number, count: number): number {
    return this.memory.subarray(at, at + count).reduce((sum, value) => sum + value * value, 0);
  }

  adam(p: number, g: number, m: number, v: number, count: number, shift: number, factors: StepFactors): void {
    const places = { p, m, v, shift };
    for (let i = 0; i < count; i += 1) this.adamOne(places, i, this.memory[g + i] as number, factors);
  }

  adamOuter(places: AdamPlaces, d: number, x: number, nodes: number, rows: number, columns: number, factors: StepFactors): void {
    const { memory } = this;
    for (let r = 0; r < rows; r += 1) {
      for (let k = 0; k < columns; k += 1) {
        let gradient = 0;
        for (let n = 0; n < nodes; n += 1) {
          gradient += (memory[d + n * rows + r] as number) * (memory[x + n * columns + k] as number);
        }
        this.adamOne(places, r * columns + k, gradient, factors);
      }
    }
  }

  rmsprop(p: number, g: number, v: number, count: number, { scale, rate, epsilon }: StepFactors): void {
    const { memory } = this;
    for (let i = 0; i < count; i += 1) {
      const gradient = scale * (memory[g + i] as number);
      const second = RMSPROP.decay * (memory[v + i] as number) + (1 - RMSPROP.decay) * gradient * gradient;
      memory[v + i] = second;
      memory[p + i] = (memory[p + i] as number) - (rate * gradient) / (Math.sqrt(second) + epsilon);
    }
  }

  sgd(p: number, g: number, count: number, { scale, rate }: StepFactors): void {
    this.addScaled(p, -scale * rate, g, count);
  }

  private adamOne({ p, m, v, shift }: AdamPlaces, i: number, raw: number, { scale, rate, epsilon }: StepFactors): void {
    const { memory } = this;
    const gradient = scale * raw;
    const first = ADAM.beta1 * (memory[m + i] as number) + (1 - ADAM.beta1) * gradient;
    const second = ADAM.beta2 * (memory[v + i] as number) + (1 - ADAM.beta2) * gradient * gradient;
    memory[m + shift + i] = first;
    memory[v + shift + i] = second;
    memory[p + shift + i] = (memory[p + i] as number) - (rate * first) / (Math.sqrt(second) + epsilon);
  }

  /** target[i] += scale * source[i], i < count */
  private addScaled(target: number, scale: number, source: number, count: number): void {
    if (scale === 0) return;
    const { memory } = this;
    for (let k = 0; k < count; k += 1) {
      memory[target + k] = (memory[target + k] as number) + scale * (memory[source + k] as number);
    }
  }
}
