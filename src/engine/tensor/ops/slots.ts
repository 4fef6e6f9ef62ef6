import type { TensorInfo } from '@tensorflow/tfjs-core';

/** Where each parameter's slots (moments, velocities) lie in a packed buffer, in floats, and how long that buffer is. */
export interface PackedSlots {
  readonly offsets: readonly number[];
  readonly total: number;
}

/** Packs one after another, each from a multiple of 4 floats on, so that vectors of 4 never straddle two parameters. */
export function packSlots(sizes: readonly number[]): PackedSlots {
  const offsets: number[] = [];
  let total = 0;
  for (const size of sizes) {
    const at = Math.ceil(total / 4) * 4;
    offsets.push(at);
    total = at + size;
  }
  return { offsets, total };
}

/** Names of the i-th parameter and its gradient among the inputs of an optimiser kernel. */
export const paramName = (i: number): string => `param${i}`;
export const gradientName = (i: number): string => `gradient${i}`;

/** The inputs of an optimiser kernel for these parameters and gradients. */
export function optimiserInputs<T extends TensorInfo>(params: readonly T[], gradients: readonly T[]): { [name: string]: T } {
  const inputs: { [name: string]: T } = {};
  params.forEach((param, i) => {
    inputs[paramName(i)] = param;
    const gradient = gradients[i];
    if (gradient !== undefined) inputs[gradientName(i)] = gradient;
  });
  return inputs;
}
