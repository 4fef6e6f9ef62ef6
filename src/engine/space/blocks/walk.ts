import { LabError } from '../../core/errors';
import type { Choice, Decision } from '../types';
import { always } from './always';
import type { Program } from './compile';
import { BlockError } from './errors';
import { evaluate } from './evaluate';
import { MAX_REPEATS, MAX_UNROLLED, tooLarge } from './limits';
import {
  decisionOf,
  type NameTerm,
  NO_STEPS,
  type Node,
  onlyChoice,
  partsOf,
  type Site,
  type Steps,
  siteKey,
  sitesOf,
  type Term,
  valueOfChoice,
} from './nodes';
import { optionIndex } from './options';
import type { Scalar } from './types';

/** What was decided so far, by decision name. */
export type Values = ReadonlyMap<string, Scalar>;
/** A profile's numbers. */
export type Constants = { readonly [name: string]: number };

const NO_CONSTANTS: Constants = {};

/** A term's value. BlockError where a formula has none. */
export function termValue(
  term: Term,
  values: Values,
  steps: Steps,
  constants: Constants = NO_CONSTANTS,
): Scalar | readonly [number, number] {
  if (term.kind === 'fixed') return term.value;
  if (term.kind === 'site') return values.get(siteKey(term.site, steps)) ?? 0;
  try {
    return evaluate(term.expression, (name) => named(term.names.get(name), values, steps, constants));
  } catch (thrown) {
    if (thrown instanceof LabError && !(thrown instanceof BlockError))
      throw new BlockError(term.path, thrown.message, thrown.remedy);
    throw thrown;
  }
}

function named(term: NameTerm | undefined, values: Values, steps: Steps, constants: Constants): Scalar {
  if (term === undefined) return 0;
  if (term.kind === 'step') return steps.get(term.repeat) ?? 0;
  if (term.kind === 'profile') return constants[term.name] ?? 0;
  const value = termValue(term, values, steps, constants);
  if (typeof value === 'object') throw new BlockError(term.path, 'a pair of numbers cannot be computed with.', 'Use one number.');
  return value;
}

/** true or false; BlockError otherwise. */
export function flagValue(term: Term, values: Values, steps: Steps, constants?: Constants): boolean {
  const value = termValue(term, values, steps, constants);
  if (typeof value === 'boolean') return value;
  throw new BlockError(term.path, `it must be true or false, got ${String(value)}.`, 'Correct the formula.');
}

/** Turns of a repeat. */
export function countValue(term: Term, values: Values, steps: Steps): number {
  const value = termValue(term, values, steps);
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_REPEATS) return value;
  throw new BlockError(
    term.path,
    `a repeat's count must be a whole number from 0 to ${MAX_REPEATS}, got ${String(value)}.`,
    'Correct the formula; round() makes numbers whole.',
  );
}

/** The place of the option that a term names. */
export function indexValue(term: Term, labels: readonly string[], values: Values, steps: Steps): number {
  const value = termValue(term, values, steps);
  const index = optionIndex(labels, value);
  if (index !== null) return index;
  throw new BlockError(
    term.path,
    `it must be one of ${labels.join(', ')}, or its number from 0, got ${String(value)}.`,
    'Correct the formula.',
  );
}

/** A decision that is due: its name is its key. */
export interface Asked {
  readonly site: Site;
  readonly decision: Decision;
}

/** Every decision of a walk, answered. */
export interface Walked {
  readonly values: Values;
  readonly asked: readonly { readonly decision: Decision; readonly site: Site; readonly choice: Choice }[];
}

class Walker {
  readonly values = new Map<string, Scalar>();
  readonly asked: { decision: Decision; site: Site; choice: Choice }[] = [];
  private met = 0;

  *ask(sites: readonly Site[], steps: Steps): Generator<Asked, void, Choice> {
    for (const site of sites) {
      const key = siteKey(site, steps);
      if (this.values.has(key)) continue;
      const decision = decisionOf(site.domain, key);
      if (decision === null) this.values.set(key, valueOfChoice(site.domain, onlyChoice(site.domain)));
      else {
        const choice = yield { site, decision };
        this.asked.push({ decision, site, choice });
        this.values.set(key, valueOfChoice(site.domain, choice));
      }
    }
  }

  *node(node: Node, steps: Steps): Generator<Asked, void, Choice> {
    this.met += 1;
    if (this.met > MAX_UNROLLED) throw tooLarge(node.path);
    const { sites, selects, below } = partsOf(node);
    if (sites.length > 0) yield* this.ask(sites, steps);
    if (!selects) for (const one of below) yield* this.node(one, steps);
    else for (const { node: one, steps: inner } of selected(node, this.values, steps)) yield* this.node(one, inner);
  }
}

/** The nodes under a selecting node that its decision leads to, in order, each with the steps it is met at. */
export function selected(node: Node, values: Values, steps: Steps): readonly { readonly node: Node; readonly steps: Steps }[] {
  switch (node.kind) {
    case 'optional':
      return flagValue(node.when, values, steps) ? [{ node: node.node, steps }] : [];
    case 'repeat':
      return Array.from({ length: countValue(node.count, values, steps) }, (_, turn) => ({
        node: node.node,
        steps: new Map(steps).set(node.key, turn),
      }));
    case 'or': {
      const labels = node.options.map(({ label }) => label);
      const option = node.options[indexValue(node.choice, labels, values, steps)];
      return option === undefined ? [] : [{ node: option.node, steps }];
    }
    case 'when': {
      const branch = flagValue(node.test, values, steps) ? node.yes : node.no;
      return branch === null ? [] : [{ node: branch, steps }];
    }
    default:
      return [];
  }
}

/** The shared decisions that every walk meets, in the order their names are listed in. */
export function firstSites(program: Program, names: readonly string[]): readonly Site[] {
  const certain = [...always(program)];
  return names.flatMap((name) => certain.filter((site) => siteKey(site, NO_STEPS) === name));
}

/**
 * The decisions of a program, one after another, only those that matter after the choices so far: `first` (see firstSites), then the
 * others where they are first met. BlockError where a formula fails.
 */
export function* walk(program: Program, first: readonly Site[]): Generator<Asked, Walked, Choice> {
  const walker = new Walker();
  yield* walker.ask(first, NO_STEPS);
  yield* walker.node(program.network, NO_STEPS);
  if (program.head !== null) yield* walker.node(program.head, NO_STEPS);
  for (const term of program.training.values()) yield* walker.ask(sitesOf(term), NO_STEPS);
  return { values: walker.values, asked: walker.asked };
}
