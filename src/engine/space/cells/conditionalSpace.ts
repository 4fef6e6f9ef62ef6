import { LabError } from '../../core/errors';
import type { NetworkGraph } from '../../graph/types';
import { checkBuildOptions } from '../buildOptions';
import { isChoice } from '../genotype';
import type { BuildOptions, Choice, Decision, Genotype, ProfileId, SearchSpace } from '../types';

/** A space whose decisions depend on earlier choices. */
export interface ConditionalSpec {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  readonly size: bigint;
  /** Least height and width of the images. */
  readonly minSide: number;
  /** The decision after choices that are each one of its decision's; null at the end. */
  decide(choices: readonly Choice[]): Decision | null;
  /** choices: whole and checked. */
  format(choices: readonly Choice[]): string;
  /** LabError 'space' naming the part of the text and its place. */
  parse(text: string): readonly Choice[];
  build(choices: readonly Choice[], options: BuildOptions): NetworkGraph;
  /** SearchSpace.representative, of choices that are whole and checked. */
  representative?(choices: readonly Choice[]): readonly Choice[] | null;
}

const PROFILE_LIST: readonly ProfileId[] = ['paper', 'teach'];

/** The SearchSpace of a spec, with profiles 'paper' and 'teach': it checks every genotype before the spec sees it. */
export function conditionalSpace(spec: ConditionalSpec): SearchSpace {
  const { id, title, source, size, minSide } = spec;
  const fault = (message: string, remedy: string): LabError => new LabError('space', `${id}: ${message}.`, remedy);
  /** Found good before: a walk asks after each choice, and what it has come by need not be looked at again. */
  let checkedPrefix: readonly Choice[] = [];
  const next = (choices: readonly Choice[]): Decision | null => {
    let known = 0;
    while (known < choices.length && known < checkedPrefix.length && choices[known] === checkedPrefix[known]) known += 1;
    for (let i = known; i < choices.length; i += 1) {
      const decision = spec.decide(choices.slice(0, i));
      if (decision === null) throw fault(`the genotype ends after ${i} choices, got ${choices.length}`, 'Drop the rest.');
      const choice = choices[i] as Choice;
      if (isChoice(decision, choice)) continue;
      const where = `choices[${i}] ('${decision.name}')`;
      if (decision.kind !== 'categorical') {
        throw fault(`${where} cannot be ${choice}`, "Write the genotype's text, and let the space read it.");
      }
      const { options } = decision;
      throw fault(
        `${where} must be an integer from 0 to ${options.length - 1}, got ${choice}`,
        `The options in order: ${options.join(', ')}.`,
      );
    }
    checkedPrefix = [...choices];
    return spec.decide(choices);
  };
  const checked = (genotype: Genotype): readonly Choice[] => {
    if (genotype.space !== id) throw fault(`the genotype belongs to the space '${genotype.space}'`, `Use a genotype of ${id}.`);
    const missing = next(genotype.choices);
    if (missing !== null)
      throw fault(`choice ${genotype.choices.length + 1} ('${missing.name}') is missing`, 'Give a choice for every decision.');
    return genotype.choices;
  };
  const { representative } = spec;
  const space: SearchSpace = {
    id,
    title,
    source,
    size,
    profiles: PROFILE_LIST,
    next,
    format: (genotype) => spec.format(checked(genotype)),
    parse: (text) => ({ space: id, choices: spec.parse(text) }),
    build(genotype, options) {
      const choices = checked(genotype);
      checkBuildOptions(space, options, minSide);
      return spec.build(choices, options);
    },
    ...(representative && {
      representative(genotype: Genotype) {
        const choices = representative(checked(genotype));
        return choices && { space: id, choices };
      },
    }),
  };
  return space;
}
