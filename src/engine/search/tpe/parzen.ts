import { exp } from '../../core/exactMath';
import type { Rng } from '../../core/rng';
import type { Choice, Decision } from '../../space/types';
import type { Step } from '../bayesian/encoding';
import { normalCdf, normalMass, normalQuantile } from '../bayesian/normal';
import { type Axis, axisOf } from './axis';

const INV_SQRT_2PI = 0.3989422804014327;

/** Children whose weight is 1 under 'recent'. */
const RECENT = 25;

/**
 * Weights of n children, the oldest first. 'recent': 1 for the last 25, before them from 1 / n for the oldest up to 1, evenly. Bergstra et al.
 * leave weights open; these are Hyperopt's.
 */
export function recencyWeights(n: number, kind: 'recent' | 'equal'): Float64Array {
  const weights = new Float64Array(n).fill(1);
  const ramp = n - RECENT;
  if (kind === 'equal' || ramp <= 0) return weights;
  for (let i = 0; i < ramp; i += 1) weights[i] = ramp === 1 ? 1 / n : 1 / n + (i / (ramp - 1)) * (1 - 1 / n);
  return weights;
}

/** A decision of a child: its option's name, or its place on the axis. */
export type Own = string | number;

/**
 * One decision's kernels: one for each child, in order, and the prior's at the end. A child that lacks the decision has the prior's kernel there.
 * Densities are relative to the uniform one, so that products over many decisions stay within range.
 */
export interface Column {
  /**
   * factors[k] *= a and squares[k] += b, where a exp(-b / 2) is the density of kernel k at a choice, 1 everywhere for a uniform kernel: so a product over many
   * numbers takes one exponential a kernel.
   */
  multiply(factors: Float64Array, squares: Float64Array, choice: Choice): void;
  /** A choice drawn from kernel k. */
  draw(k: number, rng: Rng): Choice;
}

/**
 * Categories, C options, n kernels, prior weight w:   p_k(option) = ([option = its child's] + w / n) / (1 + C w / n);   prior: 1 / C.
 * own: the child's option by name, null where it lacks the decision.
 */
function categoricalColumn(options: readonly string[], own: readonly (Own | null)[], priorWeight: number): Column {
  const count = options.length;
  const share = priorWeight / (own.length + 1);
  const total = 1 + count * share;
  const index = new Map<Own | null, number>(options.map((option, i) => [option, i]));
  const codes = new Int32Array(own.length);
  for (let k = 0; k < own.length; k += 1) codes[k] = index.get(own[k] ?? null) ?? -1;
  const other = (share / total) * count;
  const same = ((1 + share) / total) * count;
  return {
    multiply(factors, _squares, choice) {
      for (let k = 0; k < codes.length; k += 1) {
        const code = codes[k] as number;
        if (code >= 0) factors[k] = (factors[k] as number) * (code === choice ? same : other);
      }
    },
    draw(k, rng) {
      const code = k < codes.length ? (codes[k] as number) : -1;
      // With probability 1 / total the child's own option, otherwise a uniform one: the mixture that p_k is.
      return code >= 0 && rng.uniform() * total < 1 ? code : rng.int(count);
    },
  };
}

/**
 * Bandwidths of places in 0..1: the larger of the gaps to the neighbours, the ends 0 and 1 among them (but a first or last place looks inward
 * alone where there are two or more), within [1 / min(100, n + 2), 1]. Bergstra et al. 2011, sec. 4.2; the lower bound is Hyperopt's.
 */
export function bandwidths(places: readonly number[]): Float64Array {
  const n = places.length;
  const order = Array.from(places, (_, i) => i).sort((a, b) => (places[a] ?? 0) - (places[b] ?? 0) || a - b);
  const least = 1 / Math.min(100, n + 2);
  const widths = new Float64Array(n);
  for (const [rank, i] of order.entries()) {
    const here = places[i] ?? 0;
    const below = rank === 0 ? 0 : (places[order[rank - 1] ?? 0] ?? 0);
    const above = rank === n - 1 ? 1 : (places[order[rank + 1] ?? 0] ?? 0);
    let width = Math.max(here - below, above - here);
    if (n >= 2 && rank === 0) width = above - here;
    if (n >= 2 && rank === n - 1) width = here - below;
    widths[i] = Math.min(1, Math.max(least, width));
  }
  return widths;
}

/**
 * Numbers: normal kernels about each child's place, cut off at 0 and 1 and scaled to mass 1 between them; the prior's has its centre at 1/2
 * and a width of 1. A number with steps has the mass of its cell instead of a density. own: the child's place, null where it lacks the decision.
 */
