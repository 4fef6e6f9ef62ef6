import type { WindowSpec } from '../../../src/engine/tensor/reference/geometry';
import type { KernelCase } from './compare';
import { convCase } from './conv';
import { depthwiseCase } from './depthwise';
import { between, filled, shapeStream } from './shapes';

/** Convolutions with both a stride and a dilation, as reduction cells have them and as tfjs's own kernels refuse them. */
export function stridedDilatedCases(seed: number): KernelCase[] {
  const window = (side: number, kernel: number): WindowSpec =>
    filled({ height: side, width: side, kernel: [kernel, kernel], stride: [2, 2], dilation: [2, 2] });
  return [28, 14, 7, 5].flatMap((side) => [
    depthwiseCase({ ...window(side, 3), channels: 8, multiplier: 1 }, seed),
    depthwiseCase({ ...window(side, 5), channels: 12, multiplier: 1 }, seed),
    convCase({ ...window(side, 3), inChannels: 6, outChannels: 8 }, true, seed),
  ]);
}

export function randomStridedDilatedCases(count: number, seed: number): KernelCase[] {
  const rng = shapeStream(seed, 'strided and dilated');
  return Array.from({ length: count }, (_, i) => {
    const spec: WindowSpec = {
      batch: between(rng, 1, 3),
      height: between(rng, 1, 13),
      width: between(rng, 1, 13),
      kernel: [between(rng, 1, 5), between(rng, 1, 5)],
      stride: [between(rng, 1, 3), between(rng, 2, 3)],
      dilation: [between(rng, 2, 3), between(rng, 1, 3)],
      pad: 'same',
    };
    const [channels, made] = [between(rng, 1, 20), between(rng, 1, 20)];
    return i % 2 === 0
      ? depthwiseCase({ ...spec, channels, multiplier: between(rng, 1, 2) }, seed)
      : convCase({ ...spec, inChannels: channels, outChannels: made }, i % 4 === 1, seed);
  });
}
