import { LabError } from '../core/errors';
import { optionAt, optionCount } from '../space/genotype';
import type { Choice, Decision, Genotype, SearchSpace } from '../space/types';

/** A decision the policy has one head for: its options are numbered 0..count-1. */
export interface PolicyDecision {
  readonly name: string;
  readonly count: number;
  /** The choice that option i stands for: its index for a categorical decision, min + i * step for a range. */
  readonly choice: (option: number) => Choice;
}

/** Longer spaces are refused: their unrolled network would not fit a page. */
const MOST_DECISIONS = 512;

function policyDecision(space: SearchSpace, decision: Decision): PolicyDecision {
  const count = optionCount(decision);
  if (count !== null) return { name: decision.name, count, choice: (option) => optionAt(decision, option) };
  throw new LabError(
    'space',
    `space '${space.id}': decision '${decision.name}' is continuous; the PPO policy needs decisions with countable options.`,
    "Use strategy 'random' for this space, or give the decision a step.",
  );
}

/**
 * The space's decisions as the policy's heads. The policy has one head per position, so the decision at a position must
 * have the same number of options whatever was chosen before: checked along the path of first options and the path of
 * last options here, and again for every genotype that is sampled (genotypeOf). Throws LabError 'space'.
 */
export function policyDecisions(space: SearchSpace): readonly PolicyDecision[] {
  const first = walk(space, () => 0);
  const last = walk(space, (count) => count - 1);
  if (first.length === 0) {
    throw new LabError('space', `space '${space.id}' has no decisions: there is nothing to search.`, 'Choose another space.');
  }
  const differs = first.length !== last.length || first.some((decision, t) => decision.count !== last[t]?.count);
  if (differs) {
    throw new LabError(
      'space',
      `space '${space.id}': its decisions depend on earlier choices; the PPO policy has one fixed head per decision.`,
      "Use strategy 'random' for this space.",
    );
  }
  return first;
}

function walk(space: SearchSpace, pick: (count: number) => number): PolicyDecision[] {
  const decisions: PolicyDecision[] = [];
  const choices: Choice[] = [];
  for (let next = space.next(choices); next !== null; next = space.next(choices)) {
    const decision = policyDecision(space, next);
    decisions.push(decision);
    choices.push(decision.choice(pick(decision.count)));
    if (decisions.length > MOST_DECISIONS) {
      throw new LabError(
        'space',
        `space '${space.id}' has more than ${MOST_DECISIONS} decisions, too many for the PPO policy.`,
        'Choose a smaller space.',
      );
    }
  }
  return decisions;
}

/** The genotype of option indices [decisions]; throws LabError 'space' where the space does not end after them. */
export function genotypeOf(space: SearchSpace, decisions: readonly PolicyDecision[], options: readonly number[]): Genotype {
  const choices = decisions.map((decision, t) => decision.choice(options[t] ?? 0));
  if (space.next(choices) !== null) {
    throw new LabError(
      'space',
      `space '${space.id}': [${choices.join(', ')}] is not a whole genotype; its decisions depend on earlier choices.`,
      "Use strategy 'random' for this space.",
    );
  }
  return { space: space.id, choices };
}
