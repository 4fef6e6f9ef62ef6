import { normal, type Rng } from '../../core/rng';
import { isChoice, optionAt, optionCount, sampleChoice } from '../../space/genotype';
import type { Choice, Decision, SearchSpace } from '../../space/types';
import { choiceAt } from './design';
import { placeOf, type Step, walkOn } from './encoding';

/** How good a genotype would be to try: larger is better. Called often. */
export type Score = (walk: readonly Step[]) => number;

export interface Scored {
  readonly walk: readonly Step[];
  readonly score: number;
}

/**
 * Uniform genotypes, places about each of the best known ones, local searches, and the most scores of each. In walks of more than six
 * decisions there are fewer of all but the searches, for each costs more there.
 */
const UNIFORM = 400;
const AROUND = 20;
const STARTS = 4;
const LOCAL_SCORES = 400;
export const KNOWN = 5;
const EASY = 6;
/** Steps of a number in shares of its range: from the first down to the last. */
const FIRST_STEP = 0.1;
const LAST_STEP = 1e-4;

const scaleOf = (decision: Exclude<Decision, { kind: 'categorical' }>): 'linear' | 'log' =>
  decision.kind === 'float' ? decision.scale : 'linear';

/** A number's choice near `place` (0..1, clipped): of a stepped one the nearest step, but another than `choice` where there is one. */
function stepped(decision: Exclude<Decision, { kind: 'categorical' }>, choice: Choice, place: number): Choice {
  const clipped = Math.min(1, Math.max(0, place));
  const count = optionCount(decision);
  if (count === null) return choiceAt(decision, clipped);
  const value = choiceAt(
    { kind: 'float', name: decision.name, min: decision.min, max: decision.max, scale: scaleOf(decision) },
    clipped,
  );
  const index = Math.min(count - 1, Math.round((value - decision.min) / (decision.step ?? 1)));
  if (optionAt(decision, index) !== choice) return optionAt(decision, index);
  const other = place > placeOf(decision, choice) ? index + 1 : index - 1;
  return other >= 0 && other < count ? optionAt(decision, other) : choice;
}

/** A choice of the walk by its column, else by its decision's name, where it is an option here; else a drawn one. */
function kept(walk: readonly Step[], rng: Rng): (decision: Decision, key: string, position: number) => Choice {
  let byName: Map<string, Choice> | null = null;
  return (decision, key, position) => {
    const same = walk[position];
    if (same?.key === key && isChoice(decision, same.choice)) return same.choice;
    byName ??= new Map(walk.map((step) => [step.decision.name, step.choice]));
    const choice = byName.get(decision.name);
    return choice !== undefined && isChoice(decision, choice) ? choice : sampleChoice(decision, rng);
  };
}

/** The walk with one choice changed; what follows is kept where it is still an option, else drawn. */
export function changed(space: SearchSpace, walk: readonly Step[], position: number, choice: Choice, rng: Rng): readonly Step[] {
  const step = walk[position];
  if (step === undefined) throw new RangeError(`changed: the walk has ${walk.length} steps, none at ${position}`);
  return walkOn(space, [...walk.slice(0, position), { ...step, choice }], kept(walk, rng));
}

/** Every number without steps moved by a normal step of `spread`, every other choice drawn anew with at least that probability. */
function near(space: SearchSpace, walk: readonly Step[], spread: number, rng: Rng): readonly Step[] {
  const keep = kept(walk, rng);
  const often = Math.max(spread, 0.5 / walk.length);
  return walkOn(space, [], (decision, key, position) => {
    const choice = keep(decision, key, position);
    if (decision.kind === 'float' && decision.step === undefined) {
      return stepped(decision, choice, placeOf(decision, choice) + spread * normal(rng));
    }
    return rng.uniform() < often ? sampleChoice(decision, rng) : choice;
  });
}

/** What may be tried next from a genotype: every number a step up and down, every other option of the rest, in a random order. */
function* neighbours(space: SearchSpace, walk: readonly Step[], step: number, rng: Rng): Generator<readonly Step[]> {
  const moves: { readonly position: number; readonly choice: Choice }[] = [];
  for (const [position, { decision, choice }] of walk.entries()) {
    if (decision.kind === 'categorical') {
      decision.options.forEach((_, option) => {
        if (option !== choice) moves.push({ position, choice: option });
      });
    } else {
      const place = placeOf(decision, choice);
      for (const to of [place + step, place - step]) {
        const other = stepped(decision, choice, to);
        if (other !== choice) moves.push({ position, choice: other });
      }
    }
  }
  const order = rng.shuffle(Array.from(moves, (_, i) => i));
  for (const i of order) {
    const move = moves[i];
    if (move !== undefined) yield changed(space, walk, move.position, move.choice, rng);
  }
}

/** Uphill from a walk: the first better neighbour is taken; where no neighbour is better the steps of numbers are halved. */
function climb(space: SearchSpace, start: Scored, scores: number, score: Score, rng: Rng): Scored {
  let here = start;
  let step = FIRST_STEP;
  let left = scores;
  const hasNumbers = start.walk.some(({ decision }) => optionCount(decision) === null);
  while (left > 0 && step >= LAST_STEP) {
    const before = here;
    for (const walk of neighbours(space, here.walk, step, rng)) {
      left -= 1;
      const value = score(walk);
      if (value > here.score) {
        here = { walk, score: value };
        break;
      }
      if (left <= 0) break;
    }
    if (here === before) {
      if (!hasNumbers) break;
      step /= 2;
    }
  }
  return here;
}

/**
 * A genotype of a large score in a space that cannot be listed: uniform ones and some about the best known, the best of them improved by
 * local search. `known`: rewarded walks, the best first. Those that are `refused` are passed over; null where nothing else was met.
 */
export function searchLargest(
  space: SearchSpace,
  known: readonly (readonly Step[])[],
  score: Score,
  refused: (walk: readonly Step[]) => boolean,
  rng: Rng,
): Scored | null {
  const share = Math.min(1, EASY / Math.max(1, known[0]?.length ?? 1));
  const pool: Scored[] = [];
  const add = (walk: readonly Step[]): void => {
    pool.push({ walk, score: score(walk) });
  };
  for (let i = 0; i < UNIFORM * share; i += 1) add(walkOn(space, [], (decision) => sampleChoice(decision, rng)));
  const spreads = [0.1, 0.03, 0.01, 0.003];
  for (const walk of known) {
    for (let i = 0; i < AROUND * share; i += 1) add(near(space, walk, spreads[i % spreads.length] ?? 0.1, rng));
  }
  pool.sort((a, b) => b.score - a.score);
  const climbed = pool.slice(0, STARTS).map((start) => climb(space, start, LOCAL_SCORES * share, score, rng));
  let best: Scored | null = null;
  for (const scored of [...climbed, ...pool]) {
    if ((best === null || scored.score > best.score) && !refused(scored.walk)) best = scored;
  }
  return best;
}
