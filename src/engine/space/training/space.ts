import { LabError } from '../../core/errors';
import { spaceOf } from '../blocks/space';
import { validateGenotype } from '../genotype';
import { TRAINING_SUFFIX } from '../spaceId';
import type { Choice, Genotype, SearchSpace } from '../types';
import { JOINED_DEFINITION, TRAINING_DEFINITION } from './definition';

/** Learning rate, dropout, batch, optimiser and augmentation of a fixed small network. Not countable: the rate is continuous. */
export const trainingSpace: SearchSpace = spaceOf(TRAINING_DEFINITION, 'training');

/** Between a genotype's architecture and its training. */
const SEPARATOR = ' @ ';

/**
 * A space with training hyperparameters joined to it: its own decisions, then theirs. Text: 'conv3,max @ learningRate=0.001,...'.
 * Size: the product of the two, null because the learning rate is continuous. LabError 'space' where the space's points are no
 * networks or it sets training hyperparameters itself.
 */
export function joinTraining(base: SearchSpace): SearchSpace {
  const id = `${base.id}${TRAINING_SUFFIX}`;
  if (base.value !== undefined || base.training !== undefined) {
    throw new LabError(
      'space',
      base.value === undefined
        ? `space '${id}': '${base.id}' decides training hyperparameters itself.`
        : `space '${id}': the points of '${base.id}' are no networks, so there is nothing to train.`,
      `Use '${base.id}' as it is.`,
    );
  }
  const hyper = spaceOf(JOINED_DEFINITION, `${id}/hyperparameters`);

  /** The latest list of choices: where its architecture ends, or how far it was found to be incomplete. */
  let latest: { readonly choices: readonly Choice[]; readonly cut: number | null } = { choices: [], cut: null };

  /** Where the architecture ends: the number of its choices; null where it is not complete. */
  const architecture = (choices: readonly Choice[]): number | null => {
    const { cut: before, choices: known } = latest;
    const extended = known.length <= choices.length && known.every((choice, i) => choice === choices[i]);
    if (extended && before !== null) return before;
    let cut: number | null = null;
    for (let n = extended ? known.length : 0; n <= choices.length && cut === null; n += 1) {
      if (base.next(choices.slice(0, n)) === null) cut = n;
    }
    latest = { choices: cut === null ? [...choices] : choices.slice(0, cut), cut };
    return cut;
  };

  const halves = (genotype: Genotype): { readonly arch: Genotype; readonly training: Genotype } => {
    if (genotype.space !== id) {
      throw new LabError('space', `${id}: the genotype belongs to '${genotype.space}'.`, `Use a genotype of ${id}.`);
    }
    const cut = architecture(genotype.choices);
    if (cut === null) {
      throw new LabError('space', `${id}: the genotype ends within its architecture.`, 'Give a choice for every decision.');
    }
    const training = { space: hyper.id, choices: genotype.choices.slice(cut) };
    validateGenotype(hyper, training);
    return { arch: { space: base.id, choices: genotype.choices.slice(0, cut) }, training };
  };

  return {
    id,
    title: `${base.title}, with training hyperparameters`,
    source: base.source,
    size: base.size === null || hyper.size === null ? null : base.size * hyper.size,
    profiles: base.profiles,
    next(choices) {
      const cut = architecture(choices);
      return cut === null ? base.next(choices) : hyper.next(choices.slice(cut));
    },
    format(genotype) {
      const { arch, training } = halves(genotype);
      return `${base.format(arch)}${SEPARATOR}${hyper.format(training)}`;
    },
    parse(text) {
      const cut = text.lastIndexOf('@');
      if (cut < 0) {
        throw new LabError(
          'space',
          `${id}: '${text.slice(0, 80)}' does not say how the child is trained.`,
          "Write '@' and the hyperparameters after the architecture, as in '... @ learningRate=0.001,dropout=0.2,batch=64,optimiser=adam,augmentation=none'.",
        );
      }
      const arch = base.parse(text.slice(0, cut).trimEnd());
      // Blanks in place of the architecture, so that positions are those of the whole text.
      const training = hyper.parse(`${' '.repeat(cut + 1)}${text.slice(cut + 1)}`);
      return { space: id, choices: [...arch.choices, ...training.choices] };
    },
    build: (genotype, options) => base.build(halves(genotype).arch, options),
    ...(base.representative && {
      representative(genotype: Genotype) {
        const { arch, training } = halves(genotype);
        const same = base.representative?.(arch) ?? null;
        return same && { space: id, choices: [...same.choices, ...training.choices] };
      },
    }),
    training(genotype) {
      return hyper.training?.(halves(genotype).training) ?? {};
    },
  };
}
