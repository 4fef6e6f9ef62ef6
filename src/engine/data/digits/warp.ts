import { cos, sin } from '../../core/exactMath';
import type { Rng } from '../../core/rng';

/** How far one image may be bent; lengths in units of the digit's box unless named otherwise. */
export const DISTORTION = {
  /** Largest turn either way, radians. */
  turn: 0.4,
  /** Largest slant: x moves by so much of y. */
  shear: 0.45,
  /** Height of the box in pixels. */
  height: [13.5, 21],
  /** Width over height. */
  aspect: [0.5, 1.05],
  /** Largest move of the centre, pixels. */
  shift: 3,
  /** Spread of each point that the pen passes. */
  tremor: 0.03,
  /** Spread of the elastic field's control points. */
  elastic: 0.13,
} as const;

/** Bell-shaped around 0 with standard deviation 1, within +-3: the sum of three uniforms, centred and scaled. */
export function bell(rng: Rng): number {
  return (rng.uint32() + rng.uint32() + rng.uint32()) / 0x80000000 - 3;
}

export function between(rng: Rng, low: number, high: number): number {
  return low + (high - low) * rng.uniform();
}

const GRID = 6;
const CELLS = GRID - 3;

/** Uniform cubic B-spline weights of the four control points around t in [0, 1). */
function splineWeights(t: number, out: Float64Array): void {
  const u = 1 - t;
  out[0] = (u * u * u) / 6;
  out[1] = (3 * t * t * t - 6 * t * t + 4) / 6;
  out[2] = (3 * u * u * u - 6 * u * u + 4) / 6;
  out[3] = (t * t * t) / 6;
}

/**
 * A random smooth map from the unit square to pixels: elastic displacement (a cubic B-spline over a 6×6 grid of random
 * vectors), then slant, scale, turn and shift (affine).
 */
export class Warp {
  private readonly field = new Float64Array(2 * GRID * GRID);
  private readonly wx = new Float64Array(4);
  private readonly wy = new Float64Array(4);
  private readonly matrix: readonly [number, number, number, number];
  private readonly centre: readonly [number, number];

  constructor(rng: Rng, side: number) {
    const height = between(rng, DISTORTION.height[0], DISTORTION.height[1]);
    const width = height * between(rng, DISTORTION.aspect[0], DISTORTION.aspect[1]);
    const turn = bell(rng) * (DISTORTION.turn / 3);
    const shear = bell(rng) * (DISTORTION.shear / 3);
    const [c, s] = [cos(turn), sin(turn)];
    this.matrix = [c * width, (c * shear - s) * height, s * width, (s * shear + c) * height];
    this.centre = [side / 2 + bell(rng) * (DISTORTION.shift / 3), side / 2 + bell(rng) * (DISTORTION.shift / 3)];
    for (let i = 0; i < this.field.length; i += 1) this.field[i] = bell(rng) * DISTORTION.elastic;
  }

  /** Maps x, y, x, y, ... in place. */
  apply(points: Float64Array): void {
    const { field, wx, wy, matrix, centre } = this;
    for (let p = 0; p < points.length; p += 2) {
      const x = points[p] as number;
      const y = points[p + 1] as number;
      const column = Math.min(CELLS - 1, Math.max(0, Math.floor(x * CELLS)));
      const row = Math.min(CELLS - 1, Math.max(0, Math.floor(y * CELLS)));
      splineWeights(Math.min(1, Math.max(0, x * CELLS - column)), wx);
      splineWeights(Math.min(1, Math.max(0, y * CELLS - row)), wy);
      let dx = x - 0.5;
      let dy = y - 0.5;
      for (let j = 0; j < 4; j += 1) {
        for (let i = 0; i < 4; i += 1) {
          const weight = (wy[j] as number) * (wx[i] as number);
          const at = 2 * ((row + j) * GRID + column + i);
          dx += weight * (field[at] as number);
          dy += weight * (field[at + 1] as number);
        }
      }
      points[p] = centre[0] + matrix[0] * dx + matrix[1] * dy;
      points[p + 1] = centre[1] + matrix[2] * dx + matrix[3] * dy;
    }
  }
}
