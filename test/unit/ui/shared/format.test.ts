import { describe, expect, it } from 'vitest';
import {
  formatCount,
  formatDuration,
  formatFixed,
  formatLarge,
  formatPercent,
  formatSigned,
} from '../../../../src/ui/shared/format';

describe('formats', () => {
  it('shows a missing number as a dash, never as 0', () => {
    for (const format of [formatCount, formatFixed, formatSigned, formatPercent, formatLarge, formatDuration]) {
      expect(format(null)).toBe('–');
      expect(format(Number.NaN)).toBe('–');
    }
  });

  it('writes what no column holds with a power of ten', () => {
    expect(formatFixed(-1e308)).toBe('−1.00e308');
    expect(formatFixed(123456.789)).toBe('123456.79');
  });

  it('gives zero no sign, whichever zero it is', () => {
    expect(formatCount(-0)).toBe('0');
    expect(formatLarge(-0)).toBe('0');
  });

  it('has a true minus, and none on a rounded zero', () => {
    expect(formatFixed(-1.234)).toBe('−1.23');
    expect(formatFixed(-0.001)).toBe('0.00');
    expect(formatSigned(0.15)).toBe('+0.15');
    expect(formatSigned(0)).toBe('0.00');
  });

  it.each([
    [340, '340 ms'],
    [980, '1 s'],
    [59_400, '59 s'],
    [75_000, '1 min 15 s'],
    [3_720_000, '1 h 2 min'],
  ])('%d ms is %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});
