import type { ComparedRow } from '../../../engine/analysis/comparison';
import { digitsFor, formatFixed } from '../../shared/format';
import type { Question } from './question';

/** Below it a difference counts as one. */
export const LEVEL = 0.05;

/** p as papers print it: .034, < .001; 1 where it is 1. */
export function pText(p: number): string {
  if (p < 0.001) return '< .001';
  return p >= 0.9995 ? '1' : p.toFixed(3).slice(1);
}

const pClause = (p: number): string => (p < 0.001 ? 'p < .001' : `p = ${pText(p)}`);

/** Decimals that tell the rows' means apart, two at least. */
export function rowDigits(rows: readonly ComparedRow[]): number {
  const values = rows.flatMap((row) => [row.best, row.worst]);
  return Math.min(4, Math.max(2, digitsFor(Math.max(...values) - Math.min(...values))));
}

/** a, b and c */
export function listed(names: readonly string[]): string {
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** The smallest two-sided p that the exact test can give of n pairs. */
export const smallestP = (n: number): number => 2 ** (1 - n);

/**
 * What can be concluded, and what cannot. rows: the best rank first. p is of each row against the first one; the smallest of several
 * is compared with LEVEL divided by their number (Bonferroni; Dunn 1961).
 */
export function conclusions(
  rows: readonly ComparedRow[],
  { seeds, metric }: Pick<Question, 'seeds' | 'metric'>,
): readonly string[] {
  const [first, ...others] = rows;
  if (first === undefined) return [];
  const n = first.runs;
  const of = n === 1 ? 'this one seed' : `these ${n} seeds`;
  const partly = n < seeds ? [`These are ${n} of ${seeds} seeds: all of it may change.`] : [];
  if (others.length === 0) {
    return [...partly, `${first.name} stands alone: choose a second strategy to compare it with.`];
  }
  const digits = rowDigits(rows);
  const level = LEVEL / others.length;
  const beaten = others.filter(({ versusBest }) => versusBest !== null && versusBest.p <= level && versusBest.difference < 0);
  const open = others.filter((row) => !beaten.includes(row));
  const equal = open.filter(({ versusBest }) => versusBest !== null && versusBest.p === 1 && versusBest.difference === 0);
  const unclear = open.filter((row) => !equal.includes(row));
  const sentences = [...partly];
  const what = metric === 'best' ? 'the best child' : 'the mean reward';
  if (beaten.length > 0) {
    const worst = beaten.reduce((most, row) => Math.max(most, row.versusBest?.p ?? 1), 0);
    sentences.push(
      `${first.name} does better than ${listed(beaten.map(({ name }) => name))}: ${pClause(worst)}${beaten.length > 1 ? ' or less' : ''} over ${of}, ${what} of ${formatFixed(first.mean, digits)} on average.`,
    );
  }
  if (equal.length > 0)
    sentences.push(`${listed([first.name, ...equal.map(({ name }) => name)])} came to the same value from every seed.`);
  if (unclear.length > 0) {
    const least = unclear.reduce((most, row) => Math.min(most, row.versusBest?.p ?? 1), 1);
    sentences.push(
      `No difference between ${first.name} and ${listed(unclear.map(({ name }) => name))} can be told from ${of}: ${pClause(least)}${unclear.length > 1 ? ' or more' : ''}. That does not mean that there is none.`,
    );
  }
  if (smallestP(n) > level) {
    sentences.push(
      `With ${n} ${n === 1 ? 'seed' : 'seeds'} the test cannot give less than p = ${pText(smallestP(n))}; to tell ${others.length === 1 ? 'one strategy' : `${others.length} strategies`} from the best it needs ${seedsNeeded(level)} seeds or more.`,
    );
  }
  if (others.length > 1) {
    sentences.push(
      `The best is compared with ${others.length} others, so that only p up to ${String(Math.floor(level * 1e4) / 1e4).slice(1)} counts as a difference.`,
    );
  }
  return sentences;
}

/** Pairs from which the exact test can give a p of that level. */
export function seedsNeeded(level: number): number {
  return Math.ceil(1 - Math.log2(level) - 1e-9);
}
