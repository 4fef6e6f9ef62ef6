/** Round numbers for axes. */

/** The round step (1, 2 or 5 times a power of ten) that cuts a span into about `parts`. */
export function niceStep(span: number, parts: number): number {
  if (!(span > 0) || !Number.isFinite(span)) return 1;
  const raw = span / Math.max(1, parts);
  const power = 10 ** Math.floor(Math.log10(raw));
  const ratio = raw / power;
  const factor = ratio <= 1 ? 1 : ratio <= 2 ? 2 : ratio <= 5 ? 5 : 10;
  return factor * power;
}

export interface Axis {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
}

/** Beyond this no axis goes: the difference of two numbers further out need not be one. */
const FURTHEST = 1e300;

/** An axis that holds low..high and ends a little beyond them; a single value gets room around it. */
export function niceAxis(low: number, high: number, parts: number): Axis {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return { low: 0, high: 1, ticks: [0, 0.5, 1] };
  if (Math.max(Math.abs(low), Math.abs(high)) > FURTHEST)
    return { low: -FURTHEST, high: FURTHEST, ticks: [-FURTHEST, 0, FURTHEST] };
  if (high - low < 1e-9 * Math.max(1, Math.abs(high))) {
    const room = Math.max(Math.abs(high) * 0.01, 1e-6);
    return niceAxis(low - room, high + room, parts);
  }
  const step = niceStep(high - low, parts);
  const pad = (high - low) * 0.04;
  // Ends in quarter steps: the axis keeps still while the values move a little.
  const quarter = step / 4;
  const bottom = Math.floor((low - pad) / quarter) * quarter;
  const top = Math.ceil((high + pad) / quarter) * quarter;
  const ticks: number[] = [];
  for (let k = Math.ceil(bottom / step - 1e-9); k * step <= top + 1e-9 * step; k += 1) {
    ticks.push(Number((k * step).toPrecision(12)));
  }
  return { low: bottom, high: top, ticks };
}

const EXTENTS = [1, 2, 5] as const;

/** Where the horizontal axis ends: the next 1, 2 or 5 times a power of ten, but no further than the run goes. */
export function spentExtent(spent: number, limit: number): number {
  const wanted = Math.max(20, spent);
  for (let power = 10; ; power *= 10) {
    for (const factor of EXTENTS) {
      const extent = factor * power;
      if (extent >= wanted) return Math.max(spent, Math.min(extent, limit));
    }
  }
}

/** Whole-numbered ticks of the horizontal axis, from 0. */
export function spentTicks(extent: number, parts: number): readonly number[] {
  const step = Math.max(1, niceStep(extent, parts));
  const ticks: number[] = [];
  for (let tick = 0; tick <= extent; tick += step) ticks.push(tick);
  return ticks;
}

export interface SpreadLabel {
  /** Where its middle should be. */
  readonly y: number;
  readonly height: number;
}

/** Middles of labels kept apart and within top..bottom, in their order from above; all in pixels. */
export function spreadLabels(wanted: readonly SpreadLabel[], top: number, bottom: number): readonly number[] {
  const order = wanted.map(({ y, height }, index) => ({ y, height, index })).sort((a, b) => a.y - b.y);
  let floor = top;
  for (const label of order) {
    label.y = Math.max(label.y, floor + label.height / 2);
    floor = label.y + label.height / 2;
  }
  let ceiling = bottom;
  for (const label of [...order].reverse()) {
    label.y = Math.min(label.y, ceiling - label.height / 2);
    ceiling = label.y - label.height / 2;
  }
  const middles = wanted.map(({ y }) => y);
  for (const label of order) middles[label.index] = label.y;
  return middles;
}
