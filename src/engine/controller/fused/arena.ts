import { type ParameterSlice, type PolicyLayout, policyLayout } from '../layout';
import type { PolicyState } from '../state';
import type { PolicyShape } from '../types';
import { type Kernels, rounded, type StepFactors } from './kernels';

/** Nodes whose outer products are summed at once; the policy of twenty decisions has nineteen. */
const PANEL = 32;

/** Products of so many nodes are summed again where they are used; of more, the sum is written and read. */
const DIRECT = 4;

/**
 * A policy's parameters, moments and gradient in the kernels' memory, and the panels through which outer products of many
 * nodes are summed into a gradient without reading and writing it for each of them.
 * Parameters and moments have two blocks: what keep() kept stays in one, and the next step is written to the other. Adam's
 * step on a matrix is taken straight from the panels where its gradient is a sum of few outer products.
 */
export class Arena {
  readonly layout: PolicyLayout;
  readonly gradients: number;
  /** The number 1. */
  readonly one: number;
  /** Where the tape may begin. */
  readonly end: number;
  /** The two blocks of parameters, first and second moments. */
  private readonly blocks: readonly [number, number];
  private readonly stride: number;
  private present: number;
  private kept: number;
  /** The step that is being taken, and the slices that have taken it. */
  private descent: { readonly factors: StepFactors; readonly shift: number } | null = null;
  private readonly stepped = new Set<ParameterSlice>();
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
    let place = kernels.begin;
    const take = (count: number): number => {
      const start = place;
      place += rounded(count);
      return start;
    };
    this.stride = rounded(size);
    this.blocks = [take(3 * this.stride), take(3 * this.stride)];
    this.present = this.blocks[0];
    this.kept = this.present;
    this.gradients = take(size);
    this.rows = take(PANEL * Math.max(gates * hidden, maxOptions, inputs));
    this.columns = take(PANEL * Math.max(gates * hidden, hidden));
    this.one = take(1);
    this.end = place;
    kernels.reserve(place);
    kernels.memory[this.one] = 1;
  }

  get parameters(): number {
    return this.present;
  }

  get firstMoments(): number {
    return this.present + this.stride;
  }

  get secondMoments(): number {
    return this.present + 2 * this.stride;
  }

  /** Keeps parameters and moments for restoreKept(). */
  keep(): void {
    this.kept = this.present;
  }

  restoreKept(): void {
    this.present = this.kept;
  }

  /** What keep() kept. */
  keptState(steps: number): PolicyState {
    const { kept, stride } = this;
    const { size } = this.layout;
    const read = (at: number) => Float64Array.from(this.kernels.memory.subarray(at, at + size));
    return {
      parameters: read(kept),
      firstMoments: read(kept + stride),
      secondMoments: read(kept + 2 * stride),
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

  /** What is kept is left alone from here on: where it is the present, a copy of it becomes the present. */
  detach(): void {
    if (this.present !== this.kept) return;
    const other = this.other();
    this.kernels.memory.copyWithin(other, this.present, this.present + 3 * this.stride);
    this.present = other;
  }

  /** Begins a step of Adam: sums of outer products that end from here on step their matrices at once. */
  begin(factors: StepFactors): void {
    this.stepped.clear();
    this.descent = { factors, shift: this.present === this.kept ? this.other() - this.present : 0 };
  }

  /** Steps, with the gradient written, the slices that have not stepped; the new parameters are the present ones. */
  finish(): void {
    if (this.descent === null) throw new RangeError('Arena.finish: no step has begun');
    const { factors, shift } = this.descent;
    const { present, stride, gradients } = this;
    const step = (from: number, to: number): void => {
      const [p, m, v] = [present + from, present + stride + from, present + 2 * stride + from];
      if (to > from) this.kernels.adam(p, gradients + from, m, v, to - from, shift, factors);
    };
    let from = 0;
    for (const slice of this.layout.slices) {
      if (!this.stepped.has(slice)) continue;
      step(from, slice.offset);
      from = slice.offset + slice.size;
    }
    step(from, this.layout.size);
    this.present = present + shift;
    this.descent = null;
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
    if (this.filled === PANEL) this.flush(slice, rows, columns);
    memory.copyWithin(this.rows + this.filled * rows, d, d + rows);
    memory.copyWithin(this.columns + this.filled * columns, x, x + columns);
    this.filled += 1;
  }

  /**
   * The gradient of a slice: the sum of the outer products added since the last call, 0 where there were none. Within a step
   * (begin) it is descended at once where it has few products, and not written.
   */
  endSum(slice: ParameterSlice, rows: number, columns: number): void {
    if (this.descent !== null && !this.begun && this.filled <= DIRECT) {
      const { present, stride, filled } = this;
      const p = present + slice.offset;
      const places = { p, m: p + stride, v: p + 2 * stride, shift: this.descent.shift };
      this.kernels.adamOuter(places, this.rows, this.columns, filled, rows, columns, this.descent.factors);
      this.stepped.add(slice);
      this.filled = 0;
      return;
    }
    if (this.filled > 0 || !this.begun) this.flush(slice, rows, columns);
    this.begun = false;
  }

  private other(): number {
    const [first, second] = this.blocks;
    return this.present === first ? second : first;
  }

  private flush(slice: ParameterSlice, rows: number, columns: number): void {
    this.kernels.outer(this.gradient(slice), this.rows, this.columns, this.filled, rows, columns, this.begun);
    this.begun = true;
    this.filled = 0;
  }
}
