import { formatCount, formatFixed } from '../../shared/format';
import { type Figure, figureScale } from './figureScale';
import { lookOf } from './palette';

/** What a figure takes from the page, so that an exported file needs no style sheet. */
export interface FigureLook {
  readonly isDark: boolean;
  readonly background: string;
  readonly ink: string;
  readonly soft: string;
  readonly line: string;
  readonly truth: string;
  readonly font: string;
}

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** Round values in a range, about n of them. */
export function ticks(low: number, high: number, n: number): readonly number[] {
  const span = high - low;
  if (!(span > 0)) return [low];
  const power = 10 ** Math.floor(Math.log10(span / n));
  const step = [1, 2, 5, 10].map((m) => m * power).find((size) => size >= span / n) ?? power;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** 1, 2, 5, 10, 20, ... in a range; fewer where it is long. */
export function logTicks(low: number, high: number): readonly number[] {
  const made: number[] = [];
  const isLong = high / low > 200;
  for (let power = 10 ** Math.floor(Math.log10(low)); power <= high; power *= 10) {
    for (const m of isLong ? [1] : [1, 2, 5]) if (m * power >= low && m * power <= high) made.push(m * power);
  }
  return made;
}

/** Positions at least `gap` apart, in their order, between low and high where there is room, moved as little as that needs. */
export function apart(positions: readonly number[], gap: number, low: number, high: number): readonly number[] {
  const order = positions.map((y, i) => ({ y, i })).sort((a, b) => a.y - b.y || a.i - b.i);
  let floor = low - gap;
  for (const one of order) {
    one.y = Math.max(one.y, floor + gap);
    floor = one.y;
  }
  let ceiling = high + gap;
  for (const one of [...order].reverse()) {
    one.y = Math.min(one.y, ceiling - gap);
    ceiling = one.y;
  }
  const out = positions.map(() => 0);
  for (const { y, i } of order) out[i] = y;
  return out;
}

/** Mean best reward so far with its 95 % band, or the mean rank, over what was spent: an SVG document, labels at the lines' ends. */
export function figureSvg(figure: Figure, look: FigureLook): string {
  const { what, unit, isLog, optimum, width, height, fontSize, lit = null } = figure;
  const { lines, px, py, xLow, xHigh, yLow, yHigh, pad, right, bottom } = figureScale(figure);
  const strength = (name: string): number => (lit === null || lit === name ? 1 : 0.22);
  const at = (x: number, y: number): string => `${px(x).toFixed(1)},${py(y).toFixed(1)}`;
  const text = (value: string, x: number, y: number, anchor: string, colour: string): string =>
    `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}" fill="${colour}">${escapeXml(value)}</text>`;

  const parts: string[] = [];
  const yTicks = ticks(yLow, yHigh, 5);
  const step = (yTicks[1] ?? yHigh) - (yTicks[0] ?? yLow);
  const digits = Math.max(0, Math.min(4, Math.ceil(-Math.log10(step > 0 ? step : 1) - 1e-9)));
  for (const value of yTicks) {
    const y = py(value);
    parts.push(
      `<path d="M${pad.left} ${y.toFixed(1)}H${right.toFixed(1)}" stroke="${look.line}"/>`,
      text(formatFixed(value, digits), pad.left - 6, y + fontSize * 0.35, 'end', look.soft),
    );
  }
  let lastLabel = Number.NEGATIVE_INFINITY;
  for (const value of isLog
    ? logTicks(Math.max(1, xLow), xHigh)
    : ticks(xLow, xHigh, Math.max(3, Math.round((right - pad.left) / 110)))) {
    const x = px(value);
    if (x - lastLabel < fontSize * 3.2) continue;
    lastLabel = x;
    parts.push(text(formatCount(value), x, bottom + fontSize * 1.3, 'middle', look.soft));
  }
  const title = what === 'rank' ? 'mean rank, 1 is best' : 'reward of the best child so far, mean over seeds, 95 % band';
  parts.push(
    text(title, 2, fontSize, 'start', look.soft),
    text(`${unit}${isLog ? ', logarithmic' : ''}`, pad.left, height - fontSize * 0.5, 'start', look.soft),
  );
  if (what === 'reward' && optimum !== null) {
    parts.push(
      `<path d="M${pad.left} ${py(optimum).toFixed(1)}H${right.toFixed(1)}" stroke="${look.truth}" stroke-width="1.5"/>`,
      text(`optimum ${formatFixed(optimum, 2)}`, right, py(optimum) - 4, 'end', look.truth),
    );
  }
  const area = `<clipPath id="area"><rect x="${pad.left}" y="${pad.top}" width="${right - pad.left}" height="${bottom - pad.top}"/></clipPath>`;
  parts.push(area);
  for (const { name, place, points } of lines) {
    if (what === 'rank') continue;
    const there = points.map(({ x, high }) => at(x, high));
    const back = [...points].reverse().map(({ x, low }) => at(x, low));
    parts.push(
      `<polygon clip-path="url(#area)" points="${[...there, ...back].join(' ')}" fill="${lookOf(place, look.isDark).colour}" opacity="${0.14 * strength(name)}"/>`,
    );
  }
  const ends = apart(
    lines.map(({ points }) => py(points.at(-1)?.y ?? yLow)),
    fontSize * 1.2,
    pad.top,
    bottom,
  );
  lines.forEach(({ name, place, points }, i) => {
    const { colour, dash } = lookOf(place, look.isDark);
    const last = points.at(-1);
    const room = Math.floor((pad.right - 18) / (fontSize * 0.54));
    const label = name.length > room ? `${name.slice(0, Math.max(1, room - 1))}…` : name;
    const from =
      last === undefined
        ? ''
        : `M${px(last.x).toFixed(1)} ${py(last.y).toFixed(1)}L${(right + 9).toFixed(1)} ${(ends[i] ?? 0).toFixed(1)}`;
    parts.push(
      `<polyline clip-path="url(#area)" points="${points.map(({ x, y }) => at(x, y)).join(' ')}" fill="none" stroke="${colour}" stroke-width="${lit === name ? 3 : 2}" opacity="${strength(name)}"${dash === '' ? '' : ` stroke-dasharray="${dash}"`}/>`,
      `<path d="${from}" fill="none" stroke="${colour}" opacity="0.5"/>`,
      text(label, right + 12, (ends[i] ?? 0) + fontSize * 0.35, 'start', look.ink),
    );
  });
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
    `font-family="${escapeXml(look.font)}" font-size="${fontSize}"><rect width="100%" height="100%" fill="${look.background}"/>${parts.join('')}</svg>`
  );
}
