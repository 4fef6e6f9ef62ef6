import { LabError } from '../core/errors';
import { canonicalJson } from '../core/json';
import { optionAt, optionCount, validateGenotype } from './genotype';
import type { Choice, Decision, Genotype, SearchSpace, TrainingChoices } from './types';

export type Hyperparameter = keyof TrainingChoices;

/** Options of a decision that are tried besides the one taken. */
const TRIED = 8;

/** Other choices of a decision, a few. */
function others(decision: Decision, taken: Choice): readonly Choice[] {
  const count = optionCount(decision);
  const near = count === null ? [] : Array.from({ length: Math.min(count, TRIED + 1) }, (_, i) => optionAt(decision, i));
  const all = decision.kind === 'float' && count === null ? [decision.min, decision.max] : near;
  return all.filter((choice) => choice !== taken).slice(0, TRIED);
}

/** Everything a choice can set: a key of TrainingChoices each. */
const FIELDS: { readonly [Name in Hyperparameter]: true } = {
  learningRate: true,
  batch: true,
  optimiser: true,
  dropout: true,
  augmentation: true,
};

function isField(name: string): name is Hyperparameter {
  return Object.hasOwn(FIELDS, name);
}

/**
 * Which decisions of a space set training hyperparameters, found by asking the space: a decision sets those that differ between
 * two whole genotypes which differ in its choice alone. Remembered by the decision's name.
 */
export class HyperparameterDecisions {
  private readonly known = new Map<string, readonly Hyperparameter[]>();

  constructor(private readonly space: SearchSpace) {}

  /** Per decision of a whole genotype: what it sets; empty where it belongs to the architecture. */
  of(genotype: Genotype): readonly (readonly Hyperparameter[])[] {
    const { choices } = genotype;
    return choices.map((choice, i) => {
      if (this.space.training === undefined) return [];
      const decision = this.space.next(choices.slice(0, i));
      if (decision === null) return [];
      const known = this.known.get(decision.name);
      if (known !== undefined) return known;
      const found = this.ask(genotype, i, others(decision, choice));
      this.known.set(decision.name, found);
      return found;
    });
  }

  private ask(genotype: Genotype, place: number, alternatives: readonly Choice[]): readonly Hyperparameter[] {
    const before = this.settings(genotype);
    for (const choice of alternatives) {
      const changed = { ...genotype, choices: genotype.choices.with(place, choice) };
      if (!this.isWhole(changed)) continue;
      const after = this.settings(changed);
      const names = [...new Set([...before.keys(), ...after.keys()])].filter((name) => before.get(name) !== after.get(name));
      if (names.length > 0) return names.filter(isField);
    }
    return [];
  }

  private settings(genotype: Genotype): ReadonlyMap<string, string> {
    return new Map(Object.entries(this.space.training?.(genotype) ?? {}).map(([name, value]) => [name, canonicalJson(value)]));
  }

  /** A change of the architecture may ask for other decisions after it. */
  private isWhole(genotype: Genotype): boolean {
    try {
      validateGenotype(this.space, genotype);
      return true;
    } catch (thrown) {
      if (thrown instanceof LabError && thrown.kind === 'space') return false;
      throw thrown;
    }
  }
}
