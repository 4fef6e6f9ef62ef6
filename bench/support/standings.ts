import type { BenchRow } from './types';

/** How one engine did in a contest. */
export interface Standing {
  readonly row: BenchRow;
  /** Null where operations are not what the time goes to. */
  readonly gflops: number | null;
  readonly peakBytes: number | null;
}

/** Four significant digits, without an exponent. */
export function digits(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 4 });
}

const ratio = (value: number): string => value.toLocaleString('en', { maximumSignificantDigits: 3 });

/**
 * A case as a table: a line an engine, numbered; the last columns are its ratio to each other engine, by number.
 */
export function standingsTable(name: string, standings: readonly Standing[]): string {
  const unit = standings[0]?.row.unit ?? '';
  const head = ['', name, unit, '±', 'GFLOP/s', '% of peak', 'peak MB', ...standings.map((_, i) => `to ${i + 1}`)];
  const lines = standings.map(({ row, gflops, peakBytes }, i) => [
    String(i + 1),
    row.engine,
    digits(row.value),
    digits(row.spread),
    gflops === null ? '-' : digits(gflops),
    row.peakShare === undefined ? '-' : (100 * row.peakShare).toFixed(0),
    peakBytes === null ? '-' : (peakBytes / 1e6).toFixed(0),
    ...standings.map((other, j) => (i === j ? '' : ratio(row.value / other.row.value))),
  ]);
  const table = [head, ...lines];
  const widths = head.map((_, column) => Math.max(...table.map((line) => line[column]?.length ?? 0)));
  const format = (line: readonly string[]): string =>
    line.map((cell, column) => (column === 1 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ');
  return `${table.map(format).join('\n')}\n`;
}
