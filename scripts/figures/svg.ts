import { type Band, quantileBand } from '../../src/engine/analysis/quantiles';
import { opening, openingTicks } from '../../src/ui/features/learn/faults/scale';

/**
 * Colours that stand on white and on black alike: text at least 4.5:1 on white and 4:1 on #0d1117. Blue is what a controller does,
 * orange what was measured, grey what it is compared with.
 */
const COLOURS = { text: '#757b84', line: '#9aa0a8', policy: '#4f74dd', truth: '#c06018', quiet: '#8d9199' } as const;
const FONT = 'Inter, Helvetica Neue, Arial, Liberation Sans, sans-serif';
/** More points than this cannot be told apart. */
const MOST_POINTS = 240;

export interface Curve {
  readonly title: string;
  /** One series a seed, equally spaced. */
  readonly seeds: readonly ArrayLike<number>[];
  readonly quiet?: boolean;
}

export interface Level {
  readonly title: string;
  readonly value: number;
  readonly colour: 'truth' | 'quiet';
}

export interface Panel {
  readonly title: string;
  readonly note?: string;
  readonly curves: readonly Curve[];
}

export interface BandFigure {
  /** Read out by screen readers. */
  readonly title: string;
  readonly panels: readonly Panel[];
  readonly columns: number;
  readonly levels: readonly Level[];
  /** Rewards at the bottom and top of every panel; the scale opens towards the top. */
  readonly range: readonly [number, number];
  /** What a step along a series is, and how many of those the axis says it is: children per episode for an axis of children. */
  readonly xTitle: string;
  readonly xPerStep: number;
}

export const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const at = (value: number): string => String(Math.round(value * 10) / 10);

function text(value: string, x: number, y: number, options: { anchor?: string; colour?: string; weight?: number } = {}): string {
  const { anchor = 'start', colour = COLOURS.text, weight = 400 } = options;
  const bold = weight === 400 ? '' : ` font-weight="${weight}"`;
  return `<text x="${at(x)}" y="${at(y)}" text-anchor="${anchor}" fill="${colour}"${bold}>${escapeXml(value)}</text>`;
}

/** A round step with at most n of them in the span: 1, 2 or 5 times a power of ten. */
function roundStep(span: number, n: number): number {
  let power = 1;
  while (power * 10 <= span / n) power *= 10;
  while (power > span / n) power /= 10;
  return [1, 2, 5, 10].map((m) => m * power).find((step) => step >= span / n) ?? power;
}

