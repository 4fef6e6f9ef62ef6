import type { NetworkGraph } from '../../graph/types';
import type { BuildOptions, Choice, Decision, SearchSpace } from '../types';
import { conditionalSpace } from './conditionalSpace';

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
  /** SearchSpace.representative, of checked choices. */
  representative?(choices: readonly Choice[]): readonly Choice[] | null;
}

/** The option counts' product: the number of genotypes, exact. */
export function productOf(decisions: readonly Categorical[]): bigint {
  return decisions.reduce((product, { options }) => product * BigInt(options.length), 1n);
}

/** The SearchSpace of a spec, with profiles 'paper' and 'teach': it checks every genotype before the spec sees it. */
export function categoricalSpace({ decisions, ...spec }: CategoricalSpec): SearchSpace {
  return conditionalSpace({ ...spec, size: productOf(decisions), decide: (choices) => decisions[choices.length] ?? null });
}
