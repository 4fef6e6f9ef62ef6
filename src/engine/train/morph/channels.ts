import { Rng } from '../../core/rng';

/** For each channel of the new network the channel of the old one whose value it has. */
export type ChannelMap = readonly number[];

export const sameChannels = (count: number): ChannelMap => Array.from({ length: count }, (_, c) => c);

export function isSame(map: ChannelMap, count: number): boolean {
  return map.length === count && map.every((from, c) => from === c);
}

export const equalMaps = (a: ChannelMap, b: ChannelMap): boolean => a.length === b.length && a.every((from, c) => from === b[c]);

/**
 * Net2WiderNet's g: channel c < before is itself, each further one repeats a channel drawn at random (Chen, Goodfellow and Shlens 2016,
 * eq. 1). Deviation: the draw depends on the two widths and the seed alone, so that layers which are added up repeat the
 * same channels.
 */
export function wideningMap(before: number, after: number, seed: number): ChannelMap {
  const rng = Rng.fromSeed(seed, `widen ${before} to ${after}`);
  return Array.from({ length: after }, (_, c) => (c < before ? c : rng.int(before)));
}

/** How many new channels have the value of each old one. */
export function repeats(map: ChannelMap, before: number): readonly number[] {
  const counts = new Array<number>(before).fill(0);
  for (const from of map) counts[from] = (counts[from] ?? 0) + 1;
  return counts;
}

/** The map of a flattened image [places, channels]: place p, channel c is number p * channels + c. */
export function flattened(map: ChannelMap, before: number, places: number): ChannelMap {
  return Array.from({ length: places }, (_, p) => map.map((from) => p * before + from)).flat();
}
