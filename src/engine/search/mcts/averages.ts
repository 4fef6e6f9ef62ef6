import { exp } from '../../core/exactMath';
import { normal, type Rng } from '../../core/rng';
import { optionAt, optionCount } from '../../space/genotype';
import type { Choice, Decision } from '../../space/types';
import { choiceAt } from '../bayesian/design';
import { placeOf, type Step } from '../bayesian/encoding';

/** Score of a choice of which nothing is known, counted as one walk. */
const UNKNOWN = 0.5;
/** Standard deviation of a score that is uniform in 0..1. */
const DEVIATION = Math.sqrt(1 / 12);
/** Choices of a decision that are weighed against each other; of a longer list, and of a number without steps, so many are drawn. */
const CANDIDATES = 12;

/** Mean score and the number of walks it is of. */
export interface Average {
  readonly mean: number;
  readonly walks: number;
}

/** One decision's walks: their numbers, their options' names or places in 0..1, and the sums over each option. */
interface Slot {
  readonly walks: number[];
  readonly own: (string | number)[];
  sums: ReadonlyMap<string | number, Average>;
}

const ownOf = (decision: Decision, choice: Choice): string | number =>
  decision.kind === 'categorical' ? (decision.options[choice] ?? '') : placeOf(decision, choice);

/**
 * What every choice was worth on average over all walks that made it, wherever in the tree (all moves as first; Gelly and Silver 2011, section 4):
 *   average(choice) = (1/2 + sum of scores) / (1 + n);   of a number: walks weighted by exp(-((place - other place) / h)^2 / 2), h = 1 / (2 sqrt n).
 * A rest of a genotype is drawn by them (move averages; Finnsson and Bjoernsson 2008), each decision by Thompson's rule: the choice of the largest
 *   average + z / sqrt(12 (1 + n)),   z standard normal, 1/12 being the variance of a uniform score.
 */
export class ChoiceAverages {
  private readonly slots = new Map<string, Slot>();
  private scores: readonly number[] = [];
  private count = 0;

  add(walk: readonly Step[]): void {
    for (const { key, decision, choice } of walk) {
      const slot: Slot = this.slots.get(key) ?? { walks: [], own: [], sums: new Map() };
      slot.walks.push(this.count);
      slot.own.push(ownOf(decision, choice));
      this.slots.set(key, slot);
    }
    this.count += 1;
  }

  /** scores: in 0..1, of every walk that was added, in order. */
  rescale(scores: readonly number[]): void {
    this.scores = scores;
    for (const slot of this.slots.values()) {
      const sums = new Map<string | number, Average>();
      for (const [i, own] of slot.own.entries()) {
        const { mean, walks } = sums.get(own) ?? { mean: UNKNOWN, walks: 0 };
        const score = scores[slot.walks[i] ?? -1] ?? UNKNOWN;
        sums.set(own, { mean: mean + (score - mean) / (walks + 2), walks: walks + 1 });
      }
      slot.sums = sums;
    }
  }

  of(decision: Decision, key: string, choice: Choice): Average {
    const slot = this.slots.get(key);
    if (slot === undefined) return { mean: UNKNOWN, walks: 0 };
    const own = ownOf(decision, choice);
    if (typeof own === 'string') return slot.sums.get(own) ?? { mean: UNKNOWN, walks: 0 };
    const precision = 4 * slot.walks.length;
    let [sum, walks] = [UNKNOWN, 0];
    for (const [i, other] of slot.own.entries()) {
      const distance = own - Number(other);
      const weight = exp(-0.5 * precision * distance * distance);
      sum += weight * (this.scores[slot.walks[i] ?? -1] ?? UNKNOWN);
      walks += weight;
    }
    return { mean: sum / (1 + walks), walks };
  }

  /** A choice by Thompson's rule: of `options`, which may not be empty, or, where there are none to go by, of all. */
  draw(decision: Decision, key: string, options: readonly Choice[] | null, rng: Rng): Choice {
    let best: { readonly choice: Choice; readonly value: number } | null = null;
    for (const choice of candidates(decision, options, rng)) {
      const { mean, walks } = this.of(decision, key, choice);
      const value = mean + (DEVIATION * normal(rng)) / Math.sqrt(1 + walks);
      if (best === null || value > best.value) best = { choice, value };
    }
    if (best === null) throw new RangeError(`ChoiceAverages: nothing can be chosen at '${decision.name}'`);
    return best.choice;
  }
}

function candidates(decision: Decision, options: readonly Choice[] | null, rng: Rng): readonly Choice[] {
  const count = options?.length ?? optionCount(decision);
  const at = (i: number): Choice => options?.[i] ?? optionAt(decision, i);
  if (count === null) return Array.from({ length: CANDIDATES }, () => choiceAt(decision, rng.uniform()));
  if (count <= CANDIDATES) return Array.from({ length: count }, (_, i) => at(i));
  return Array.from({ length: CANDIDATES }, () => at(rng.int(count)));
}
