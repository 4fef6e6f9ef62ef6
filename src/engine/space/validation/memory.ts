import type { GraphCount } from '../../graph/types';

const FLOAT_BYTES = 4;

/**
 * Bytes that a training step holds: 2 * batch * activations (each with its gradient) + 4 * 4 * trainable (weight, gradient, Adam's two
 * moments) + 4 * untrained. Scratch memory of kernels is not in it.
 */
export function memoryBytes({ memoryBytes: activations, params }: GraphCount, batch: number): number {
  return 2 * batch * activations + FLOAT_BYTES * (4 * params.trainable + (params.total - params.trainable));
}
