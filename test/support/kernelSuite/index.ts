/**
 * The tensor ops of whichever backend is open against the plain reference, values and gradients, on named and on
 * randomised shapes. Free of vitest and of Node, so that the same cases run in a test process and inside a browser:
 *
 *   for (const testCase of kernelCases()) { const found = await testCase.run(); ... found.filter((d) => d.excess > 1) }
 *
 * A family of kernels is a file with its named and its random cases, and a line in FAMILIES.
 */
import { activationCases, randomActivationCases } from './activation';
import { batchNormCases, randomBatchNormCases } from './batchNorm';
import type { KernelCase } from './compare';
import { convCases, randomConvCases } from './conv';
import { depthwiseCases, randomDepthwiseCases } from './depthwise';
import { matMulCases, matMulOfFoursCases, randomMatMulCases, randomMatMulOfFoursCases } from './matMul';
import { mixedCases, randomMixedCases } from './mixed';
import { optimiserCases, randomOptimiserCases } from './optimiser';
import { poolCases, randomPoolCases } from './pool';
import { randomStridedDilatedCases, stridedDilatedCases } from './stridedDilated';
import { randomTrainingCases, trainingCases } from './training';

export { type Discrepancy, type KernelCase, TOLERANCE } from './compare';

/** Cases with their names first, as a table of tests wants them. */
export const named = (cases: readonly KernelCase[]): [name: string, testCase: KernelCase][] =>
  cases.map((item) => [item.name, item]);

const SEED = 20_261_121;

/** Random shapes of each kernel that the suite of every backend computes. */
export const RANDOM_SHAPES = 300;

interface KernelFamily {
  readonly named: (seed: number) => readonly KernelCase[];
  readonly random: (count: number, seed: number) => readonly KernelCase[];
}

const FAMILIES = {
  conv: { named: convCases, random: randomConvCases },
  depthwise: { named: depthwiseCases, random: randomDepthwiseCases },
  stridedDilated: { named: stridedDilatedCases, random: randomStridedDilatedCases },
  pool: { named: poolCases, random: randomPoolCases },
  matMul: { named: matMulCases, random: randomMatMulCases },
  matMulOfFours: { named: matMulOfFoursCases, random: randomMatMulOfFoursCases },
  batchNorm: { named: batchNormCases, random: randomBatchNormCases },
  mixed: { named: mixedCases, random: randomMixedCases },
  activation: { named: activationCases, random: randomActivationCases },
  optimiser: { named: optimiserCases, random: randomOptimiserCases },
  training: { named: trainingCases, random: randomTrainingCases },
} satisfies Record<string, KernelFamily>;

export type KernelFamilyName = keyof typeof FAMILIES;
export const KERNEL_FAMILIES = Object.keys(FAMILIES) as KernelFamilyName[];

export interface SuiteOptions {
  /** Random shapes of each kernel, besides the named ones. */
  readonly random?: number;
  /** Whether the named shapes are computed too (default: they are); many of them are as large as a network's. */
  readonly named?: boolean;
  readonly seed?: number;
  readonly families?: readonly KernelFamilyName[];
  /** Fewer random shapes of some families: those whose kernels are tfjs's own on this backend. */
  readonly fewer?: Partial<Record<KernelFamilyName, number>>;
}

/** Every case of the families asked for (default: all). They are independent, and may run in any order. */
export function kernelCases({
  random = RANDOM_SHAPES,
  named: withNamed = true,
  seed = SEED,
  families = KERNEL_FAMILIES,
  fewer = {},
}: SuiteOptions = {}): readonly KernelCase[] {
  return families.flatMap((name) => [
    ...(withNamed ? FAMILIES[name].named(seed) : []),
    ...FAMILIES[name].random(Math.min(random, fewer[name] ?? random), seed),
  ]);
}
