import type { Rng } from '../core/rng';

/**
 * Inverted dropout's mask: 0 with probability rate, else 1 / (1 - rate), so that the mean activation is unchanged
 * (Srivastava et al. 2014, section 10, scaled while training). Two masks a draw: 16 of its bits each, so rate is rounded to a
 * multiple of 2^-16.
 */
export function dropoutMask(rng: Rng, rate: number, size: number): Float32Array {
  const mask = new Float32Array(size);
  const threshold = Math.round(rate * 65536);
  const kept = 1 / (1 - rate);
  for (let i = 0; i < size; i += 2) {
    const draw = rng.uint32();
    mask[i] = (draw & 0xffff) < threshold ? 0 : kept;
    if (i + 1 < size) mask[i + 1] = draw >>> 16 < threshold ? 0 : kept;
  }
  return mask;
}
