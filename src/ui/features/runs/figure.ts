import { rollingMean } from '../../../engine/analysis/rolling';
import type { RunCurve } from './curves';

/** Colours and type of a figure; a page gives its tokens' values, so that an exported file needs no style sheet. */
export interface FigureLook {
  readonly background: string;
  readonly ink: string;
  readonly soft: string;
  readonly line: string;
  readonly accent: string;
  readonly font: string;
}

export interface FigureSize {
  readonly width: number;
  readonly height: number;
}

const DASHES = ['', '6 3', '2 3', '8 3 2 3', '1 4', '12 4'] as const;
/** At most so many points a curve: more cannot be told apart. */
const MOST_POINTS = 500;

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

function niceStep(span: number, n: number): number {
  const power = 10 ** Math.floor(Math.log10(span / n));
  return [1, 2, 5, 10].map((m) => m * power).find((step) => step >= span / n) ?? power;
}

/** Label positions at least `gap` apart, in their order, moved as little as that needs. */
export function spread(positions: readonly number[], gap: number, low: number, high: number): readonly number[] {
  const order = positions.map((y, i) => ({ y, i })).sort((a, b) => a.y - b.y);
  let last = low - gap;
  const placed = order.map(({ y, i }) => {
    last = Math.max(y, last + gap);
    return { y: last, i };
  });
  let next = high + gap;
  for (const entry of [...placed].reverse()) {
    entry.y = Math.min(entry.y, next - gap);
    next = entry.y;
  }
  const out = new Array<number>(positions.length).fill(0);
  for (const { y, i } of placed) out[i] = y;
  return out;
}

/** Mean reward per episode of several runs, smoothed over `window` episodes, labels at the lines' ends: an SVG document. */
export function figureSvg(curves: readonly RunCurve[], window: number, look: FigureLook, { width, height }: FigureSize): string {
  const pad = { left: 52, right: Math.min(190, width * 0.32), top: 14, bottom: 36 };
  const drawn = curves.filter((curve) => curve.episodes > 0).map((curve) => ({ curve, values: rollingMean(curve.mean, window) }));
  const all = drawn.flatMap(({ values }) => [...values]);
  const low = all.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const high = all.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const margin = high > low ? (high - low) * 0.06 : 1;
  const [y0, y1] = Number.isFinite(low) ? [low - margin, high + margin] : [0, 1];
  const longest = drawn.reduce((n, { values }) => Math.max(n, values.length), 1);
  const x = (episode: number): number => pad.left + (episode / longest) * (width - pad.left - pad.right);
  const y = (value: number): number => height - pad.bottom - ((value - y0) / (y1 - y0)) * (height - pad.top - pad.bottom);
  const text = (value: string, at: readonly [number, number], anchor: string, colour = look.soft): string =>
    `<text x="${at[0].toFixed(1)}" y="${at[1].toFixed(1)}" text-anchor="${anchor}" fill="${colour}">${escapeXml(value)}</text>`;

  const parts: string[] = [];
  const yStep = niceStep(y1 - y0, 5);
  const digits = Math.max(0, Math.min(4, -Math.floor(Math.log10(yStep))));
  for (let k = Math.ceil(y0 / yStep); k * yStep <= y1; k += 1) {
    const value = k * yStep;
    parts.push(
      `<path d="M${pad.left} ${y(value).toFixed(1)}H${width - pad.right}" stroke="${look.line}"/>`,
      text(value.toFixed(digits), [pad.left - 8, y(value) + 4], 'end'),
    );
  }
  const xStep = Math.max(1, niceStep(longest, 5));
  for (let episode = 0; episode <= longest; episode += xStep) {
    parts.push(text(episode.toLocaleString('en'), [x(episode), height - pad.bottom + 18], 'middle'));
  }
  parts.push(
    text(`episode; mean reward over ${window === 1 ? 'each episode' : `${window} episodes`}`, [pad.left, height - 3], 'start'),
  );
  const ends = spread(
    drawn.map(({ values }) => y(values.at(-1) ?? y0)),
    14,
    pad.top + 4,
    height - pad.bottom - 4,
  );
  drawn.forEach(({ curve, values }, i) => {
    const colour = i === 0 ? look.accent : look.ink;
    const step = Math.max(1, Math.ceil(values.length / MOST_POINTS));
    const points: string[] = [];
    values.forEach((value, k) => {
      if (k % step === 0 || k === values.length - 1) points.push(`${x(k + 1).toFixed(1)},${y(value).toFixed(1)}`);
    });
    const dash = DASHES[i % DASHES.length] ?? '';
    parts.push(
      `<polyline points="${points.join(' ')}" fill="none" stroke="${colour}" stroke-width="1.8"${dash === '' ? '' : ` stroke-dasharray="${dash}"`}/>`,
      text(
        curve.title.length > 26 ? `${curve.title.slice(0, 25)}…` : curve.title,
        [x(values.length) + 7, (ends[i] ?? 0) + 4],
        'start',
        colour,
      ),
    );
  });
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
    `font-family="${escapeXml(look.font)}" font-size="12"><rect width="100%" height="100%" fill="${look.background}"/>${parts.join('')}</svg>`
  );
}
