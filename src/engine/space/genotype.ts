import { LabError } from '../core/errors';
import { exp, log } from '../core/exactMath';
import { stableHash } from '../core/json';
import type { Rng } from '../core/rng';
import type { Choice, Decision, Genotype, SearchSpace } from './types';

/** Longer genotypes are refused: a space whose `next` never ends would otherwise hang its reader. */
const MAX_DECISIONS = 10_000;

/**
 * Number of options of a decision: the list's length; (max - min) / step + 1 for whole steps; null for a continuous float.
 */
export function optionCount(decision: Decision): number | null {
  switch (decision.kind) {
    case 'categorical':
      return decision.options.length;
    case 'int':
      return Math.floor((decision.max - decision.min) / decision.step) + 1;
    case 'float':
      return decision.step === undefined ? null : Math.floor((decision.max - decision.min) / decision.step + 1e-9) + 1;
    default:
      decision satisfies never;
      return null;
  }
}

/** The i-th option as a choice: the index itself for a categorical decision, else min + i * step. */
export function optionAt(decision: Decision, index: number): Choice {
  switch (decision.kind) {
    case 'categorical':
      return index;
    case 'int':
      return decision.min + index * decision.step;
    case 'float':
      return decision.step === undefined ? decision.min : Math.min(decision.max, decision.min + index * decision.step);
    default:
      decision satisfies never;
      return index;
  }
}

/** Why a choice is not one of the decision's, or null where it is. */
function choiceFault(decision: Decision, choice: Choice): string | null {
  switch (decision.kind) {
    case 'categorical':
      return Number.isInteger(choice) && choice >= 0 && choice < decision.options.length
        ? null
        : `an integer from 0 to ${decision.options.length - 1}`;
    case 'int': {
      const steps = (choice - decision.min) / decision.step;
      return Number.isInteger(steps) && choice >= decision.min && choice <= decision.max
        ? null
        : `${decision.min}, ${decision.min + decision.step}, ... up to ${decision.max}`;
    }
    case 'float': {
      if (!(choice >= decision.min && choice <= decision.max)) return `a number in ${decision.min}..${decision.max}`;
      if (decision.step === undefined) return null;
      const steps = (choice - decision.min) / decision.step;
      return Math.abs(steps - Math.round(steps)) < 1e-6 ? null : `${decision.min} plus a multiple of ${decision.step}`;
    }
    default:
      decision satisfies never;
      return null;
  }
}

/** Whether a choice is one of the decision's. */
export function isChoice(decision: Decision, choice: Choice): boolean {
  return choiceFault(decision, choice) === null;
}

/** A choice in words: 'conv3', '0.001'. */
export function choiceText(decision: Decision, choice: Choice): string {
  return decision.kind === 'categorical' ? (decision.options[choice] ?? `${choice}`) : `${choice}`;
}

/** Throws LabError 'space', naming the choice, where the genotype is not a complete walk through the space. */
export function validateGenotype(space: SearchSpace, genotype: Genotype): void {
  if (genotype.space !== space.id) {
    throw new LabError('space', `${space.id}: the genotype belongs to '${genotype.space}'.`, `Use a genotype of ${space.id}.`);
  }
  const { choices } = genotype;
  const prefix: Choice[] = [];
  for (let i = 0; ; i += 1) {
    const decision = space.next(prefix);
    if (decision === null) {
      if (choices.length === i) return;
      throw new LabError('space', `${space.id}: the genotype ends after ${i} choices, got ${choices.length}.`, 'Drop the rest.');
    }
    const choice = choices[i];
    if (choice === undefined) {
      throw new LabError(
        'space',
        `${space.id}: choice ${i + 1} ('${decision.name}') is missing.`,
        'Give a choice for every decision.',
      );
    }
    const rule = choiceFault(decision, choice);
    if (rule !== null) {
      throw new LabError(
        'space',
        `${space.id}: choice ${i + 1} ('${decision.name}') must be ${rule}, got ${choice}.`,
        'Correct that choice.',
      );
    }
    prefix.push(choice);
    if (prefix.length > MAX_DECISIONS) {
      throw new LabError('space', `${space.id}: more than ${MAX_DECISIONS} decisions.`, 'Make the space end.');
    }
  }
}

/**
 * Every genotype once, depth first, the last decision fastest: row-major over the options where all genotypes have the
 * same decisions. `places`: the choices of a decision to be taken; all its options where absent, with LabError 'space' at a
 * continuous decision.
 */
export function* enumerate(
  space: SearchSpace,
  places: (decision: Decision) => Iterable<Choice> = (decision) => optionsOf(space, decision),
): Generator<Genotype, void, undefined> {
  function* below(choices: readonly Choice[]): Generator<Genotype, void, undefined> {
    const decision = space.next(choices);
    if (decision === null) {
      yield { space: space.id, choices };
      return;
    }
    for (const choice of places(decision)) yield* below([...choices, choice]);
  }
  yield* below([]);
}

function* optionsOf(space: SearchSpace, decision: Decision): Generator<Choice, void, undefined> {
  const count = optionCount(decision);
  if (count === null) {
    throw new LabError(
      'space',
      `${space.id}: decision '${decision.name}' is continuous, so the space cannot be listed.`,
      'Sample the space, or give the decision a step.',
    );
  }
  for (let i = 0; i < count; i += 1) yield optionAt(decision, i);
}

/** Exact number of genotypes: the space's own count, else by listing them up to `limit`; null where neither gives one. */
export function sizeOf(space: SearchSpace, limit = 1_000_000): bigint | null {
  if (space.size !== null) return space.size;
  let count = 0;
  try {
    for (const _ of enumerate(space)) {
      count += 1;
      if (count > limit) return null;
    }
  } catch (thrown) {
    if (thrown instanceof LabError && thrown.kind === 'space') return null;
    throw thrown;
  }
  return BigInt(count);
}

/** A uniform choice of one decision; log-scaled floats are uniform in their logarithm. */
export function sampleChoice(decision: Decision, rng: Rng): Choice {
  const count = optionCount(decision);
  if (count !== null) return optionAt(decision, rng.int(count));
  if (decision.kind !== 'float') return 0;
  const u = rng.uniform();
  if (decision.scale === 'linear') return decision.min + u * (decision.max - decision.min);
  const value = exp(log(decision.min) + u * (log(decision.max) - log(decision.min)));
  return Math.min(decision.max, Math.max(decision.min, value));
}

/**
 * A genotype drawn decision by decision, each uniform over its options. In a space of equal lengths that is uniform over
 * the genotypes; in a conditional one, shorter walks are more likely than each longer one.
 */
export function sample(space: SearchSpace, rng: Rng): Genotype {
  const choices: Choice[] = [];
  for (;;) {
    const decision = space.next(choices);
    if (decision === null) return { space: space.id, choices };
    choices.push(sampleChoice(decision, rng));
    if (choices.length > MAX_DECISIONS) {
      throw new LabError('space', `${space.id}: more than ${MAX_DECISIONS} decisions.`, 'Make the space end.');
    }
  }
}

/** 'a-small:conv3,max': one text for one genotype over all spaces. */
export function genotypeKey(space: SearchSpace, genotype: Genotype): string {
  return `${space.id}:${space.format(genotype)}`;
}

/** 16 hex digits: stableHash of genotypeKey. */
export function genotypeHash(space: SearchSpace, genotype: Genotype): string {
  return stableHash(genotypeKey(space, genotype));
}
