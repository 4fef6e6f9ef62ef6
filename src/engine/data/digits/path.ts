import { cos, sin } from '../../core/exactMath';

/**
 * A pen stroke in the unit square (x right, y down): the first point, then pieces that each take further points: a line
 * one, a cubic Bézier curve three (two controls and the end). Points are shared, so that moving them keeps it joined.
 */
export interface Stroke {
  /** x, y, x, y, ... */
  readonly points: readonly number[];
  readonly pieces: readonly Piece[];
}

export type Piece = 'line' | 'curve';

/** All strokes of one way to write a digit. */
export type Template = readonly Stroke[];

const DEGREE = 0.017453292519943295;
const LONGEST_ARC = 90;

/** Writes a stroke piece by piece. */
export class Pen {
  private readonly points: number[];
  private readonly pieces: Piece[] = [];

  constructor(x: number, y: number) {
    this.points = [x, y];
  }

  line(x: number, y: number): this {
    this.points.push(x, y);
    this.pieces.push('line');
    return this;
  }

  curve(x1: number, y1: number, x2: number, y2: number, x: number, y: number): this {
    this.points.push(x1, y1, x2, y2, x, y);
    this.pieces.push('curve');
    return this;
  }

  /**
   * An arc of the ellipse around (cx, cy) from angle `from` to `to` in degrees (0 right, 90 down), as Bézier curves of at most a
   * quarter turn, k = 4/3 tan(angle / 4); joined by a line where the pen is elsewhere.
   */
  arc(cx: number, cy: number, rx: number, ry: number, from: number, to: number): this {
    const parts = Math.ceil(Math.abs(to - from) / LONGEST_ARC);
    const step = ((to - from) / parts) * DEGREE;
    const k = ((4 / 3) * sin(step / 4)) / cos(step / 4);
    let angle = from * DEGREE;
    const [x0, y0] = [cx + rx * cos(angle), cy + ry * sin(angle)];
    const last = this.points.length;
    if (Math.abs((this.points[last - 2] ?? 0) - x0) + Math.abs((this.points[last - 1] ?? 0) - y0) > 1e-6) this.line(x0, y0);
    for (let i = 0; i < parts; i += 1) {
      const next = angle + step;
      this.curve(
        cx + rx * (cos(angle) - k * sin(angle)),
        cy + ry * (sin(angle) + k * cos(angle)),
        cx + rx * (cos(next) + k * sin(next)),
        cy + ry * (sin(next) - k * cos(next)),
        cx + rx * cos(next),
        cy + ry * sin(next),
      );
      angle = next;
    }
    return this;
  }

  stroke(): Stroke {
    return { points: this.points, pieces: this.pieces };
  }
}

/** A stroke that begins on an ellipse and follows it. */
export function arcFrom(cx: number, cy: number, rx: number, ry: number, from: number, to: number): Pen {
  return new Pen(cx + rx * cos(from * DEGREE), cy + ry * sin(from * DEGREE)).arc(cx, cy, rx, ry, from, to);
}

const LINE_STEPS = 5;
const CURVE_STEPS = 8;

/** The stroke as a polyline: x, y, x, y, ... appended to `into`; curves by their Bernstein form at even parameters. */
export function flatten(points: ArrayLike<number>, pieces: readonly Piece[], into: number[]): void {
  let x0 = points[0] ?? 0;
  let y0 = points[1] ?? 0;
  into.push(x0, y0);
  let at = 2;
  for (const piece of pieces) {
    const end = piece === 'line' ? at : at + 4;
    const x = points[end] ?? 0;
    const y = points[end + 1] ?? 0;
    const steps = piece === 'line' ? LINE_STEPS : CURVE_STEPS;
    for (let i = 1; i <= steps; i += 1) {
      const t = i / steps;
      const u = 1 - t;
      if (piece === 'line') into.push(u * x0 + t * x, u * y0 + t * y);
      else {
        const [b0, b1, b2, b3] = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t];
        into.push(
          b0 * x0 + b1 * (points[at] ?? 0) + b2 * (points[at + 2] ?? 0) + b3 * x,
          b0 * y0 + b1 * (points[at + 1] ?? 0) + b2 * (points[at + 3] ?? 0) + b3 * y,
        );
      }
    }
    x0 = x;
    y0 = y;
    at = end + 2;
  }
}
