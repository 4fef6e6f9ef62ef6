import type { Rng } from '../../core/rng';
import { isChoice, optionAt, optionCount, sample, sampleChoice } from '../../space/genotype';
import type { Choice, Decision, SearchSpace } from '../../space/types';
import { normal } from '../moves';
import { choiceAt } from './design';
import { keyedSteps, placeOf } from './encoding';

/** How good a genotype would be to try: larger is better. Called often. */
export type Score = (choices: readonly Choice[]) => number;

export interface Scored {
  readonly choices: readonly Choice[];
  readonly score: number;
}

/** Uniform genotypes, and places about the best known ones. */
const UNIFORM = 400;
const AROUND = 20;
/** Local searches, each of at most so many scores. */
const STARTS = 4;
const LOCAL_SCORES = 400;
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

/**
 * The genotype with one choice changed. Later choices are kept by their position, else by their decision's name, where they are still options,
 * else drawn.
 */
export function changed(
  space: SearchSpace,
  choices: readonly Choice[],
  position: number,
  choice: Choice,
  rng: Rng,
): readonly Choice[] {
  const next = [...choices.slice(0, position), choice];
  let byName: Map<string, Choice> | null = null;
  for (let decision = space.next(next); decision !== null; decision = space.next(next)) {
    const same = byName === null ? choices[next.length] : byName.get(decision.name);
    if (byName === null) {
      const before = space.next(choices.slice(0, next.length));
      if (same !== undefined && before?.name === decision.name && isChoice(decision, same)) {
        next.push(same);
        continue;
      }
      byName = new Map(keyedSteps(space, choices).map((step) => [step.decision.name, step.choice]));
    }
    const kept = byName.get(decision.name);
    next.push(kept !== undefined && isChoice(decision, kept) ? kept : sampleChoice(decision, rng));
  }
  return next;
}

/** Every number moved by a normal step of `spread`, every other decision changed with probability `spread`. */
function near(space: SearchSpace, choices: readonly Choice[], spread: number, rng: Rng): readonly Choice[] {
  let moved = choices;
  for (const [position, { decision, choice }] of keyedSteps(space, choices).entries()) {
    if (position >= moved.length || moved[position] !== choice) break;
    const count = optionCount(decision);
    if (count === null && decision.kind === 'float') {
      const place = placeOf(decision, choice) + spread * normal(rng);
      moved = changed(space, moved, position, stepped(decision, choice, place), rng);
    } else if (count !== null && rng.uniform() < Math.max(spread, 0.5 / choices.length)) {
      moved = changed(space, moved, position, optionAt(decision, rng.int(count)), rng);
    }
  }
  return moved;
}

/** What may be tried next from a genotype: every number a step up and down, every other option of the rest, in a random order. */
function* neighbours(space: SearchSpace, choices: readonly Choice[], step: number, rng: Rng): Generator<readonly Choice[]> {
  const moves: { readonly position: number; readonly choice: Choice }[] = [];
  for (const [position, { decision, choice }] of keyedSteps(space, choices).entries()) {
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
    if (move !== undefined) yield changed(space, choices, move.position, move.choice, rng);
  }
}

/**
 * Uphill from a genotype: the first better neighbour is taken, and where a number was moved the same move is tried again; where no
 * neighbour is better the step is halved.
 */
function climb(space: SearchSpace, start: Scored, score: Score, rng: Rng): Scored {
  let here = start;
  let step = FIRST_STEP;
  let left = LOCAL_SCORES;
  const hasNumbers = keyedSteps(space, start.choices).some(({ decision }) => optionCount(decision) === null);
  while (left > 0 && step >= LAST_STEP) {
    const before = here;
    for (const choices of neighbours(space, here.choices, step, rng)) {
      left -= 1;
      const value = score(choices);
      if (value > here.score) {
        here = { choices, score: value };
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
 * local search. `known`: rewarded genotypes, the best first. Those that `refused` names are passed over; null where nothing else was met.
 */
export function searchLargest(
  space: SearchSpace,
  known: readonly (readonly Choice[])[],
  score: Score,
  refused: (choices: readonly Choice[]) => boolean,
  rng: Rng,
): Scored | null {
  const pool: Scored[] = [];
  const add = (choices: readonly Choice[]): void => {
    pool.push({ choices, score: score(choices) });
  };
  for (let i = 0; i < UNIFORM; i += 1) add(sample(space, rng).choices);
  const spreads = [0.1, 0.03, 0.01, 0.003];
  for (const choices of known.slice(0, 5)) {
    for (let i = 0; i < AROUND; i += 1) add(near(space, choices, spreads[i % spreads.length] ?? 0.1, rng));
  }
  pool.sort((a, b) => b.score - a.score);
  const climbed = pool.slice(0, STARTS).map((start) => climb(space, start, score, rng));
  let best: Scored | null = null;
  for (const scored of [...climbed, ...pool]) {
    if ((best === null || scored.score > best.score) && !refused(scored.choices)) best = scored;
  }
  return best;
}
