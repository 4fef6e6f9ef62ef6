/**
 * The q-quantile by linear interpolation between order statistics: h = (n - 1) q, x_(floor h) + (h - floor h) (x_(ceil h) - x_(floor h)).
 * sorted: ascending, at least one value. Hyndman and Fan 1996, type 7 (numpy's default).
 */
export function quantileSorted(sorted: ArrayLike<number>, q: number): number {
  if (sorted.length === 0) throw new RangeError('quantile: no values');
  if (!(q >= 0 && q <= 1)) throw new RangeError(`quantile: q lies in [0, 1], got ${q}`);
  const h = (sorted.length - 1) * q;
  const low = Math.floor(h);
  const below = sorted[low] ?? 0;
  const above = sorted[Math.min(low + 1, sorted.length - 1)] ?? below;
  return below + (h - low) * (above - below);
}

export function quantile(values: ArrayLike<number>, q: number): number {
  return quantileSorted(Float64Array.from(values).sort(), q);
}

/** Median and a band around it at every point of several series. */
export interface Band {
  readonly low: Float64Array;
  readonly median: Float64Array;
  readonly high: Float64Array;
}

/**
 * Quantiles over series (runs with different seeds) at every point, as far as the shortest reaches. series: at least one.
 * coverage: share of the series inside the band, e.g. 0.8 for the quantiles 0.1 and 0.9.
 */
export function quantileBand(series: readonly ArrayLike<number>[], coverage: number): Band {
  if (series.length === 0) throw new RangeError('quantileBand: no series');
  const length = Math.min(...series.map((values) => values.length));
  const band = { low: new Float64Array(length), median: new Float64Array(length), high: new Float64Array(length) };
  for (let i = 0; i < length; i += 1) {
    const sorted = Float64Array.from(series, (values) => values[i] ?? 0).sort();
    band.low[i] = quantileSorted(sorted, (1 - coverage) / 2);
    band.median[i] = quantileSorted(sorted, 0.5);
    band.high[i] = quantileSorted(sorted, (1 + coverage) / 2);
  }
  return band;
}
