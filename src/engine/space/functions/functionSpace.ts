import { LabError } from '../../core/errors';
import { suggestName } from '../../core/nearestName';
import { isChoice } from '../genotype';
import type { Choice, Decision, SearchSpace } from '../types';

/** A continuous coordinate of a test function. */
export type Axis = Extract<Decision, { readonly kind: 'float' }>;

export interface TestFunction {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  readonly axes: readonly Axis[];
  /** Least and greatest value over the domain. */
  readonly minimum: number;
  readonly maximum: number;
  /** f(x), x in the order of the axes. */
  at(x: readonly number[]): number;
}

const range = ({ min, max }: Axis): string => `a number from ${min} to ${max}`;

/**
 * A function of real numbers as a search space: one float decision an axis, no networks. A point's text is 'x1=3.1416,x2=2.275', each
 * number in the fewest digits that give the same double again.
 */
export function functionSpace({ id, title, source, axes, minimum, maximum, at }: TestFunction): SearchSpace {
  const example = `Write ${axes.map(({ name, min, max }) => `${name}=${(min + max) / 2}`).join(',')}, for example.`;

  const checked = (choices: readonly Choice[]): readonly Choice[] => {
    if (choices.length > axes.length) {
      throw new LabError('space', `${id}: a point has ${axes.length} coordinates, got ${choices.length}.`, example);
    }
    choices.forEach((choice, i) => {
      const axis = axes[i];
      if (axis !== undefined && !isChoice(axis, choice)) {
        throw new LabError('space', `${id}: ${axis.name} must be ${range(axis)}, got ${choice}.`, 'Correct that coordinate.');
      }
    });
    return choices;
  };

  const point = (genotype: { readonly space: string; readonly choices: readonly Choice[] }): readonly number[] => {
    if (genotype.space !== id) {
      throw new LabError('space', `${id}: the genotype belongs to the space '${genotype.space}'.`, `Use a genotype of ${id}.`);
    }
    if (genotype.choices.length !== axes.length) {
      throw new LabError('space', `${id}: a point has ${axes.length} coordinates, got ${genotype.choices.length}.`, example);
    }
    return checked(genotype.choices);
  };

  const coordinate = (token: string, axis: Axis, start: number): number => {
    const [, name = '', text = ''] = /^\s*([^=]*?)\s*=\s*(.*?)\s*$/.exec(token) ?? [];
    const where = `${id}: coordinate '${token.trim().slice(0, 40)}' (at character ${start})`;
    if (name !== axis.name) {
      throw new LabError('space', `${where} must be '${axis.name}=' and a number.`, suggestName(name, [axis.name]) || example);
    }
    const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
    if (!isChoice(axis, value)) throw new LabError('space', `${where} must be ${range(axis)}.`, example);
    return value;
  };

  return {
    id,
    title,
    source,
    size: null,
    profiles: [],
    next: (choices) => axes[checked(choices).length] ?? null,
    format: (genotype) =>
      point(genotype)
        .map((x, i) => `${axes[i]?.name}=${x}`)
        .join(','),
    parse(text) {
      const tokens = text.split(',');
      if (tokens.length !== axes.length) {
        const found = text.trim() === '' ? 'none' : String(tokens.length);
        throw new LabError('space', `${id}: '${text.slice(0, 80)}' must give ${axes.length} coordinates, got ${found}.`, example);
      }
      let start = 1;
      const choices = axes.map((axis, i) => {
        const token = tokens[i] ?? '';
        const value = coordinate(token, axis, start);
        start += token.length + 1;
        return value;
      });
      return { space: id, choices };
    },
    build() {
      throw new LabError(
        'space',
        `${id}: its points are arguments of a function, not networks, so there is nothing to build.`,
        "Set estimator.id to 'synthetic', or choose a space of networks.",
      );
    },
    value: { minimum, maximum, at: (genotype) => at(point(genotype)) },
  };
}
