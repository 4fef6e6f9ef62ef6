import { log } from '../../core/exactMath';
import { optionAt, optionCount } from '../../space/genotype';
import type { Choice, Decision, SearchSpace } from '../../space/types';

/** Code of a decision that a genotype does not have; all others are 0 or above. */
export const ABSENT = -1;

/**
 * A column of the encoding: one decision of the space, told from others by its name, how many of that name came before it in the walk,
 * and, for numbers, its range. Categorical decisions of one name share a column over the union of their options.
 */
export interface Slot {
  readonly key: string;
  readonly decision: Decision;
  readonly numeric: boolean;
}

/** A choice's place between the ends of its decision, 0..1, on its scale; 0 where there is one place only. */
export function placeOf(decision: Exclude<Decision, { kind: 'categorical' }>, choice: Choice): number {
  const { min, max } = decision;
  if (max <= min) return 0;
  if (decision.kind === 'float' && decision.scale === 'log') return (log(choice) - log(min)) / (log(max) - log(min));
  return (choice - min) / (max - min);
}

/** The key of a decision's column: its name, how many of that name came before it, a number's range. */
export const slotKey = (decision: Decision, occurrence: number): string => {
  const name = `${decision.name}#${occurrence}`;
  if (decision.kind === 'categorical') return `c:${name}`;
  const scale = decision.kind === 'float' ? decision.scale : 'int';
  return `n:${name}:${decision.min}..${decision.max}:${scale}`;
};

/** A decision of a walk with its column's key and the choice taken. */
export interface Step {
  readonly key: string;
  readonly decision: Decision;
  readonly choice: Choice;
}

/** A whole walk that begins with `prefix`; `choose` gives the choice at each later position. */
export function walkOn(
  space: SearchSpace,
  prefix: readonly Step[],
  choose: (decision: Decision, key: string, position: number) => Choice,
): readonly Step[] {
  const steps = [...prefix];
  const choices = prefix.map(({ choice }) => choice);
  const seen = new Map<string, number>();
  for (const { decision } of prefix) seen.set(decision.name, (seen.get(decision.name) ?? 0) + 1);
  for (let decision = space.next(choices); decision !== null; decision = space.next(choices)) {
    const occurrence = seen.get(decision.name) ?? 0;
    seen.set(decision.name, occurrence + 1);
    const key = slotKey(decision, occurrence);
    const choice = choose(decision, key, choices.length);
    steps.push({ key, decision, choice });
    choices.push(choice);
  }
  return steps;
}

/** The walk of a genotype. */
export function keyedSteps(space: SearchSpace, choices: readonly Choice[]): readonly Step[] {
  return walkOn(space, [], (_, __, position) => choices[position] ?? 0);
}

export const choicesOf = (walk: readonly Step[]): readonly Choice[] => walk.map(({ choice }) => choice);

/**
 * Genotypes as vectors, one number a slot: a number's place in 0..1, a category's code, or ABSENT. Between two vectors a slot contributes
 * the squared difference of places, 0 or 1 for equal or different categories, and 1 where one of the two lacks it: half of what one-hot
 * columns with a flag for absence give. Slots and codes are those of the genotypes that were admitted, in that order, so that the same
 * genotypes give the same vectors; of any other genotype an unknown slot does not count, and an unknown option differs from all known.
 */
export class Encoding {
  readonly slots: Slot[] = [];
  private readonly index = new Map<string, number>();
  private readonly codes: Map<string, number>[] = [];

  /** Makes slots and codes for all that a genotype has. */
  admit(walk: readonly Step[]): void {
    for (const { key, decision, choice } of walk) {
      const known = this.index.get(key);
      const slot = known ?? this.slots.length;
      if (known === undefined) {
        this.index.set(key, slot);
        this.slots.push({ key, decision, numeric: decision.kind !== 'categorical' });
        this.codes.push(new Map());
      }
      if (decision.kind !== 'categorical') continue;
      const codes = this.codes[slot];
      const option = decision.options[choice];
      if (codes !== undefined && option !== undefined && !codes.has(option)) codes.set(option, codes.size);
    }
  }

  /** [slots]; an option that was never admitted has the code after all others. */
  encode(walk: readonly Step[]): Float64Array {
    const vector = new Float64Array(this.slots.length).fill(ABSENT);
    for (const { key, decision, choice } of walk) {
      const slot = this.index.get(key);
      if (slot === undefined) continue;
      if (decision.kind === 'categorical') {
        const codes = this.codes[slot];
        vector[slot] = codes?.get(decision.options[choice] ?? '') ?? codes?.size ?? 0;
      } else vector[slot] = placeOf(decision, choice);
    }
    return vector;
  }
}

/** Most genotypes of a space that is listed whole. */
export const LISTED = 2048;

/** Every genotype's choices where there are at most LISTED of them; null where there are more, or numbers without steps. */
export function listedSpace(space: SearchSpace): readonly (readonly Choice[])[] | null {
  if (space.size === null || space.size > BigInt(LISTED)) return null;
  const all: (readonly Choice[])[] = [];
  const below = (choices: readonly Choice[]): boolean => {
    const decision = space.next(choices);
    if (decision === null) {
      all.push(choices);
      return all.length <= LISTED;
    }
    const count = optionCount(decision);
    if (count === null) return false;
    for (let i = 0; i < count; i += 1) if (!below([...choices, optionAt(decision, i)])) return false;
    return true;
  };
  return below([]) ? all : null;
}
