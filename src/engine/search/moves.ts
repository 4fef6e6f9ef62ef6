import { exp, log } from '../core/exactMath';
import { normal, type Rng } from '../core/rng';
import { choiceText, isChoice, optionAt, optionCount, sampleChoice } from '../space/genotype';
import type { Choice, Decision, Genotype, SearchSpace } from '../space/types';

/** A genotype's decisions, in order, each with the choice taken. */
export function walk(
  space: SearchSpace,
  genotype: Genotype,
): readonly { readonly decision: Decision; readonly choice: Choice }[] {
  const { choices } = genotype;
  return choices.flatMap((choice, i) => {
    const decision = space.next(choices.slice(0, i));
    return decision === null ? [] : [{ decision, choice }];
  });
}

/**
 * A whole genotype that begins with `prefix`: at each later decision the wanted choice of its name where that is one of its options,
 * else a uniform one. What a conditional space asks after a change is answered so.
 */
export function complete(space: SearchSpace, prefix: readonly Choice[], wanted: ReadonlyMap<string, Choice>, rng: Rng): Genotype {
  const choices = [...prefix];
  for (let decision = space.next(choices); decision !== null; decision = space.next(choices)) {
    const kept = wanted.get(decision.name);
    choices.push(kept !== undefined && isChoice(decision, kept) ? kept : sampleChoice(decision, rng));
  }
  return { space: space.id, choices };
}

/** Choices of a genotype by the names of their decisions. */
export function byName(space: SearchSpace, genotype: Genotype): ReadonlyMap<string, Choice> {
  return new Map(walk(space, genotype).map(({ decision, choice }) => [decision.name, choice]));
}

/** One changed choice. */
export interface Move {
  readonly position: number;
  readonly choice: Choice;
}

/** What was changed, in words. */
export interface Changed {
  readonly genotype: Genotype;
  readonly decision: string;
  readonly from: string;
  readonly to: string;
}

/** The genotype after a move; choices of later decisions are kept by name where they still fit. */
export function moved(space: SearchSpace, genotype: Genotype, { position, choice }: Move, rng: Rng): Changed {
  const { choices } = genotype;
  const prefix = choices.slice(0, position);
  const decision = space.next(prefix);
  if (decision === null) throw new RangeError(`moved: ${space.id} has no decision ${position}`);
  return {
    genotype: complete(space, [...prefix, choice], byName(space, genotype), rng),
    decision: decision.name,
    from: choiceText(decision, choices[position] ?? 0),
    to: choiceText(decision, choice),
  };
}

/** Every move to another option of a countable decision, in order; continuous decisions have none here (see perturb). */
export function listMoves(space: SearchSpace, genotype: Genotype): readonly Move[] {
  return walk(space, genotype).flatMap(({ decision, choice }, position) => {
    const count = optionCount(decision) ?? 0;
    return Array.from({ length: count }, (_, i) => optionAt(decision, i))
      .filter((option) => option !== choice)
      .map((option) => ({ position, choice: option }));
  });
}

/** Step of a continuous decision, as a share of its range (of its logarithm's range on a log scale). */
const STEP = 0.2;

/**
 * Another choice of a decision: a uniform one of its other options; for a continuous decision a normal step of a fifth of its
 * range, reflected at the ends. Null where there is no other.
 */
export function perturb(decision: Decision, choice: Choice, rng: Rng): Choice | null {
  const count = optionCount(decision);
  if (count !== null) {
    const others = Array.from({ length: count }, (_, i) => optionAt(decision, i)).filter((option) => option !== choice);
    return others[rng.int(Math.max(1, others.length))] ?? null;
  }
  if (decision.kind !== 'float' || decision.max <= decision.min) return null;
  const isLog = decision.scale === 'log';
  const to = (value: number): number => (isLog ? log(value) : value);
  const [low, high] = [to(decision.min), to(decision.max)];
  let place = (to(choice) - low) / (high - low) + STEP * normal(rng);
  // Reflected: 1.1 becomes 0.9, -0.1 becomes 0.1.
  place = Math.abs(place % 2);
  if (place > 1) place = 2 - place;
  const value = isLog ? exp(low + place * (high - low)) : low + place * (high - low);
  return Math.min(decision.max, Math.max(decision.min, value));
}

/** One decision, drawn uniformly among those that have another choice, changed; null where nothing can be changed. */
export function mutate(space: SearchSpace, genotype: Genotype, rng: Rng): Changed | null {
  const steps = walk(space, genotype);
  const free = steps.flatMap(({ decision }, position) => (optionCount(decision) === 1 ? [] : [position]));
  const position = free[rng.int(Math.max(1, free.length))];
  const step = position === undefined ? undefined : steps[position];
  if (position === undefined || step === undefined) return null;
  const choice = perturb(step.decision, step.choice, rng);
  return choice === null ? null : moved(space, genotype, { position, choice }, rng);
}
