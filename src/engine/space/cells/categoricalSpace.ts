import { LabError } from '../../core/errors';
import type { NetworkGraph } from '../../graph/types';
import { checkBuildOptions } from '../buildOptions';
import type { BuildOptions, Choice, Decision, Genotype, ProfileId, SearchSpace } from '../types';

export type Categorical = Extract<Decision, { readonly kind: 'categorical' }>;

/** A space of fixed length: the same categorical decisions whatever was chosen before. */
export interface CategoricalSpec {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  readonly decisions: readonly Categorical[];
  /** Least height and width of the images: 2 to the number of reductions, so that each has something to halve. */
  readonly minSide: number;
  /** choices: checked, one for each decision. */
  format(choices: readonly Choice[]): string;
  /** LabError 'space' naming the part of the text and its place. */
  parse(text: string): readonly Choice[];
  build(choices: readonly Choice[], options: BuildOptions): NetworkGraph;
}

const PROFILE_LIST: readonly ProfileId[] = ['paper', 'teach'];

/** The option counts' product: the number of genotypes, exact. */
export function productOf(decisions: readonly Categorical[]): bigint {
  return decisions.reduce((product, { options }) => product * BigInt(options.length), 1n);
}

function checkChoices(id: string, decisions: readonly Categorical[], choices: readonly Choice[]): void {
  if (choices.length > decisions.length) {
    throw new LabError('space', `${id}: a genotype has ${decisions.length} choices, got ${choices.length}.`, 'Drop the rest.');
  }
  choices.forEach((choice, index) => {
    const { name, options } = decisions[index] as Categorical;
    if (Number.isInteger(choice) && choice >= 0 && choice < options.length) return;
    throw new LabError(
      'space',
      `${id}: choices[${index}] ('${name}') must be an integer from 0 to ${options.length - 1}, got ${choice}.`,
      `The options in order: ${options.join(', ')}.`,
    );
  });
}

/** The SearchSpace of a spec, with profiles 'paper' and 'teach': it checks every genotype before the spec sees it. */
export function categoricalSpace(spec: CategoricalSpec): SearchSpace {
  const { id, title, source, decisions, minSide } = spec;
  const checked = (genotype: Genotype): readonly Choice[] => {
    if (genotype.space !== id) {
      throw new LabError('space', `${id}: the genotype belongs to the space '${genotype.space}'.`, `Use a genotype of ${id}.`);
    }
    checkChoices(id, decisions, genotype.choices);
    const missing = decisions[genotype.choices.length];
    if (missing !== undefined) {
      throw new LabError(
        'space',
        `${id}: a genotype has ${decisions.length} choices, got ${genotype.choices.length}: '${missing.name}' is missing.`,
        'Give a choice for every decision.',
      );
    }
    return genotype.choices;
  };
  const space: SearchSpace = {
    id,
    title,
    source,
    size: productOf(decisions),
    profiles: PROFILE_LIST,
    next(choices) {
      checkChoices(id, decisions, choices);
      return decisions[choices.length] ?? null;
    },
    format: (genotype) => spec.format(checked(genotype)),
    parse: (text) => ({ space: id, choices: spec.parse(text) }),
    build(genotype, options) {
      const choices = checked(genotype);
      checkBuildOptions(space, options, minSide);
      return spec.build(choices, options);
    },
  };
  return space;
}
