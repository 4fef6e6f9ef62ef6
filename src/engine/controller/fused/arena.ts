import { type ParameterSlice, type PolicyLayout, policyLayout } from '../layout';
import type { PolicyState } from '../state';
import type { PolicyShape } from '../types';
import type { Kernels } from './kernels';

/** Nodes whose outer products are summed at once. */
const PANEL = 8;

const rounded = (count: number): number => (count + 3) & ~3;

/**
 * A policy's parameters, moments and gradient in the kernels' memory, and the panels through which outer products of many
 * nodes are summed into a gradient without reading and writing it for each of them.
 */
export class Arena {
  readonly layout: PolicyLayout;
  readonly parameters: number;
  readonly firstMoments: number;
  readonly secondMoments: number;
  readonly gradients: number;
  /** The number 1. */
  readonly one: number;
  /** Where the tape may begin. */
  readonly end: number;
  private readonly kept: number;
  private readonly rows: number;
  private readonly columns: number;
  private filled = 0;
  private begun = false;

  constructor(
    readonly kernels: Kernels,
    shape: PolicyShape,
  ) {
    this.layout = policyLayout(shape);
    const { size, gates, hidden, maxOptions, inputs } = this.layout;
    let place = 0;
    const take = (count: number): number => {
      const start = place;
      place += rounded(count);
      return start;
    };
    this.parameters = take(size);
    this.firstMoments = take(size);
    this.secondMoments = take(size);
    this.kept = take(3 * rounded(size));
    this.gradients = take(size);
    this.rows = take(PANEL * Math.max(gates * hidden, maxOptions, inputs));
    this.columns = take(PANEL * Math.max(gates * hidden, hidden));
    this.one = take(1);
    this.end = place;
    kernels.reserve(place);
    kernels.memory[this.one] = 1;
  }

  /** Keeps parameters and moments for restoreKept(). */
  keep(): void {
    this.kernels.memory.copyWithin(this.kept, this.parameters, this.kept);
  }

  restoreKept(): void {
    this.kernels.memory.copyWithin(this.parameters, this.kept, 2 * this.kept);
  }

  /** What keep() kept. */
  keptState(steps: number): PolicyState {
    const { size } = this.layout;
    const read = (at: number) => Float64Array.from(this.kernels.memory.subarray(this.kept + at, this.kept + at + size));
    return {
      parameters: read(this.parameters),
      firstMoments: read(this.firstMoments),
      secondMoments: read(this.secondMoments),
      steps,
    };
  }

  write({ parameters, firstMoments, secondMoments }: PolicyState): void {
    const { memory } = this.kernels;
    memory.set(parameters, this.parameters);
    memory.set(firstMoments, this.firstMoments);
    memory.set(secondMoments, this.secondMoments);
    this.keep();
  }

  /** The place of a slice of the parameters, and of its gradient. */
  parameter({ offset }: ParameterSlice): number {
    return this.parameters + offset;
  }

  gradient({ offset }: ParameterSlice): number {
    return this.gradients + offset;
  }

  clearGradient(slice: ParameterSlice): void {
    const at = this.gradient(slice);
    this.kernels.memory.fill(0, at, at + slice.size);
  }

  /** gradient[offset + i] += memory[from + i], i < count */
  addToGradient({ offset }: ParameterSlice, at: number, from: number, count: number): void {
    this.kernels.multiplyTransposed(this.gradients + offset + at, from, this.one, 1, count);
  }

  /** Adds d x^T to the sum that endSum() writes; d: [rows], x: [columns]. */
  addOuter(slice: ParameterSlice, d: number, x: number, rows: number, columns: number): void {
    const { memory } = this.kernels;
    memory.copyWithin(this.rows + this.filled * rows, d, d + rows);
    memory.copyWithin(this.columns + this.filled * columns, x, x + columns);
    this.filled += 1;
    if (this.filled === PANEL) this.flush(slice, rows, columns);
  }

  /** The gradient of a slice: the sum of the outer products added since the last call, 0 where there were none. */
  endSum(slice: ParameterSlice, rows: number, columns: number): void {
    if (this.filled > 0 || !this.begun) this.flush(slice, rows, columns);
    this.begun = false;
  }

  private flush(slice: ParameterSlice, rows: number, columns: number): void {
    this.kernels.outer(this.gradient(slice), this.rows, this.columns, this.filled, rows, columns, this.begun);
    this.begun = true;
    this.filled = 0;
  }
}
