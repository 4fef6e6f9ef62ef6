import { LabError } from '../../core/errors';
import { editDistance, suggestName } from '../../core/nearestName';
import { optionCount } from '../genotype';
import type { Choice, Decision } from '../types';

/** A stepped number without the dust of binary fractions: 0.3, not 0.30000000000000004. */
function tidy(value: number): string {
  return String(Number(value.toPrecision(12)));
}

/** A choice as it is written in the canonical text. */
export function choiceText(decision: Decision, choice: Choice): string {
  switch (decision.kind) {
    case 'categorical':
      return decision.options[choice] ?? String(choice);
    case 'int':
      return String(choice);
    case 'float': {
      if (decision.step === undefined) return String(choice);
      const index = Math.round((choice - decision.min) / decision.step);
      return tidy(Math.min(decision.max, decision.min + index * decision.step));
    }
    default:
      decision satisfies never;
      return '';
  }
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** Inverse of choiceText. Where the text is none of the decision's: the rule it breaks, and a remedy. */
export function readChoice(decision: Decision, text: string): Choice | { readonly rule: string; readonly remedy: string } {
  if (decision.kind === 'categorical') {
    const index = decision.options.indexOf(text);
    if (index >= 0) return index;
    const remedy = suggestName(text, decision.options) || 'Write one of its options.';
    return { rule: `is not an option of '${decision.name}'`, remedy };
  }
  const value = NUMBER.test(text) ? Number(text) : Number.NaN;
  const { min, max, step } = decision;
  const remedy = `Write a number from ${tidy(min)} to ${tidy(max)}${step === undefined ? '' : ` in steps of ${tidy(step)}`}.`;
  const slack = step === undefined ? 0 : 1e-9 * step;
  if (!(value >= min - slack && value <= max + slack)) return { rule: `must lie in ${tidy(min)}..${tidy(max)}`, remedy };
  if (step === undefined) return value;
  const index = Math.round((value - min) / step);
  const grid = min + index * step;
  const least = decision.kind === 'int' ? 0 : 1e-6 * step;
  if (Math.abs(value - grid) > least || index >= (optionCount(decision) ?? 0)) {
    return { rule: `must be ${tidy(min)} plus a multiple of ${tidy(step)}`, remedy };
  }
  return Math.min(max, grid);
}

interface Written {
  readonly name: string;
  readonly value: string;
  /** Of the first character, from 1. */
  readonly at: number;
  readonly valueAt: number;
}

/** 'name=value,name=value' taken apart, with positions. */
function written(spaceId: string, text: string): readonly Written[] {
  if (text.trim() === '') return [];
  let from = 0;
  return text.split(',').map((token) => {
    const at = from + (token.length - token.trimStart().length) + 1;
    const equals = token.indexOf('=');
    const start = from;
    from += token.length + 1;
    if (equals < 0) {
      throw new LabError(
        'space',
        `${spaceId}: '${token.trim().slice(0, 40)}' (at character ${at}) is not of the form name=value.`,
        "Write decisions as in 'filters=16,kernel=3'.",
        { column: at },
      );
    }
    const raw = token.slice(equals + 1);
    const valueAt = start + equals + 1 + (raw.length - raw.trimStart().length) + 1;
    return { name: token.slice(0, equals).trim(), value: raw.trim(), at, valueAt };
  });
}

/** The choices of a space as 'name=value,...' in the order they are asked. */
export function formatChoices(decisions: readonly Decision[], choices: readonly Choice[]): string {
  return decisions.map((decision, i) => `${decision.name}=${choiceText(decision, choices[i] ?? 0)}`).join(',');
}

/**
 * Reads 'name=value,...', in any order, asking `next` for one decision after another. LabError 'space' with the position (1-based) and
 * the nearest name or option.
 */
export function parseChoices(
  spaceId: string,
  text: string,
  next: (choices: readonly Choice[]) => Decision | null,
): readonly Choice[] {
  const byName = new Map<string, Written>();
  for (const one of written(spaceId, text)) {
    if (byName.has(one.name)) {
      throw new LabError('space', `${spaceId}: '${one.name}' (at character ${one.at}) is given twice.`, 'Remove one of them.', {
        column: one.at,
      });
    }
    byName.set(one.name, one);
  }
  const choices: Choice[] = [];
  const met: string[] = [];
  for (let decision = next(choices); decision !== null; decision = next(choices)) {
    met.push(decision.name);
    const given = byName.get(decision.name);
    if (given === undefined) throw missing(spaceId, decision, byName, met);
    byName.delete(decision.name);
    const choice = readChoice(decision, given.value);
    if (typeof choice === 'object') {
      throw new LabError(
        'space',
        `${spaceId}: ${decision.name} '${given.value.slice(0, 40)}' (at character ${given.valueAt}) ${choice.rule}.`,
        choice.remedy,
        { column: given.valueAt },
      );
    }
    choices.push(choice);
  }
  const [rest] = byName.values();
  if (rest !== undefined) throw unknown(spaceId, rest, met);
  return choices;
}

function missing(spaceId: string, decision: Decision, left: ReadonlyMap<string, Written>, met: readonly string[]): LabError {
  // A slip of the pen, and not another decision that is asked later.
  const meant = [...left.values()].find(({ name }) => editDistance(name, decision.name) <= 2 && name.length > 3);
  if (meant !== undefined) return unknown(spaceId, meant, met);
  const example = choiceText(decision, decision.kind === 'categorical' ? 0 : decision.min);
  return new LabError(
    'space',
    `${spaceId}: the decision '${decision.name}' is missing.`,
    `Add it, as in '${decision.name}=${example}'.`,
  );
}

function unknown(spaceId: string, one: Written, met: readonly string[]): LabError {
  const known = suggestName(one.name, met);
  return new LabError(
    'space',
    `${spaceId}: there is no decision '${one.name.slice(0, 40)}' (at character ${one.at}) after these choices.`,
    known === '' ? 'Remove it.' : known,
    { column: one.at },
  );
}
