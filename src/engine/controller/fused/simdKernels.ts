import { EXP_STEPS } from '../../core/exactMath';
import { ADAM, RMSPROP } from '../state';
import { KERNEL_BYTES } from './kernelBytes';
import type { AdamPlaces, Kernels, StepFactors } from './kernels';
import { MOST_NUMBERS, noRoomError } from './room';

type Places = readonly number[];

/** What assembly/index.ts exports. */
interface KernelExports {
  multiply(...places: Places): void;
  multiplyTransposed(...places: Places): void;
  outer(...places: Places): void;
  lstmForward(...places: Places): void;
  lstmBackward(...places: Places): void;
  sumOfSquares(at: number, count: number): number;
  adam(...numbers: Places): void;
  adamOuter(...numbers: Places): void;
  rmsprop(...numbers: Places): void;
  sgd(...numbers: Places): void;
}

const PAGE_BYTES = 65536;
const MOST_PAGES = (4 * MOST_NUMBERS) / PAGE_BYTES;

let compiled: WebAssembly.Module | null = null;

function kernelModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(KERNEL_BYTES), (letter) => letter.charCodeAt(0)));
  return compiled;
}

function isFunction(value: unknown): value is (...numbers: Places) => number {
  return typeof value === 'function';
}

function exportsOf(instance: WebAssembly.Instance): KernelExports {
  const take = (name: keyof KernelExports): ((...numbers: Places) => number) => {
    const found = instance.exports[name];
    if (!isFunction(found)) throw new RangeError(`controller kernels: there is no '${name}'`);
    return found;
  };
  return {
    multiply: take('multiply'),
    multiplyTransposed: take('multiplyTransposed'),
    outer: take('outer'),
    lstmForward: take('lstmForward'),
    lstmBackward: take('lstmBackward'),
    sumOfSquares: take('sumOfSquares'),
    adam: take('adam'),
    adamOuter: take('adamOuter'),
    rmsprop: take('rmsprop'),
    sgd: take('sgd'),
  };
}

/** Kernels in WebAssembly SIMD, float32, on a memory of their own. Throws LabError 'config' beyond a gibibyte. */
export class SimdKernels implements Kernels {
  memory: Float32Array;
  /** Before it lies the table of exp, two places a number. */
  readonly begin = 2 * EXP_STEPS.length;
  private readonly pages: WebAssembly.Memory;
  private readonly kernels: KernelExports;

  constructor() {
    this.pages = new WebAssembly.Memory({ initial: 1, maximum: MOST_PAGES });
    this.kernels = exportsOf(new WebAssembly.Instance(kernelModule(), { env: { memory: this.pages } }));
    this.memory = new Float32Array(this.pages.buffer);
    new Float64Array(this.pages.buffer).set(EXP_STEPS);
  }

  reserve(count: number): void {
    const missing = Math.ceil((4 * count - this.pages.buffer.byteLength) / PAGE_BYTES);
    if (missing <= 0) return;
    try {
      this.pages.grow(missing);
    } catch (cause) {
      throw noRoomError(count, cause);
    }
    this.memory = new Float32Array(this.pages.buffer);
  }

  multiply(y: number, base: number, matrix: number, x: number, rows: number, columns: number): void {
    this.kernels.multiply(y, base, matrix, x, rows, columns);
  }

  multiplyTransposed(y: number, matrix: number, d: number, rows: number, columns: number): void {
    this.kernels.multiplyTransposed(y, matrix, d, rows, columns);
  }

  outer(g: number, d: number, x: number, count: number, rows: number, columns: number, accumulate: boolean): void {
    this.kernels.outer(g, d, x, count, rows, columns, accumulate ? 1 : 0);
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
    this.kernels.lstmForward(inputSums, recurrentSums, cellBefore, kept, hidden, cell, units);
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
    this.kernels.lstmBackward(kept, cellBefore, dHidden, dCell, dInputSums, dCellBefore, dRecurrentSums, units);
  }

  sumOfSquares(at: number, count: number): number {
    return this.kernels.sumOfSquares(at, count);
  }

  adam(p: number, g: number, m: number, v: number, count: number, shift: number, factors: StepFactors): void {
    const { scale, rate, epsilon } = factors;
    this.kernels.adam(p, g, m, v, count, shift, scale, rate, epsilon, ADAM.beta1, ADAM.beta2);
  }

  adamOuter(places: AdamPlaces, d: number, x: number, nodes: number, rows: number, columns: number, factors: StepFactors): void {
    const { p, m, v, shift } = places;
    const { scale, rate, epsilon } = factors;
    const { beta1, beta2 } = ADAM;
    this.kernels.adamOuter(p, m, v, d, x, nodes, rows, columns, shift, scale, rate, epsilon, beta1, beta2);
  }

  rmsprop(p: number, g: number, v: number, count: number, { scale, rate, epsilon }: StepFactors): void {
    this.kernels.rmsprop(p, g, v, count, scale, rate, epsilon, RMSPROP.decay);
  }

  sgd(p: number, g: number, count: number, { scale, rate }: StepFactors): void {
    this.kernels.sgd(p, g, count, scale * rate);
  }
}
