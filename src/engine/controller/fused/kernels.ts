/** Numbers of one policy: float32 where the fast kernels work on them, float64 where exactness is wanted. */
export type Floats = Float32Array | Float64Array;

/** Adam's, RMSProp's and plain descent's constants of one step; gradients are multiplied by scale first (the gradient clip). */
export interface StepFactors {
  readonly scale: number;
  readonly rate: number;
  readonly epsilon: number;
}

/** Places of so many numbers in whole vectors of four. */
export const rounded = (count: number): number => (count + 3) & ~3;

/** Where a slice's parameters and moments lie, and how much further the new ones go. */
export interface AdamPlaces {
  readonly p: number;
  readonly m: number;
  readonly v: number;
  readonly shift: number;
}

/**
 * The costly loops of the fused policy, on one memory that holds everything. Arguments are places in it (indices), matrices
 * are row-major without gaps, [rows, columns]. Written twice: in AssemblyScript SIMD with float32 (simdKernels.ts), and plainly
 * with float64 (float64Kernels.ts), so that each is the other's witness.
 */
export interface Kernels {
  /** Replaced when it grows: to be read anew after reserve(). */
  readonly memory: Floats;
  /** Places before this one are the kernels' own. */
  readonly begin: number;
  /** Makes the memory hold at least `count` numbers; what is in it stays, what is new is 0. */
  reserve(count: number): void;
  /** y = base + M x;  x: [columns], base and y: [rows] */
  multiply(y: number, base: number, matrix: number, x: number, rows: number, columns: number): void;
  /** y += M^T d;  d: [rows], y: [columns] */
  multiplyTransposed(y: number, matrix: number, d: number, rows: number, columns: number): void;
  /** G (+)= sum over n of d_n x_n^T;  d: [count, rows], x: [count, columns], G: [rows, columns]; added to G where `accumulate`. */
  outer(g: number, d: number, x: number, count: number, rows: number, columns: number, accumulate: boolean): void;
  /** The cell of cells/lstm.ts;  inputSums, recurrentSums: [4 units], kept: [5 units], the others: [units] */
  lstmForward(
    inputSums: number,
    recurrentSums: number,
    cellBefore: number,
    kept: number,
    hidden: number,
    cell: number,
    units: number,
  ): void;
  /** dInputSums is written; dCellBefore and dRecurrentSums are added to. */
  lstmBackward(
    kept: number,
    cellBefore: number,
    dHidden: number,
    dCell: number,
    dInputSums: number,
    dCellBefore: number,
    dRecurrentSums: number,
    units: number,
  ): void;
  /** Sum of the squares of `count` numbers. */
  sumOfSquares(at: number, count: number): number;
  /**
   * m <- b1 m + (1 - b1) g;  v <- b2 v + (1 - b2) g^2;  p <- p - rate m / (sqrt(v) + epsilon) (state.ts, adamStep).
   * The new p, m and v are written `shift` places after the old ones.
   */
  adam(p: number, g: number, m: number, v: number, count: number, shift: number, factors: StepFactors): void;
  /** The same with g = sum over n of d_n x_n^T, which is not written anywhere;  d: [nodes, rows], x: [nodes, columns]. */
  adamOuter(places: AdamPlaces, d: number, x: number, nodes: number, rows: number, columns: number, factors: StepFactors): void;
  /** v <- d v + (1 - d) g^2;  p <- p - rate g / (sqrt(v) + epsilon) */
  rmsprop(p: number, g: number, v: number, count: number, factors: StepFactors): void;
  /** p <- p - rate g */
  sgd(p: number, g: number, count: number, factors: StepFactors): void;
}
