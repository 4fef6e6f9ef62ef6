/** 1,548; from 10^12 on shortened to three digits: '1.23 × 10^60'. */
export function sizeText(size: bigint): string {
  if (size < 1_000_000_000_000n) return size.toLocaleString('en');
  const digits = size.toString();
  const rounded = Math.round(Number(digits.slice(0, 4)) / 10);
  const [mantissa, power] = rounded >= 1000 ? [100, digits.length] : [rounded, digits.length - 1];
  return `${(mantissa / 100).toFixed(2)} × 10^${power}`;
}

/** 512 kB, 3.4 MB: powers of 1000. */
export function bytesText(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 99.5 ? Math.round(value) : value.toPrecision(2)} ${units[unit]}`;
}
