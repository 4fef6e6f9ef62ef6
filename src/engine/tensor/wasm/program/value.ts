import type { tf } from '../../tf';

/**
 * Float32 numbers of a program, row-major. They lie in a tensor that lives outside the program (a variable), or in a buffer of
 * the program's own; values of other shapes may share a buffer.
 */
export interface ProgramValue {
  readonly shape: readonly number[];
  readonly size: number;
  readonly place: Place;
}

export type Place = OwnBuffer | { readonly kind: 'tensor'; readonly tensor: tf.Variable };

/** size: in floats. */
export interface OwnBuffer {
  readonly kind: 'own';
  readonly size: number;
}

export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);
