/** Lower triangular Cholesky factors, row by row: appending a row is the very arithmetic of factoring the larger matrix at once. */
export class Cholesky {
  /** Rows of L, packed: row i begins at i (i + 1) / 2 and has i + 1 entries. */
  private packed: Float64Array;
  size = 0;

  constructor(capacity: number) {
    this.packed = new Float64Array((capacity * (capacity + 1)) / 2);
  }

  /**
   * Takes the matrix's next row in: row[j] = K[size][j] for j < size, row[size] the diagonal. False, and nothing changed, where the
   * matrix would not be positive definite to working precision (pivot at or below `least`). O(size^2).
   */
  append(row: ArrayLike<number>, least: number): boolean {
    const n = this.size;
    const start = (n * (n + 1)) / 2;
    if (start + n + 1 > this.packed.length) {
      const grown = new Float64Array(2 * (start + n + 1));
      grown.set(this.packed);
      this.packed = grown;
    }
    const L = this.packed;
    let pivot = row[n] ?? 0;
    for (let j = 0, at = 0; j < n; j += 1) {
      let sum = row[j] ?? 0;
      for (let k = 0; k < j; k += 1) sum -= (L[start + k] as number) * (L[at + k] as number);
      const value = sum / (L[at + j] as number);
      L[start + j] = value;
      pivot -= value * value;
      at += j + 1;
    }
    if (!(pivot > least)) return false;
    L[start + n] = Math.sqrt(pivot);
    this.size = n + 1;
    return true;
  }

  /** L_ij, j <= i. */
  at(i: number, j: number): number {
    return this.packed[(i * (i + 1)) / 2 + j] ?? 0;
  }

  /** Back to the first `size` rows. */
  truncate(size: number): void {
    this.size = Math.min(this.size, size);
  }

  /** L x = b in place, from row `from` on: entries before it are solved already. */
  solveLower(b: Float64Array, from = 0): void {
    const L = this.packed;
    let at = (from * (from + 1)) / 2;
    for (let i = from; i < this.size; i += 1) {
      let sum = b[i] as number;
      for (let k = 0; k < i; k += 1) sum -= (L[at + k] as number) * (b[k] as number);
      b[i] = sum / (L[at + i] as number);
      at += i + 1;
    }
  }

  /** L' x = b in place. */
  solveUpper(b: Float64Array): void {
    const L = this.packed;
    for (let i = this.size - 1; i >= 0; i -= 1) {
      const at = (i * (i + 1)) / 2;
      const value = (b[i] as number) / (L[at + i] as number);
      b[i] = value;
      for (let k = 0; k < i; k += 1) b[k] = (b[k] as number) - value * (L[at + k] as number);
    }
  }

  /** (L L')^-1, [size, size] row-major, symmetric: W' W with W = L^-1. */
  inverse(): Float64Array {
    const n = this.size;
    const L = this.packed;
    const W = new Float64Array(n * n);
    for (let i = 0; i < n; i += 1) {
      const at = (i * (i + 1)) / 2;
      const pivot = L[at + i] as number;
      const row = i * n;
      for (let k = 0; k < i; k += 1) {
        const factor = (L[at + k] as number) / pivot;
        const other = k * n;
        for (let j = 0; j <= k; j += 1) W[row + j] = (W[row + j] as number) - factor * (W[other + j] as number);
      }
      W[row + i] = 1 / pivot;
    }
    const inverse = new Float64Array(n * n);
    for (let k = 0; k < n; k += 1) {
      const row = k * n;
      for (let i = 0; i <= k; i += 1) {
        const left = W[row + i] as number;
        const out = i * n;
        for (let j = 0; j <= i; j += 1) inverse[out + j] = (inverse[out + j] as number) + left * (W[row + j] as number);
      }
    }
    for (let i = 0; i < n; i += 1) for (let j = 0; j < i; j += 1) inverse[j * n + i] = inverse[i * n + j] as number;
    return inverse;
  }

  /** log det(L L') = 2 sum log L_ii, by `log`. */
  logDeterminant(log: (x: number) => number): number {
    let sum = 0;
    for (let i = 0; i < this.size; i += 1) sum += log(this.at(i, i));
    return 2 * sum;
  }
}
