import { LabError } from '../../core/errors';
import type { Rng } from '../../core/rng';
import { optionAt, optionCount, sampleChoice } from '../../space/genotype';
import { HyperparameterDecisions } from '../../space/hyperparameters';
import type { Choice, Decision, Genotype, SearchSpace } from '../../space/types';

/** Where a number that may be 0 or negative moves to: so much of its range for a perturbation of 1, in place of a factor. */
const RANGE_SHARE = 0.5;

export interface Perturbation {
  /** Of a number. */
  readonly by: number;
  /** Probability of drawing anew. */
  readonly resample: number;
}

/** The option nearest to a value, another one than `not` where there are two. */
function nearestOption(decision: Decision, value: number, not: Choice, up: boolean): Choice {
  const count = optionCount(decision) ?? 0;
  const { min, step } = decision.kind === 'categorical' ? { min: 0, step: 1 } : { min: decision.min, step: decision.step ?? 1 };
  const at = (index: number): Choice => optionAt(decision, Math.max(0, Math.min(count - 1, index)));
  const index = Math.round((value - min) / step);
  const nearest = at(index);
  return nearest === not ? at(Math.round((not - min) / step) + (up ? 1 : -1)) : nearest;
}

/**
 * A choice near `choice`: a number times 1 - by or 1 + by, with equal chances, cut to its range and put on its steps, by one step at least;
 * an option's neighbour in the list. Numbers whose range holds 0 or less move by by / 2 of the range instead.
 * Jaderberg et al. 2017, section 4: "perturb". Deviation: they have no ranges that hold 0.
 */
export function perturbed(decision: Decision, choice: Choice, by: number, rng: Rng): Choice {
  const up = rng.uniform() < 0.5;
  if (decision.kind === 'categorical') return nearestOption(decision, choice, choice, up);
  const { min, max } = decision;
  const sign = up ? 1 : -1;
  const moved = min > 0 ? choice * (1 + sign * by) : choice + sign * by * RANGE_SHARE * (max - min);
  const value = Math.min(max, Math.max(min, moved));
  return optionCount(decision) === null ? value : nearestOption(decision, value, choice, up);
}

/** Which decisions of a space are hyperparameters: what changes while the weights stay. */
export class Hyperparameters {
  private readonly decisions: HyperparameterDecisions;

  /** LabError 'space' where it has none: its decisions are all of the network. */
  constructor(private readonly space: SearchSpace) {
    this.decisions = new HyperparameterDecisions(space);
    if (space.training !== undefined || space.value !== undefined) return;
    throw new LabError(
      'space',
      `space.id: '${space.id}' has no training hyperparameters: every decision is of the network, whose weights another network cannot take over.`,
      `Join them to it where the catalogue does ('${space.id}+training'), or choose a strategy of architectures, as 'regularized-evolution'.`,
    );
  }

  /** Places in a genotype's choices: what sets its training; of a test function, every number. */
  places(genotype: Genotype): readonly number[] {
    const sets = this.decisions.of(genotype);
    return genotype.choices.flatMap((_, i) => {
      if (this.space.value === undefined) return sets[i]?.length === 0 ? [] : [i];
      const decision = this.space.next(genotype.choices.slice(0, i));
      return decision === null || decision.kind === 'categorical' ? [] : [i];
    });
  }

  /** By decision: numbers as they are, options by name. */
  values(genotype: Genotype): Readonly<Record<string, number | string>> {
    const values: Record<string, number | string> = {};
    for (const i of this.places(genotype)) {
      const decision = this.space.next(genotype.choices.slice(0, i));
      const choice = genotype.choices[i] ?? 0;
      if (decision === null) continue;
      values[decision.name] = decision.kind === 'categorical' ? (decision.options[choice] ?? '') : choice;
    }
    return values;
  }

  /** The genotype with each hyperparameter drawn anew or perturbed; the network stays as it is. */
  explore(genotype: Genotype, { by, resample }: Perturbation, rng: Rng): Genotype {
    const choices = [...genotype.choices];
    for (const i of this.places(genotype)) {
      const decision = this.space.next(choices.slice(0, i));
      const choice = choices[i];
      if (decision === null || choice === undefined) continue;
      choices[i] = rng.uniform() < resample ? sampleChoice(decision, rng) : perturbed(decision, choice, by, rng);
    }
    return { ...genotype, choices };
  }
}
