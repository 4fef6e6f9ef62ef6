/** Numbers as they are shown. A missing number is a dash, never 0. */

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0, signDisplay: 'negative' });

const DASH = '–';

export function formatCount(n: number | null | undefined): string {
  return n === null || n === undefined || !Number.isFinite(n) ? DASH : whole.format(n);
}

/** '1 child', '20 children'. */
export const countOf = (n: number, one: string, many: string): string => `${formatCount(n)} ${n === 1 ? one : many}`;

const exact = new Intl.NumberFormat('en', { maximumFractionDigits: 6 });

/** A bound or setting as it is, to six decimals, with a real minus sign. */
export function formatNumber(n: number): string {
  return exact.format(n).replace('-', '−');
}

/** From here on a number is written with a power of ten. */
const EXPONENT_FROM = 1e12;

/** Fixed decimals with a real minus sign. */
export function formatFixed(value: number | null | undefined, digits = 2): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return DASH;
  const size = Math.abs(value);
  const text = size >= EXPONENT_FROM ? size.toExponential(digits).replace('+', '') : size.toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

export function formatSigned(value: number | null | undefined, digits = 2): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return DASH;
  return value > 0 ? `+${formatFixed(value, digits)}` : formatFixed(value, digits);
}

/** A fraction 0..1 in percent. */
export function formatPercent(fraction: number | null | undefined, digits = 2): string {
  if (fraction === null || fraction === undefined || !Number.isFinite(fraction)) return DASH;
  return `${(fraction * 100).toFixed(digits)} %`;
}

/** 1,440,000 -> '1.44 M'. */
export function formatLarge(n: number | null | undefined): string {
  if (n === null || n === undefined || !Number.isFinite(n)) return DASH;
  if (n >= 1e9) return `${(n / 1e9).toFixed(2)} G`;
  if (n >= 1e6) return `${(n / 1e6).toFixed(2)} M`;
  if (n >= 1e4) return `${(n / 1e3).toFixed(1)} k`;
  return whole.format(n);
}

/** 75,000 ms -> '1 min 15 s'. */
export function formatDuration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return DASH;
  const seconds = Math.round(ms / 1000);
  if (ms < 950) return `${Math.max(0, Math.round(ms))} ms`;
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${minutes % 60} min`;
  return `${Math.round(hours / 24)} days`;
}

/** Decimals that tell apart values of a range of this width. */
export function digitsFor(span: number): number {
  if (!Number.isFinite(span) || span <= 0) return 2;
  return Math.min(6, Math.max(0, 2 - Math.floor(Math.log10(span))));
}
