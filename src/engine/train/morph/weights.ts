import type { Rng } from '../../core/rng';
import type { Pair } from '../../graph/types';
import { type ChannelMap, repeats } from './channels';

/** A convolution's filter [kh, kw, in, out], or a dense kernel [in, out] as 1×1. */
export interface FilterShape {
  readonly kernel: Pair;
  readonly inputs: number;
  readonly outputs: number;
}

/** How small a change breaks the symmetry of repeated units, and the stream it is drawn from. */
export interface Noise {
  readonly amount: number;
  readonly rng: Rng;
}

/**
 * W'[y + oy, x + ox, i, o] = W[y, x, a(i), b(o)] / r(a(i)),  r(c): how many inputs repeat channel c (Chen et al. 2016, eq. 3);
 * zeros where the larger kernel has places that the smaller lacks. a: inputs, b: outputs; offset: where the old kernel lies in the new one.
 * Repeated units (o >= old outputs) are scaled weight by weight by 1 + amount u, u uniform in -1..1.
 */
export function mappedFilter(
  filter: Float32Array,
  before: FilterShape,
  after: FilterShape,
  inputs: ChannelMap,
  outputs: ChannelMap,
  offset: Pair,
  noise: Noise | null,
): Float32Array {
  const grown = new Float32Array(after.kernel[0] * after.kernel[1] * after.inputs * after.outputs);
  const counts = repeats(inputs, before.inputs);
  for (let y = 0; y < before.kernel[0]; y += 1) {
    for (let x = 0; x < before.kernel[1]; x += 1) {
      const source = (y * before.kernel[1] + x) * before.inputs;
      const target = ((y + offset[0]) * after.kernel[1] + x + offset[1]) * after.inputs;
      inputs.forEach((from, i) => {
        const row = (source + from) * before.outputs;
        const to = (target + i) * after.outputs;
        const share = counts[from] ?? 1;
        outputs.forEach((unit, o) => {
          const value = (filter[row + unit] ?? 0) / share;
          grown[to + o] =
            noise === null || o < before.outputs ? value : value * (1 + noise.amount * (2 * noise.rng.uniform() - 1));
        });
      });
    }
  }
  return grown;
}

/** v'[c] = v[map(c)], rows of `width` numbers: biases and batch norm's parts (width 1), depthwise filters (their multiplier). */
export function mappedRows(values: Float32Array, map: ChannelMap, width = 1): Float32Array {
  const rows = new Float32Array(map.length * width);
  map.forEach((from, c) => {
    rows.set(values.subarray(from * width, (from + 1) * width), c * width);
  });
  return rows;
}

/** A filter that passes each input on, channel o being input map(o), at the kernel's place `centre`. */
export function identityFilter({ kernel, inputs, outputs }: FilterShape, map: ChannelMap, centre: Pair): Float32Array {
  const filter = new Float32Array(kernel[0] * kernel[1] * inputs * outputs);
  const at = (centre[0] * kernel[1] + centre[1]) * inputs;
  map.forEach((from, o) => {
    filter[(at + from) * outputs + o] = 1;
  });
  return filter;
}

/** A depthwise filter [kh, kw, channels, multiplier] for the channels of the map, zeros around the old kernel. */
export function mappedDepthwise(
  filter: Float32Array,
  {
    before,
    after,
    channels,
    multiplier,
  }: { readonly before: Pair; readonly after: Pair; readonly channels: number; readonly multiplier: number },
  map: ChannelMap,
  offset: Pair,
): Float32Array {
  const grown = new Float32Array(after[0] * after[1] * map.length * multiplier);
  for (let y = 0; y < before[0]; y += 1) {
    for (let x = 0; x < before[1]; x += 1) {
      const at = (y * before[1] + x) * channels * multiplier;
      const to = ((y + offset[0]) * after[1] + x + offset[1]) * map.length * multiplier;
      grown.set(mappedRows(filter.subarray(at, at + channels * multiplier), map, multiplier), to);
    }
  }
  return grown;
}
