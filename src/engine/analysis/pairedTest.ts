import type { Rng } from '../core/rng';
import { mean } from './bootstrap';

/** Up to so many pairs all sign patterns are counted; beyond them, they are drawn. */
const EXACT_PAIRS = 14;
const DRAWN = 20_000;
/** Sums that differ by rounding alone count as equal. */
const TOLERANCE = 1e-12;

export interface PairedTest {
  /** Mean of a - b. */
  readonly difference: number;
  /** Two-sided. 1 where all differences are 0. */
  readonly p: number;
  /** True: every sign pattern was counted, not drawn. */
  readonly exact: boolean;
}

/**
 * Paired permutation test of mean(a - b) = 0: the share of sign patterns s in {-1, 1}^n with |mean(s d)| >= |mean(d)|, d = a - b. Exact up
 * to 14 pairs, else (1 + hits) / (1 + 20,000) over drawn patterns. a, b: of the same seeds, equally many, at least one. Fisher 1935,
 * section 21; Phipson and Smyth 2010 for the ones.
 */
export function pairedTest(a: readonly number[], b: readonly number[], rng: Rng): PairedTest {
  if (a.length === 0 || a.length !== b.length) throw new RangeError(`pairedTest: ${a.length} and ${b.length} values`);
  const differences = a.map((value, i) => value - (b[i] ?? Number.NaN));
  const difference = mean(differences);
  const n = differences.length;
  const scale = differences.reduce((most, d) => Math.max(most, Math.abs(d)), 0);
  const bound = Math.abs(difference) * n - TOLERANCE * scale * n;
  if (n <= EXACT_PAIRS) {
    const patterns = 2 ** n;
    let hits = 0;
    for (let pattern = 0; pattern < patterns; pattern += 1) {
      let sum = 0;
      for (let i = 0; i < n; i += 1) sum += (pattern >> i) & 1 ? (differences[i] ?? 0) : -(differences[i] ?? 0);
      if (Math.abs(sum) >= bound) hits += 1;
    }
    return { difference, p: hits / patterns, exact: true };
  }
  let hits = 0;
  for (let draw = 0; draw < DRAWN; draw += 1) {
    let sum = 0;
    for (const d of differences) sum += rng.int(2) === 1 ? d : -d;
    if (Math.abs(sum) >= bound) hits += 1;
  }
  return { difference, p: (1 + hits) / (1 + DRAWN), exact: false };
}
