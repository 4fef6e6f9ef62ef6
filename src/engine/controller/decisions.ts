import { LabError } from '../core/errors';
import { Rng } from '../core/rng';
import { optionAt, optionCount } from '../space/genotype';
import type { Choice, Decision, Genotype, SearchSpace } from '../space/types';

/**
 * A decision the policy has one head for: its options are numbered 0..count-1. Heads belong to decisions by name. In a conditional
 * space every child draws an option from every head, and its genotype takes those that its path asks for: the others change no reward,
 * so that their gradient is zero in the mean.
 */
export interface PolicyDecision {
  readonly name: string;
  /** Options; the most on any path. */
  readonly count: number;
  /** As it was met with the most options. */
  readonly decision: Decision;
}

/** The heads of a policy, in the order in which paths ask for them. */
export interface PolicyDecisions {
  readonly heads: readonly PolicyDecision[];
  /** True: not every genotype asks for every head. */
  readonly conditional: boolean;
}

/** Longer spaces are refused: their unrolled network would not fit a page. */
const MOST_DECISIONS = 512;
/** Random walks in search of decisions, besides those that force each option of each decision met. */
const RANDOM_WALKS = 64;
/** Walks at most: a space with very many options would otherwise take seconds. */
const MOST_WALKS = 20_000;

function countOf(space: SearchSpace, decision: Decision): number {
  const count = optionCount(decision);
  if (count !== null) return count;
  throw new LabError(
    'space',
    `space '${space.id}': decision '${decision.name}' is continuous; a controller needs decisions with countable options.`,
    "Use strategy 'random', 'bayesian' or 'tpe' for this space, or give the decision a step.",
  );
}

type Pick = (decision: Decision, count: number) => number;

function walk(space: SearchSpace, pick: Pick): readonly Decision[] {
  const decisions: Decision[] = [];
  const choices: Choice[] = [];
  for (let next = space.next(choices); next !== null; next = space.next(choices)) {
    decisions.push(next);
    if (decisions.length > MOST_DECISIONS) throw tooMany(space);
    const count = countOf(space, next);
    choices.push(optionAt(next, Math.min(count - 1, pick(next, count))));
  }
  return decisions;
}

function tooMany(space: SearchSpace): LabError {
  return new LabError(
    'space',
    `space '${space.id}' has more than ${MOST_DECISIONS} decisions, too many for a controller.`,
    'Choose a smaller space.',
  );
}

/** Heads as they are found, each after the one that came before it on its path. */
class Heads {
  readonly found: Decision[] = [];
  conditional = false;
  private readonly options = new Map<string, number>();

  constructor(private readonly space: SearchSpace) {}

  /** Takes a path in; true where it had a decision, or options of one, that no path had before. */
  add(path: readonly Decision[]): boolean {
    let grown = false;
    let after = -1;
    for (const decision of path) {
      const count = countOf(this.space, decision);
      const at = this.found.findIndex(({ name }) => name === decision.name);
      if (at < 0) {
        after += 1;
        this.found.splice(after, 0, decision);
      } else {
        after = at;
        if (count <= (this.options.get(decision.name) ?? 0)) continue;
        this.found[at] = decision;
      }
      this.options.set(decision.name, count);
      grown = true;
    }
    if (this.found.length > MOST_DECISIONS) throw tooMany(this.space);
    return grown;
  }

  /** Whether the path asks for every head, in order, with all its options. */
  isWhole(path: readonly Decision[]): boolean {
    return (
      path.length === this.found.length &&
      path.every((decision, t) => {
        const head = this.found[t];
        return head?.name === decision.name && countOf(this.space, decision) === this.options.get(head.name);
      })
    );
  }
}

/**
 * A place for each name so that names stand in the order of every path, as far as paths agree: again and again the first name that no
 * path has behind one still waiting.
 */
function pathOrder(names: readonly string[], paths: readonly (readonly Decision[])[]): ReadonlyMap<string, number> {
  const before = new Map(names.map((name) => [name, new Set<string>()]));
  for (const path of paths) {
    for (const [t, { name }] of path.entries()) before.get(name)?.add(path[t - 1]?.name ?? '');
  }
  const places = new Map<string, number>();
  const waiting = new Set(names);
  while (waiting.size > 0) {
    const free = [...waiting].find((name) => [...(before.get(name) ?? [])].every((earlier) => !waiting.has(earlier)));
    const [first = ''] = waiting;
    const next = free ?? first;
    places.set(next, places.size);
    waiting.delete(next);
  }
  return places;
}

/**
 * The space's decisions as the policy's heads: those met on paths that force each option of each decision in turn, and on random ones
 * (a fixed stream). Throws LabError 'space' where there is nothing to decide, or a decision is continuous.
 */
export function policyDecisions(space: SearchSpace): PolicyDecisions {
  const heads = new Heads(space);
  const rng = Rng.fromSeed(0, `heads of ${space.id}`);
  const paths = [walk(space, () => 0), walk(space, (_, count) => count - 1)];
  for (const path of paths) heads.add(path);
  if (heads.found.length === 0) {
    throw new LabError('space', `space '${space.id}' has no decisions: there is nothing to search.`, 'Choose another space.');
  }
  let walks = 0;
  const look = (pick: Pick): boolean => {
    walks += 1;
    const path = walk(space, pick);
    paths.push(path);
    return heads.add(path);
  };
  for (let grown = true; grown && walks < MOST_WALKS; ) {
    grown = false;
    for (const forced of [...heads.found]) {
      const count = countOf(space, forced);
      for (let option = 0; option < count && walks < MOST_WALKS; option += 1) {
        grown = look(({ name }, n) => (name === forced.name ? option : rng.int(n))) || grown;
      }
    }
    for (let i = 0; i < RANDOM_WALKS; i += 1) grown = look((_, n) => rng.int(n)) || grown;
  }
  const places = pathOrder(
    heads.found.map(({ name }) => name),
    paths,
  );
  heads.found.sort((a, b) => (places.get(a.name) ?? 0) - (places.get(b.name) ?? 0));
  return {
    heads: heads.found.map((decision) => ({ name: decision.name, count: countOf(space, decision), decision })),
    conditional: paths.some((path) => !heads.isWhole(path)),
  };
}

/**
 * The genotype that option indices [heads] stand for: at each decision of its path the option of its head, counted round where the path
 * has fewer. LabError 'space' at a decision that no head was found for.
 */
export function genotypeOf(space: SearchSpace, heads: readonly PolicyDecision[], options: readonly number[]): Genotype {
  const choices: Choice[] = [];
  for (let next = space.next(choices); next !== null; next = space.next(choices)) {
    const { name } = next;
    // In most spaces the t-th decision is the t-th head's.
    const at = heads[choices.length]?.name === name ? choices.length : heads.findIndex((head) => head.name === name);
    const option = options[at];
    if (option === undefined) {
      throw new LabError(
        'space',
        `space '${space.id}': decision '${name}' comes up so rarely that the controller has no head for it.`,
        "Use strategy 'random' or 'regularized-evolution' for this space.",
      );
    }
    choices.push(optionAt(next, option % countOf(space, next)));
  }
  return { space: space.id, choices };
}
