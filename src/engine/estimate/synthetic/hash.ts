/** Deterministic draws that belong to names instead of to a stream: the same seed and names give the same number in any order. */

/** 32 bits in, 32 bits out, one to one, every bit reaching every other: MurmurHash3's finaliser (Appleby 2011). */
export function mix(word: number): number {
  let h = word >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** FNV-1a over UTF-16 code units, from a seed, mixed. */
export function hashText(text: string, seed: number): number {
  let h = (0x811c9dc5 ^ mix(seed)) >>> 0;
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return mix(h);
}

/** Of an ordered pair. */
export function hashPair(a: number, b: number): number {
  return mix(mix(a) + Math.imul(b, 0x9e3779b1));
}

/** In [0, 1), from 32 bits. */
export function uniformOf(word: number): number {
  return (mix(word ^ 0x68bc21eb) >>> 0) / 4294967296;
}

/** Standard deviation of the sum of four bytes, each uniform on 0..255: sqrt(4 (256^2 - 1) / 12). */
const FOUR_BYTES = 147.80054127;

/** About standard normal, within +-3.46: the sum of the word's four bytes, centred and scaled (Irwin-Hall, n = 4). */
export function normalOf(word: number): number {
  const h = mix(word ^ 0x02e5be93);
  return ((h & 255) + ((h >>> 8) & 255) + ((h >>> 16) & 255) + (h >>> 24) - 510) / FOUR_BYTES;
}
