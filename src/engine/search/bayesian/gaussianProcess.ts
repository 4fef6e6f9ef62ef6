import { exp } from '../../core/exactMath';
import { correlation, type Hyperparameters, inverseSquares, type KernelName, scaledDistance } from './kernel';
import { JITTER, type TrainingSet } from './likelihood';
import { Cholesky } from './linear';
import type { Prediction, Surrogate } from './surrogate';

/**
 * Gaussian process regression with zero mean on standardised targets:
 *   mean(x) = k' K^-1 y = v' b,   variance(x) = s^2 - v' v,   v = L^-1 k,  b = L^-1 y,  L L' = K.
 * Rasmussen and Williams 2006, algorithm 2.1. Points are appended one by one; the factor grows by a row and nothing before it changes.
 */
export class GaussianProcess implements Surrogate {
  private readonly vectors: ArrayLike<number>[] = [];
  private readonly targets: number[] = [];
  private readonly noises: number[] = [];
  private readonly numeric: readonly boolean[];
  private readonly weights: Float64Array;
  private readonly variance: number;
  private readonly noise: number;
  private readonly factor: Cholesky;
  /** b = L^-1 y. */
  private solved: Float64Array;
  private scratch: Float64Array;
  private jitter = JITTER;

  constructor(
    data: TrainingSet,
    private readonly kernel: KernelName,
    hyper: Hyperparameters,
  ) {
    const room = data.vectors.length + 8;
    this.numeric = data.numeric;
    this.weights = inverseSquares(hyper.scales);
    this.variance = exp(hyper.variance);
    this.noise = exp(hyper.noise);
    this.factor = new Cholesky(room);
    this.solved = new Float64Array(room);
    this.scratch = new Float64Array(room);
    for (const [i, vector] of data.vectors.entries()) this.append(vector, data.targets[i] ?? 0, data.counts[i] ?? 1);
  }

  get size(): number {
    return this.vectors.length;
  }

  /** One more point; `count`: how many rewards its target is the mean of. */
  append(vector: ArrayLike<number>, target: number, count = 1): void {
    this.vectors.push(vector);
    this.targets.push(target);
    this.noises.push(this.noise / count);
    const n = this.factor.size;
    if (n + 1 > this.scratch.length) {
      const grown = new Float64Array(2 * (n + 1));
      grown.set(this.solved);
      this.solved = grown;
      this.scratch = new Float64Array(2 * (n + 1));
    }
    let from = n;
    while (!this.extend()) {
      // Two points all but equal: more of the diagonal until the factor exists, for all points alike.
      this.jitter *= 10;
      this.factor.truncate(0);
      from = 0;
    }
    this.solveFrom(from);
  }

  /** Other targets for the same points: standardisation moves them all with each reward. */
  retarget(targets: ArrayLike<number>): void {
    for (let i = 0; i < this.targets.length; i += 1) this.targets[i] = targets[i] ?? 0;
    this.solveFrom(0);
  }

  predict(x: ArrayLike<number>): Prediction {
    const n = this.factor.size;
    const v = this.scratch;
    for (let i = 0; i < n; i += 1) v[i] = this.covariance(this.vectors[i] ?? x, x);
    this.factor.solveLower(v);
    let mean = 0;
    let explained = 0;
    for (let i = 0; i < n; i += 1) {
      const vi = v[i] as number;
      mean += vi * (this.solved[i] as number);
      explained += vi * vi;
    }
    return { mean, std: Math.sqrt(Math.max(0, this.variance - explained)) };
  }

  /** The largest posterior mean over the points it was given; mean at a point = y - noise a, a = K^-1 y. */
  bestMean(): number {
    const n = this.factor.size;
    const a = this.solved.slice(0, n);
    this.factor.solveUpper(a);
    let best = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < n; i += 1) {
      const own = (this.noises[i] as number) + this.jitter * this.variance;
      best = Math.max(best, (this.targets[i] as number) - own * (a[i] as number));
    }
    return best;
  }

  /** Posterior of a fixed list of places, kept up to date by the rows that appended points add: O(n) a place and point. */
  track(places: readonly ArrayLike<number>[]): TrackedPlaces {
    return new TrackedPlaces(this, places);
  }

  /** @internal Row i of L^-1 K(points, places), given the rows before it. */
  row(i: number, places: readonly ArrayLike<number>[], rows: readonly Float64Array[]): Float64Array {
    const point = this.vectors[i] ?? [];
    const row = Float64Array.from(places, (place) => this.covariance(point, place));
    for (let k = 0; k < i; k += 1) {
      const factor = this.factor.at(i, k);
      const before = rows[k] as Float64Array;
      for (let c = 0; c < row.length; c += 1) row[c] = (row[c] as number) - factor * (before[c] as number);
    }
    const pivot = this.factor.at(i, i);
    for (let c = 0; c < row.length; c += 1) row[c] = (row[c] as number) / pivot;
    return row;
  }

  /** @internal */
  get state(): { readonly solved: Float64Array; readonly variance: number; readonly jitter: number } {
    return { solved: this.solved, variance: this.variance, jitter: this.jitter };
  }

  private covariance(a: ArrayLike<number>, b: ArrayLike<number>): number {
    return this.variance * correlation(this.kernel, scaledDistance(a, b, this.numeric, this.weights));
  }

  /** Rows of the factor for all points that have none; false where one does not exist. */
  private extend(): boolean {
    const row = this.scratch;
    for (let i = this.factor.size; i < this.vectors.length; i += 1) {
      const point = this.vectors[i] ?? [];
      for (let j = 0; j < i; j += 1) row[j] = this.covariance(point, this.vectors[j] ?? []);
      row[i] = this.variance * (1 + this.jitter) + (this.noises[i] as number);
      if (!this.factor.append(row, 0)) return false;
    }
    return true;
  }

  private solveFrom(from: number): void {
    for (let i = from; i < this.targets.length; i += 1) this.solved[i] = this.targets[i] as number;
    this.factor.solveLower(this.solved, from);
  }
}

/** See GaussianProcess.track. */
export class TrackedPlaces {
  private rows: Float64Array[] = [];
  private explained: Float64Array;
  private jitter: number;

  constructor(
    private readonly process: GaussianProcess,
    private readonly places: readonly ArrayLike<number>[],
  ) {
    this.explained = new Float64Array(places.length);
    this.jitter = process.state.jitter;
  }

  /** In the order of the places. */
  predictAll(): readonly Prediction[] {
    const { solved, variance, jitter } = this.process.state;
    if (jitter !== this.jitter) {
      this.rows = [];
      this.explained = new Float64Array(this.places.length);
      this.jitter = jitter;
    }
    for (let i = this.rows.length; i < this.process.size; i += 1) {
      const row = this.process.row(i, this.places, this.rows);
      this.rows.push(row);
      for (let c = 0; c < row.length; c += 1) {
        this.explained[c] = (this.explained[c] as number) + (row[c] as number) * (row[c] as number);
      }
    }
    const means = new Float64Array(this.places.length);
    for (const [i, row] of this.rows.entries()) {
      const b = solved[i] as number;
      for (let c = 0; c < row.length; c += 1) means[c] = (means[c] as number) + (row[c] as number) * b;
    }
    return Array.from(means, (mean, c) => ({
      mean,
      std: Math.sqrt(Math.max(0, variance - (this.explained[c] as number))),
    }));
  }
}
