function checkPairs(x: ArrayLike<number>, y: ArrayLike<number>): void {
  if (x.length !== y.length) throw new RangeError(`rank correlation: ${x.length} and ${y.length} values are not pairs`);
}

/** Ranks from 1; equal values share the mean of the ranks they span. */
export function ranks(values: ArrayLike<number>): Float64Array {
  const order = Array.from({ length: values.length }, (_, i) => i).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const result = new Float64Array(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && values[order[end] ?? 0] === values[order[start] ?? 0]) end += 1;
    for (let i = start; i < end; i += 1) result[order[i] ?? 0] = (start + end + 1) / 2;
    start = end;
  }
  return result;
}

/**
 * Spearman's rho: Pearson's correlation of the ranks (ties share their mean rank). Null below two pairs or where one side
 * is constant. Spearman 1904.
 */
export function spearman(x: ArrayLike<number>, y: ArrayLike<number>): number | null {
  checkPairs(x, y);
  const n = x.length;
  const rx = ranks(x);
  const ry = ranks(y);
  const mean = (n + 1) / 2;
  let xy = 0;
  let xx = 0;
  let yy = 0;
  for (let i = 0; i < n; i += 1) {
    const dx = (rx[i] ?? 0) - mean;
    const dy = (ry[i] ?? 0) - mean;
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  return xx === 0 || yy === 0 ? null : xy / Math.sqrt(xx * yy);
}

/**
 * Kendall's tau-b: (concordant - discordant) / sqrt((pairs - ties in x) (pairs - ties in y)). Null below two pairs or
 * where one side is constant. Kendall 1945. O(n^2).
 */
export function kendall(x: ArrayLike<number>, y: ArrayLike<number>): number | null {
  checkPairs(x, y);
  let balance = 0;
  let untiedX = 0;
  let untiedY = 0;
  for (let i = 0; i < x.length; i += 1) {
    for (let j = i + 1; j < x.length; j += 1) {
      const dx = Math.sign((x[i] ?? 0) - (x[j] ?? 0));
      const dy = Math.sign((y[i] ?? 0) - (y[j] ?? 0));
      balance += dx * dy;
      untiedX += Math.abs(dx);
      untiedY += Math.abs(dy);
    }
  }
  return untiedX === 0 || untiedY === 0 ? null : balance / Math.sqrt(untiedX * untiedY);
}
