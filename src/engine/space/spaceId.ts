import { LabError } from '../core/errors';
import { suggestName } from '../core/nearestName';
import type { SpaceEntry, SpaceOption } from './types';

/** Joins training hyperparameters to a space: 'a-small+training', 'a-large?blocks=3+training'. */
export const TRAINING_SUFFIX = '+training';

export type ChosenOptions = Readonly<Record<string, number | string>>;

/** 'a-large?blocks=3': the entry's id, then the options that are not standard, in the entry's order. */
export function spaceId(entry: Pick<SpaceEntry, 'id' | 'options'>, chosen: ChosenOptions): string {
  const told = entry.options.flatMap(({ name, standard }) => {
    const value = chosen[name] ?? standard;
    return value === standard ? [] : [`${name}=${value}`];
  });
  return told.length === 0 ? entry.id : `${entry.id}?${told.join('&')}`;
}

function optionValue(id: string, option: SpaceOption, text: string): number | string {
  const value = option.values.find((known) => String(known) === text);
  if (value !== undefined) return value;
  throw new LabError(
    'space',
    `space '${id.slice(0, 80)}': option '${option.name}' (${option.title}) cannot be '${text.slice(0, 40)}'.`,
    `It may be ${option.values.join(', ')}.`,
  );
}

/** What an id names. `training`: whether training hyperparameters are joined to the space. */
export interface SpaceIdParts {
  readonly base: string;
  readonly chosen: ChosenOptions;
  readonly training: boolean;
}

/**
 * The parts of a space's id: inverse of spaceId, every option of the entry given a value. An unknown base comes back without
 * options, for the caller to refuse. LabError 'space' naming an option or a value that the entry lacks.
 */
export function parseSpaceId(id: string, entries: readonly Pick<SpaceEntry, 'id' | 'options'>[]): SpaceIdParts {
  const training = id.endsWith(TRAINING_SUFFIX);
  return { ...withoutTraining(training ? id.slice(0, -TRAINING_SUFFIX.length) : id, entries), training };
}

function withoutTraining(id: string, entries: readonly Pick<SpaceEntry, 'id' | 'options'>[]): Omit<SpaceIdParts, 'training'> {
  const cut = id.indexOf('?');
  const base = cut < 0 ? id : id.slice(0, cut);
  const entry = entries.find((one) => one.id === base);
  if (entry === undefined) return { base, chosen: {} };
  const chosen: Record<string, number | string> = {};
  for (const { name, standard } of entry.options) chosen[name] = standard;
  if (cut < 0) return { base, chosen };
  const told = new Set<string>();
  for (const part of id.slice(cut + 1).split('&')) {
    const [name = '', value = ''] = part.split('=');
    if (told.has(name)) {
      throw new LabError(
        'space',
        `space '${id.slice(0, 80)}': option '${name.slice(0, 40)}' is there twice.`,
        'Keep one of the two.',
      );
    }
    told.add(name);
    const option = entry.options.find((one) => one.name === name);
    if (option === undefined) {
      throw new LabError(
        'space',
        `space '${id.slice(0, 80)}': there is no option '${name.slice(0, 40)}' in '${base}'.`,
        entry.options.length === 0
          ? `'${base}' has no options: leave '?' and what follows out.`
          : suggestName(
              name,
              entry.options.map((one) => one.name),
            ),
      );
    }
    chosen[name] = optionValue(id, option, value);
  }
  return { base, chosen };
}
