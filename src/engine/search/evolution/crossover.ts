import type { Rng } from '../../core/rng';
import type { Choice, Genotype, SearchSpace } from '../../space/types';
import { byName, complete, moved, perturb, walk } from '../moves';

export interface Crossed {
  readonly genotype: Genotype;
  /** Choices before it are the first parent's. */
  readonly point: number;
  readonly mutated: readonly string[];
}

/**
 * Single-point crossover: the first parent's choices before a point drawn uniformly from 1..n-1 (n: the shorter parent's length), the
 * second parent's after it, by the names of their decisions where the space is conditional. The guide's evolutionary example.
 */
export function crossover(
  space: SearchSpace,
  first: Genotype,
  second: Genotype,
  rng: Rng,
): { genotype: Genotype; point: number } {
  const shorter = Math.min(first.choices.length, second.choices.length);
  const point = shorter > 1 ? 1 + rng.int(shorter - 1) : shorter;
  return { genotype: complete(space, first.choices.slice(0, point), byName(space, second), rng), point };
}

/** Each decision changed with probability `rate` (null: 1 / decisions; Muehlenbein 1992), from the first on; names of those that were. */
export function mutateEach(
  space: SearchSpace,
  genotype: Genotype,
  rate: number | null,
  rng: Rng,
): { readonly genotype: Genotype; readonly mutated: readonly string[] } {
  const mutated: string[] = [];
  const probability = rate ?? 1 / Math.max(1, genotype.choices.length);
  let child = genotype;
  for (let position = 0; position < child.choices.length; position += 1) {
    if (rng.uniform() >= probability) continue;
    const step = walk(space, child)[position];
    const choice: Choice | null = step === undefined ? null : perturb(step.decision, step.choice, rng);
    if (choice === null) continue;
    const change = moved(space, child, { position, choice }, rng);
    child = change.genotype;
    mutated.push(change.decision);
  }
  return { genotype: child, mutated };
}

/** Crossed with probability crossoverRate (else the first parent's copy), then mutated decision by decision. */
export function offspring(
  space: SearchSpace,
  parents: readonly [Genotype, Genotype],
  rates: { readonly crossoverRate: number; readonly mutationRate: number | null },
  rng: Rng,
): Crossed {
  const [first, second] = parents;
  const crossed =
    rng.uniform() < rates.crossoverRate ? crossover(space, first, second, rng) : { genotype: first, point: first.choices.length };
  return { point: crossed.point, ...mutateEach(space, crossed.genotype, rates.mutationRate, rng) };
}
