import { LabError } from './errors';
import { cos, log } from './exactMath';

/** State of an Rng: four unsigned 32-bit words. Plain JSON, so that it travels in every checkpoint. */
export type RngState = readonly [number, number, number, number];

/**
 * xoshiro128** 1.1 (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021): 32-bit integer
 * arithmetic only, so that the stream is the same in every engine. Seeded through splitmix32.
 */
export class Rng {
  private s0: number;
  private s1: number;
  private s2: number;
  private s3: number;

  private constructor(state: RngState) {
    [this.s0, this.s1, this.s2, this.s3] = state;
  }

  /** seed: any integer in [0, 2^32). stream: a name; two names give independent streams of one seed. */
  static fromSeed(seed: number, stream = ''): Rng {
    if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
      throw new LabError(
        'config',
        `seed: expected an integer from 0 to 4294967295, got ${seed}.`,
        'Choose a seed in that range.',
      );
    }
    let mix = seed >>> 0;
    for (let i = 0; i < stream.length; i += 1) {
      mix = Math.imul(mix ^ stream.charCodeAt(i), 0x01000193) >>> 0;
      mix = (mix ^ (mix >>> 15)) >>> 0;
    }
    const next = (): number => {
      mix = (mix + 0x9e3779b9) >>> 0;
      let z = mix;
      z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
      return (z ^ (z >>> 15)) >>> 0;
    };
    return new Rng([next(), next(), next(), next() | 1]);
  }

  static fromState(state: RngState): Rng {
    return new Rng(state);
  }

  state(): RngState {
    return [this.s0 >>> 0, this.s1 >>> 0, this.s2 >>> 0, this.s3 >>> 0];
  }

  /** Uniform integer in [0, 2^32). */
  uint32(): number {
    const product = Math.imul(this.s1, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const t = this.s1 << 9;
    this.s2 ^= this.s0;
    this.s3 ^= this.s1;
    this.s1 ^= this.s2;
    this.s0 ^= this.s3;
    this.s2 ^= t;
    this.s3 = (this.s3 << 11) | (this.s3 >>> 21);
    return result;
  }

  /** Uniform in [0, 1) with 53 bits. */
  uniform(): number {
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  /** Uniform integer in [0, n), without modulo bias. */
  int(n: number): number {
    if (!Number.isInteger(n) || n < 1 || n > 0x100000000)
      throw new RangeError(`Rng.int: n must be an integer from 1 to 2^32, got ${n}`);
    const limit = 0x100000000 - (0x100000000 % n);
    let draw = this.uint32();
    while (draw >= limit) draw = this.uint32();
    return draw % n;
  }

  /**
   * Index drawn from the distribution p: [k], which should sum to 1; the last index with p > 0 takes the rounding's rest.
   */
  categorical(p: ArrayLike<number>): number {
    let rest = this.uniform();
    let last = 0;
    for (let i = 0; i < p.length; i += 1) {
      const pi = p[i] ?? 0;
      if (pi <= 0) continue;
      last = i;
      rest -= pi;
      if (rest < 0) return i;
    }
    return last;
  }

  /** Fisher-Yates, in place. */
  shuffle<T extends { length: number; [index: number]: number }>(values: T): T {
    for (let i = values.length - 1; i > 0; i -= 1) {
      const j = this.int(i + 1);
      const held = values[i] as number;
      values[i] = values[j] as number;
      values[j] = held;
    }
    return values;
  }
}

/** A standard normal number, by Box and Muller's transform. */
export function normal(rng: Rng): number {
  return Math.sqrt(-2 * log(1 - rng.uniform())) * cos(2 * Math.PI * rng.uniform());
}