function ticks([low, high]: readonly [number, number], n: number): readonly number[] {
  const step = roundStep(high - low, n);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

const PANEL = { width: 300, height: 170, left: 44, right: 14, top: 40, bottom: 34 } as const;

interface Place {
  readonly x: (step: number) => number;
  readonly y: (reward: number) => number;
}

/** Every k-th point and the last. */
function thinned(length: number): readonly number[] {
  const step = Math.max(1, Math.ceil(length / MOST_POINTS));
  return Array.from({ length }, (_, i) => i).filter((i) => i % step === 0 || i === length - 1);
}

function bandPaths({ low, median, high }: Band, { x, y }: Place, colour: string, isQuiet: boolean): string {
  const points = thinned(median.length);
  const path = (values: ArrayLike<number>, order: readonly number[]): string =>
    order.map((i) => `${at(x(i + 1))},${at(y(values[i] ?? 0))}`).join(' ');
  const area = `${path(low, points)} ${path(high, [...points].reverse())}`;
  return (
    `<polygon points="${area}" fill="${colour}" opacity="${isQuiet ? 0.22 : 0.25}"/>` +
    `<polyline points="${path(median, points)}" fill="none" stroke="${colour}" stroke-width="${isQuiet ? 1.2 : 1.7}" stroke-linejoin="round"/>`
  );
}

function panelSvg(figure: BandFigure, panel: Panel, left: number, top: number, width: number, length: number): string {
  const { range, levels, xPerStep, xTitle } = figure;
  const x0 = left + PANEL.left;
  const x1 = left + width - PANEL.right;
  const y0 = top + PANEL.height - PANEL.bottom;
  const y1 = top + PANEL.top;
  const place: Place = {
    x: (step) => x0 + (step / length) * (x1 - x0),
    y: (reward) => y0 - opening(reward, range) * (y0 - y1),
  };
  const parts = [text(panel.title, x0, top + 15, { colour: COLOURS.text, weight: 600 })];
  if (panel.note !== undefined) parts.push(text(panel.note, x0, top + 30));
  for (const value of openingTicks(range, 0.14)) {
    const y = place.y(value);
    parts.push(`<path d="M${x0} ${at(y)}H${x1}" stroke="${COLOURS.line}" opacity="0.3"/>`);
    parts.push(text(String(value).replace('-', '−'), x0 - 6, y + 4, { anchor: 'end' }));
  }
  for (const value of ticks([0, length * xPerStep], 4)) {
    parts.push(
      text(value.toLocaleString('en'), place.x(value / xPerStep), y0 + 16, {
        anchor: value === 0 ? 'start' : place.x(value / xPerStep) > x1 - 12 ? 'end' : 'middle',
      }),
    );
  }
  parts.push(text(xTitle, x1, y0 + 30, { anchor: 'end' }));
  for (const { value, colour } of levels) {
    if (value < range[0] || value > range[1]) continue;
    parts.push(
      `<path d="M${x0} ${at(place.y(value))}H${x1}" stroke="${COLOURS[colour]}" stroke-dasharray="${colour === 'truth' ? '5 3' : '2 3'}"/>`,
    );
  }
  for (const { seeds, quiet = false } of [...panel.curves].sort((a, b) => Number(b.quiet ?? false) - Number(a.quiet ?? false))) {
    parts.push(bandPaths(quantileBand(seeds, 0.5), place, quiet ? COLOURS.quiet : COLOURS.policy, quiet));
  }
  return `<g>${parts.join('')}</g>`;
}

/** A key: a swatch and a name for each curve and level, once for the whole figure. */
function keySvg(figure: BandFigure, y: number): string {
  const names = new Map<string, string>();
  for (const { title, quiet = false } of figure.panels.flatMap(({ curves }) => curves)) {
    names.set(title, `<path d="M0 0H18" stroke="${quiet ? COLOURS.quiet : COLOURS.policy}" stroke-width="2"/>`);
  }
  for (const { title, colour } of figure.levels) {
    names.set(title, `<path d="M0 0H18" stroke="${COLOURS[colour]}" stroke-dasharray="${colour === 'truth' ? '5 3' : '2 3'}"/>`);
  }
  let x = PANEL.left;
  return [...names]
    .map(([title, swatch]) => {
      const entry = `<g transform="translate(${at(x)} ${at(y)})">${swatch}</g>${text(title, x + 24, y + 4)}`;
      x += 24 + title.length * 6.2 + 22;
      return entry;
    })
    .join('');
}

/** Median and quartiles over seeds in small multiples with shared axes: an SVG document without a background. */
export function bandFigureSvg(figure: BandFigure): string {
  const columns = Math.min(figure.columns, figure.panels.length);
  const rows = Math.ceil(figure.panels.length / columns);
  // One panel by itself is given twice the room.
  const panelWidth = columns === 1 ? 2 * PANEL.width : PANEL.width;
  const width = columns * panelWidth;
  const height = rows * PANEL.height + 26;
  const lengths = figure.panels.flatMap(({ curves }) => curves.flatMap(({ seeds }) => seeds.map((values) => values.length)));
  const length = Math.max(1, ...lengths);
  const panels = figure.panels.map((panel, i) =>
    panelSvg(figure, panel, (i % columns) * panelWidth, Math.floor(i / columns) * PANEL.height, panelWidth, length),
  );
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" ` +
    `font-family="${FONT}" font-size="11"><title>${escapeXml(figure.title)}</title>${panels.join('\n')}\n${keySvg(figure, height - 12)}</svg>\n`
  );
}

export interface RangeRow {
  readonly title: string;
  /** Infinite bounds run to the right edge, with an arrow. */
  readonly low: number;
  readonly estimate: number;
  readonly high: number;
  readonly note: string;
  readonly quiet?: boolean;
}

/** Medians with intervals on one logarithmic axis from 1: an SVG document without a background. */
export function rangeFigureSvg(title: string, xTitle: string, rows: readonly RangeRow[]): string {
  const width = 760;
  const left = 236;
  const right = 190;
  const top = 12;
  const rowHeight = 24;
  const bottom = top + rows.length * rowHeight;
  const finite = rows.flatMap(({ low, estimate, high }) => [low, estimate, high]).filter(Number.isFinite);
  let most = 10;
  while (most < Math.max(...finite)) most *= 10;
  const decades = String(most).length - 1;
  const x = (value: number): number =>
    left + (Math.min(decades, Math.log10(Math.max(1, Math.min(most, value)))) / decades) * (width - left - right);
  const parts: string[] = [];
  for (let d = 0; d <= decades; d += 1) {
    const value = 10 ** d;
    parts.push(`<path d="M${at(x(value))} ${top}V${bottom}" stroke="${COLOURS.line}" opacity="0.3"/>`);
    parts.push(text(value.toLocaleString('en'), x(value), bottom + 16, { anchor: 'middle' }));
  }
  for (const [i, row] of rows.entries()) {
    const y = top + (i + 0.5) * rowHeight;
    const colour = row.quiet === true ? COLOURS.quiet : COLOURS.policy;
    parts.push(text(row.title, left - 10, y + 4, { anchor: 'end' }));
    parts.push(`<path d="M${at(x(row.low))} ${at(y)}H${at(x(row.high))}" stroke="${colour}" stroke-width="3" opacity="0.45"/>`);
    if (Number.isFinite(row.estimate)) parts.push(`<circle cx="${at(x(row.estimate))}" cy="${at(y)}" r="3.6" fill="${colour}"/>`);
    if (!Number.isFinite(row.high)) parts.push(text('→', x(row.high) + 1, y + 4, { colour }));
    parts.push(text(row.note, width - right + 18, y + 4));
  }
  parts.push(text(xTitle, width - right, bottom + 31, { anchor: 'end' }));
  const height = bottom + 38;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" ` +
    `font-family="${FONT}" font-size="11"><title>${escapeXml(title)}</title>${parts.join('\n')}</svg>\n`
  );
}
