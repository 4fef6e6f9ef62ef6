import { tf } from '../../../src/engine/tensor/index';
import { readValues } from './readValues';

/** How far one tensor is from the reference. */
export interface Discrepancy {
  /** 'value', 'gradient of x', ... */
  readonly what: string;
  /** Largest absolute difference / (TOLERANCE x largest absolute value expected). At most 1 where the kernel is right. */
  readonly excess: number;
  /** Where the difference is largest. */
  readonly index: number;
  readonly actual: number;
  readonly expected: number;
}

export interface KernelCase {
  readonly name: string;
  run(): Promise<Discrepancy[]>;
}

/** Float32 sums of up to some thousand terms, whatever their order: relative to the largest value of the tensor. */
export const TOLERANCE = 2e-5;

function compare([what, , expected, least = 1e-3]: Comparison, values: ArrayLike<number>): Discrepancy {
  if (values.length !== expected.length) {
    return {
      what: `${what}: length`,
      excess: Number.POSITIVE_INFINITY,
      index: -1,
      actual: values.length,
      expected: expected.length,
    };
  }
  let scale = least;
  for (let i = 0; i < expected.length; i += 1) scale = Math.max(scale, Math.abs(expected[i] ?? Number.NaN));
  let worst: Discrepancy = { what, excess: 0, index: 0, actual: values[0] ?? 0, expected: expected[0] ?? 0 };
  for (let i = 0; i < expected.length; i += 1) {
    const [got, wanted] = [values[i] ?? Number.NaN, expected[i] ?? Number.NaN];
    const excess = Number.isNaN(got) ? Number.POSITIVE_INFINITY : Math.abs(got - wanted) / (TOLERANCE * scale);
    if (excess > worst.excess) worst = { what, excess, index: i, actual: got, expected: wanted };
  }
  return worst;
}

/** least: the smallest size that errors are measured by, for sums that may cancel to next to nothing. */
export type Comparison = readonly [what: string, actual: tf.Tensor, expected: ArrayLike<number>, least?: number];

/** Runs body, compares what it gives, and frees every tensor it made. */
export async function comparing(body: () => readonly Comparison[]): Promise<Discrepancy[]> {
  let pairs: readonly Comparison[] = [];
  tf.tidy(() => {
    pairs = body();
    for (const [, tensor] of pairs) tf.keep(tensor);
  });
  const values = await Promise.all(pairs.map(([, tensor]) => readValues(tensor)));
  for (const [, tensor] of pairs) tensor.dispose();
  return pairs.map((pair, i) => compare(pair, values[i] ?? []));
}