function numericColumn(axis: Axis, own: readonly (number | null)[]): Column {
  const having = own.flatMap((place, k) => (place === null ? [] : [{ place, k }]));
  const widths = bandwidths(having.map(({ place }) => place));
  const size = own.length + 1;
  const centres = new Float64Array(size).fill(0.5);
  const spreads = new Float64Array(size).fill(1);
  for (const [i, { place, k }] of having.entries()) {
    centres[k] = place;
    spreads[k] = widths[i] ?? 1;
  }
  const masses = Float64Array.from(spreads, (spread, k) => {
    const centre = centres[k] as number;
    return normalMass(-centre / spread, (1 - centre) / spread);
  });
  // Of the normal density at its centre, between the ends.
  const heights = spreads.map((spread, k) => INV_SQRT_2PI / (spread * (masses[k] as number)));
  return {
    multiply(factors, squares, choice) {
      const place = axis.place(choice);
      if (axis.steps === null) {
        for (let k = 0; k < size; k += 1) {
          const z = (place - (centres[k] as number)) / (spreads[k] as number);
          factors[k] = (factors[k] as number) * (heights[k] as number);
          squares[k] = (squares[k] as number) + z * z;
        }
        return;
      }
      const [low, high] = axis.cell(choice);
      if (high <= low) return;
      for (let k = 0; k < size; k += 1) {
        const [centre, spread] = [centres[k] as number, spreads[k] as number];
        const density = normalMass((low - centre) / spread, (high - centre) / spread) / (high - low);
        factors[k] = ((factors[k] as number) * density) / (masses[k] as number);
      }
    },
    draw(k, rng) {
      const centre = centres[k] as number;
      const spread = spreads[k] as number;
      const mass = masses[k] as number;
      const p = normalCdf(-centre / spread) + rng.uniform() * mass;
      const z = normalQuantile(Math.min(1 - 1e-16, Math.max(1e-300, p)));
      return axis.choice(centre + spread * z);
    },
  };
}

/** Of one decision over a set's children; own: null where a child lacks it. */
export function columnOf(decision: Decision, own: readonly (Own | null)[], priorWeight: number): Column {
  if (decision.kind === 'categorical') {
    return categoricalColumn(decision.options, own, priorWeight);
  }
  return numericColumn(
    axisOf(decision),
    own.map((value) => (typeof value === 'number' ? value : null)),
  );
}

/** What a set keeps of a child's decision. */
export function ownOf(decision: Decision, choice: Choice): Own {
  return decision.kind === 'categorical' ? (decision.options[choice] ?? '') : axisOf(decision).place(choice);
}

/** The decisions of a child by their keys. */
export type Child = ReadonlyMap<string, Own>;

/** Decisions of one key differ in their options at most. */
function sameForm(a: Decision, b: Decision): boolean {
  if (a === b || a.kind !== 'categorical' || b.kind !== 'categorical') return true;
  return (
    a.options === b.options || (a.options.length === b.options.length && a.options.every((option, i) => option === b.options[i]))
  );
}

/** A mixture over a set of children and the prior: its weights sum to 1. */
export class Mixture {
  /** [children + 1], the prior's last. */
  readonly weights: Float64Array;
  /** Of density(), made once. */
  private readonly factors: Float64Array;
  private readonly squares: Float64Array;
  private readonly columns = new Map<string, { readonly decision: Decision; readonly column: Column }[]>();

  constructor(
    private readonly children: readonly Child[],
    private readonly priorWeight: number,
    kind: 'recent' | 'equal',
  ) {
    this.weights = new Float64Array(children.length + 1);
    this.factors = new Float64Array(children.length + 1);
    this.squares = new Float64Array(children.length + 1);
    this.weights.set(recencyWeights(children.length, kind));
    this.weights[children.length] = priorWeight;
    const total = this.weights.reduce((sum, weight) => sum + weight, 0);
    for (let k = 0; k < this.weights.length; k += 1) this.weights[k] = (this.weights[k] as number) / total;
  }

  /** The column of a decision; the key stands for its name and place in the walk, the options for its form there. */
  column(key: string, decision: Decision): Column {
    let forms = this.columns.get(key);
    if (forms === undefined) {
      forms = [];
      this.columns.set(key, forms);
    }
    for (const form of forms) if (sameForm(form.decision, decision)) return form.column;
    const own = this.children.map((child) => child.get(key) ?? null);
    const column = columnOf(decision, own, this.priorWeight);
    forms.push({ decision, column });
    return column;
  }

  /** sum_k w_k prod_j p_kj over the decisions j of a walk, or of a part of one, relative to the uniform density. */
  density(steps: readonly Step[]): number {
    const { weights, factors, squares } = this;
    factors.set(weights);
    squares.fill(0);
    for (const { key, decision, choice } of steps) this.column(key, decision).multiply(factors, squares, choice);
    let sum = 0;
    for (let k = 0; k < factors.length; k += 1) {
      const square = squares[k] as number;
      sum += square === 0 ? (factors[k] as number) : (factors[k] as number) * exp(-0.5 * square);
    }
    return sum;
  }
}
