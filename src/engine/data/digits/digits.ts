import { LabError } from '../../core/errors';
import { Rng } from '../../core/rng';
import type { Dataset, ImageSet } from '../types';
import { flatten, type Template } from './path';
import { drawPolyline } from './raster';
import { TEMPLATES } from './templates';
import { bell, between, DISTORTION, Warp } from './warp';

const SIDE = 28;
const PIXELS = SIDE * SIDE;
const CLASSES = 10;

/** Half the pen's width in pixels, its spread within a stroke, soft edge, and the paper's grain. */
const PEN = { radius: [0.55, 1.55], pressure: 0.25, softness: [0.9, 1.8], darkness: [0.75, 1], grain: 0.06 } as const;

/** Draws one digit into bytes[offset ...]: template, tremor, warp, pen, grain. */
function drawDigit(template: Template, rng: Rng, ink: Float64Array, bytes: Uint8Array, offset: number): void {
  ink.fill(0);
  const warp = new Warp(rng, SIDE);
  const radius = between(rng, PEN.radius[0], PEN.radius[1]);
  const softness = between(rng, PEN.softness[0], PEN.softness[1]);
  for (const stroke of template) {
    const trembling = stroke.points.map((value) => value + bell(rng) * DISTORTION.tremor);
    const line: number[] = [];
    flatten(trembling, stroke.pieces, line);
    const polyline = new Float64Array(line);
    warp.apply(polyline);
    const nib = {
      start: radius * (1 + between(rng, -PEN.pressure, PEN.pressure)),
      end: radius * (1 + between(rng, -PEN.pressure, PEN.pressure)),
      softness,
    };
    drawPolyline(polyline, nib, ink, SIDE);
  }
  const darkness = 255 * between(rng, PEN.darkness[0], PEN.darkness[1]);
  for (let i = 0; i < PIXELS; i += 1) {
    const value = ink[i] as number;
    const grain = value > 0 ? ((rng.uint32() >>> 8) / 0x1000000 - 0.5) * 2 * PEN.grain : 0;
    bytes[offset + i] = Math.min(255, Math.max(0, Math.floor(darkness * (value + value * grain) + 0.5)));
  }
}

/** `count` digits in blocks of ten, every block holding each digit once in random order. */
function drawSet(rng: Rng, count: number): ImageSet {
  const images = new Uint8Array(count * PIXELS);
  const labels = new Uint8Array(count);
  const ink = new Float64Array(PIXELS);
  const block = Uint8Array.from({ length: CLASSES }, (_, digit) => digit);
  for (let i = 0; i < count; i += 1) {
    if (i % CLASSES === 0) rng.shuffle(block);
    const digit = block[i % CLASSES] as number;
    labels[i] = digit;
    const ways = TEMPLATES[digit] ?? [];
    drawDigit(ways[rng.int(ways.length)] ?? [], rng, ink, images, i * PIXELS);
  }
  return { images, labels, count, shape: [SIDE, SIDE, 1], classes: CLASSES };
}

export interface DigitsOptions {
  /** Published parts of the set; validation is cut from train. */
  readonly train?: number;
  readonly test?: number;
}

const MOST_IMAGES = 1_000_000;

/**
 * Handwriting-like digits, drawn and not collected: ten classes of 28×28×1, each image a random one of a few ways to write
 * its digit, its points moved at random, bent by an elastic field, slanted, scaled, turned and shifted, and drawn with a
 * pen of random width. Integer and IEEE arithmetic only: a seed gives the same bytes on every engine. By default
 * 10,000 training and 2,000 test images, of separate random streams. LabError 'config' on a seed or size out of range.
 */
export function proceduralDigits(seed = 1, options: DigitsOptions = {}): Dataset {
  const { train = 10_000, test = 2_000 } = options;
  for (const [name, value] of Object.entries({ train, test })) {
    if (!Number.isInteger(value) || value < 1 || value > MOST_IMAGES) {
      throw new LabError(
        'config',
        `digits.${name}: expected 1 to ${MOST_IMAGES} images, got ${value}.`,
        'Choose a size in that range.',
      );
    }
  }
  return {
    id: 'digits',
    title: 'Procedural digits',
    provenance: `procedural digits, seed ${seed}`,
    train: drawSet(Rng.fromSeed(seed, 'digits:train'), train),
    test: drawSet(Rng.fromSeed(seed, 'digits:test'), test),
  };
}
