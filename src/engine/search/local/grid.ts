import { z } from 'zod';
import { LabError } from '../../core/errors';
import { exp, log } from '../../core/exactMath';
import type { JsonValue } from '../../core/json';
import { enumerate, optionAt, optionCount } from '../../space/genotype';
import type { Choice, Decision, Genotype, SearchSpace } from '../../space/types';
import { BatchStrategy, type Draft } from '../batchStrategy';
import { parseState } from '../restore';
import type { ExhaustiveConfig, GridConfig } from './config';

/** Where it stands is the number of trials told. */
const memorySchema = z.null();

/** A longer list would never be gone through. */
const MOST_POINTS = 10_000_000n;

/**
 * The places of a decision on a grid of n: all options where there are at most n; else n of them, evenly spread with both ends; for
 * a continuous decision low + i (high - low) / (n - 1), i = 0..n-1, in the logarithm on a log scale.
 */
export function gridPlaces(decision: Decision, n: number): readonly Choice[] {
  const options = optionCount(decision);
  if (options !== null) {
    if (options <= n || decision.kind === 'categorical') return Array.from({ length: options }, (_, i) => optionAt(decision, i));
    return Array.from({ length: n }, (_, i) => optionAt(decision, Math.round((i * (options - 1)) / (n - 1))));
  }
  if (decision.kind !== 'float') return [];
  const { min, max, scale } = decision;
  return Array.from({ length: n }, (_, i) => {
    if (i === 0) return min;
    if (i === n - 1) return max;
    const share = i / (n - 1);
    return scale === 'log' ? exp(log(min) + share * (log(max) - log(min))) : min + share * (max - min);
  });
}

/** Goes through a list of points in order, each once, and is done. */
class Listing extends BatchStrategy {
  private points: Generator<Genotype, void, undefined> | null = null;
  /** Points taken from it so far. */
  private at = 0;

  constructor(
    id: string,
    seed: number,
    private readonly batch: number,
    private readonly list: () => Generator<Genotype, void, undefined>,
  ) {
    super(id, seed);
  }

  protected propose(): readonly Draft[] {
    if (this.points === null || this.at !== this.trials) {
      this.points = this.list();
      for (this.at = 0; this.at < this.trials; this.at += 1) this.points.next();
    }
    const drafts: Draft[] = [];
    while (drafts.length < this.batch) {
      const { value, done } = this.points.next();
      if (done || value === undefined) break;
      drafts.push({ genotype: value });
    }
    this.at += drafts.length;
    return drafts;
  }

  protected learn(): void {
    // The next point is the next in the list, whatever the rewards are.
  }

  protected memory(): JsonValue {
    return null;
  }

  protected recall(memory: JsonValue): void {
    parseState(memorySchema, memory, this.id);
    this.points = null;
  }
}

/** Grid search: every combination of the decisions' places, the last decision fastest. Bergstra and Bengio 2012, section 1. */
export class GridStrategy extends Listing {
  constructor({ childrenPerEpisode, points }: GridConfig, space: SearchSpace, seed: number) {
    super('grid', seed, childrenPerEpisode, () => enumerate(space, (decision) => gridPlaces(decision, points)));
  }
}

/** Every genotype of a space once: the truth, where it can be paid for. LabError 'space' where it cannot be listed. */
export class ExhaustiveStrategy extends Listing {
  constructor({ childrenPerEpisode }: ExhaustiveConfig, space: SearchSpace, seed: number) {
    if (space.size !== null && space.size > MOST_POINTS) {
      throw new LabError(
        'space',
        `space '${space.id}' has ${space.size} points; exhaustive search goes through at most ${MOST_POINTS}.`,
        "Use 'random', 'regularized-evolution' or another strategy that samples, or a smaller space.",
      );
    }
    const first = enumerate(space).next();
    if (first.done) throw new LabError('space', `space '${space.id}' has no points.`, 'Choose another space.');
    refuseContinuous(space, first.value);
    super('exhaustive', seed, childrenPerEpisode, () => enumerate(space));
  }
}

function refuseContinuous(space: SearchSpace, { choices }: Genotype): void {
  choices.forEach((_, i) => {
    const decision = space.next(choices.slice(0, i));
    if (decision === null || optionCount(decision) !== null) return;
    throw new LabError(
      'space',
      `space '${space.id}': decision '${decision.name}' is continuous, so its points cannot be listed.`,
      "Use strategy 'grid', which takes a number of places along it, or give the decision a step.",
    );
  });
}
