import type { HeatValues } from './values';

/** Colours of the page's tokens, read once per theme. */
export interface HeatColors {
  readonly policy: string;
  readonly truth: string;
  readonly ink: string;
  readonly line: string;
}

export function readColors(element: Element): HeatColors {
  const style = getComputedStyle(element);
  const of = (name: string): string => style.getPropertyValue(name).trim();
  return { policy: of('--policy'), truth: of('--truth'), ink: of('--ink'), line: of('--line') };
}

/**
 * Share of the way from the scale's low to its high end, 0..1, with the low end stretched (power 0.75): one hue
 * whose lightness alone carries the value, so that it reads the same without colour vision.
 */
export function shade(value: number, low: number, high: number): number {
  if (!Number.isFinite(value)) return 0;
  if (high <= low) return 0.5;
  return Math.min(1, Math.max(0, (value - low) / (high - low))) ** 0.75;
}

/** Hue and opacity of a cell; a fall is drawn in ink and a rise in blue, so that they differ without colour too. */
export function cellPaint(
  value: number,
  values: HeatValues,
  colors: HeatColors,
): { readonly color: string; readonly alpha: number } {
  if (values.hue === 'change') {
    const share = Math.abs(value) / Math.max(values.high, 1e-12);
    return { color: value < 0 ? colors.ink : colors.policy, alpha: (value < 0 ? 0.55 : 1) * share ** 0.75 };
  }
  const color = values.hue === 'policy' ? colors.policy : colors.truth;
  return { color, alpha: 0.035 + 0.965 * shade(value, values.low, values.high) };
}

export interface HeatGrid {
  readonly columns: number;
  readonly rows: number;
  readonly width: number;
  readonly height: number;
}

const GAP = 1;

/** Paints all cells. Unknown ones get a thin diagonal instead of a colour; falls get a minus. */
export function paintCells(canvas: HTMLCanvasElement, values: HeatValues, colors: HeatColors, grid: HeatGrid): void {
  const ratio = devicePixelRatio;
  const context = canvas.getContext('2d');
  if (context === null || grid.width <= 0 || grid.height <= 0) return;
  canvas.width = Math.round(grid.width * ratio);
  canvas.height = Math.round(grid.height * ratio);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, grid.width, grid.height);
  const width = grid.width / grid.columns;
  const height = grid.height / grid.rows;
  for (let row = 0; row < grid.rows; row += 1) {
    for (let column = 0; column < grid.columns; column += 1) {
      const value = values.cells[row * grid.columns + column] ?? Number.NaN;
      const x = column * width + GAP;
      const y = row * height + GAP;
      const w = width - 2 * GAP;
      const h = height - 2 * GAP;
      context.globalAlpha = 1;
      if (!Number.isFinite(value)) {
        context.strokeStyle = colors.line;
        context.beginPath();
        context.moveTo(x + 3, y + h - 3);
        context.lineTo(x + w - 3, y + 3);
        context.stroke();
        continue;
      }
      const paint = cellPaint(value, values, colors);
      context.fillStyle = colors.ink;
      context.globalAlpha = 0.03;
      context.beginPath();
      context.roundRect(x, y, w, h, 3);
      context.fill();
      context.globalAlpha = paint.alpha;
      context.fillStyle = paint.color;
      context.fill();
      if (values.hue === 'change' && value < 0 && paint.alpha > 0.08) {
        context.globalAlpha = 1;
        context.fillRect(x + w / 2 - 4, y + h / 2 - 0.75, 8, 1.5);
      }
    }
  }
  context.globalAlpha = 1;
}
