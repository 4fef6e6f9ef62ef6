import { LabError } from '../../core/errors';
import { stableHash } from '../../core/json';
import { checkBuildOptions } from '../buildOptions';
import { validateGenotype } from '../genotype';
import type { Choice, Decision, Genotype, ProfileId, SearchSpace, TrainingChoices } from '../types';
import { PROFILE_IDS } from '../types';
import { buildChild } from './build';
import { compile, type Program } from './compile';
import { countPoints, type PointCount } from './count';
import { BlockError } from './errors';
import { NO_STEPS, type Site } from './nodes';
import { formatChoices, parseChoices } from './text';
import type { Scalar, SpaceDefinition } from './types';
import { type Asked, firstSites, termValue, type Values, type Walked, walk } from './walk';

/** A space made of blocks, with what a plain SearchSpace does not tell. */
export interface BlockSpace extends SearchSpace {
  readonly definition: SpaceDefinition;
  /** Why the size is null. */
  readonly sizeReason: string | null;
  /** Hyperparameters that nothing uses. */
  readonly unused: readonly string[];
}

/** 'custom-' and 16 hex digits that stand for the definition: its text, keys in the order they are written, since that is the options' order. */
export function definitionId(definition: SpaceDefinition): string {
  return `custom-${stableHash(JSON.stringify(definition))}`;
}

type Progress = { readonly done: false; readonly asked: Asked } | { readonly done: true; readonly walked: Walked };

class BlockWalks {
  private readonly first: readonly Site[];
  /** The latest walk, which a caller mostly goes on with. */
  private latest: { readonly choices: Choice[]; readonly walk: Generator<Asked, Walked, Choice>; state: Progress } | null = null;

  constructor(
    private readonly id: string,
    private readonly program: Program,
    definition: SpaceDefinition,
  ) {
    this.first = firstSites(program, Object.keys(definition.hyperparameters ?? {}));
  }

  /** Where the walk stands after these choices: the next decision, or its end. */
  after(choices: readonly Choice[]): Progress {
    let at = this.latest;
    if (at === null || at.choices.length > choices.length || at.choices.some((choice, i) => choice !== choices[i])) {
      const fresh = walk(this.program, this.first);
      at = { choices: [], walk: fresh, state: progress(fresh.next()) };
    }
    // Forgotten until it has gone through: a walk that fails on the way is not to be gone on with.
    this.latest = null;
    for (let i = at.choices.length; i < choices.length; i += 1) {
      const choice = choices[i] ?? 0;
      if (at.state.done) {
        throw new LabError('space', `${this.id}: the genotype ends after ${i} choices, got ${choices.length}.`, 'Drop the rest.');
      }
      const { decision } = at.state.asked;
      if (!fits(decision, choice)) {
        throw new LabError(
          'space',
          `${this.id}: choice ${i + 1} ('${decision.name}') cannot be ${choice}.`,
          decision.kind === 'categorical'
            ? `Give a number from 0 to ${decision.options.length - 1}.`
            : `Give a number from ${decision.min} to ${decision.max}.`,
        );
      }
      at.choices.push(choice);
      at.state = progress(at.walk.next(choice));
    }
    this.latest = at;
    return at.state;
  }
}

function progress(step: IteratorResult<Asked, Walked>): Progress {
  return step.done === true ? { done: true, walked: step.value } : { done: false, asked: step.value };
}

function fits(decision: Decision, choice: Choice): boolean {
  if (decision.kind === 'categorical') return Number.isInteger(choice) && choice >= 0 && choice < decision.options.length;
  if (!(choice >= decision.min && choice <= decision.max)) return false;
  return decision.kind === 'float' || Number.isInteger((choice - decision.min) / decision.step);
}

const TRAINING_RULES: { readonly [name: string]: (value: Scalar) => boolean } = {
  learningRate: (value) => typeof value === 'number' && value > 0,
  batch: (value) => typeof value === 'number' && Number.isInteger(value) && value >= 1,
  dropout: (value) => typeof value === 'number' && value >= 0 && value < 1,
  optimiser: (value) => value === 'adam' || value === 'sgd',
  augmentation: (value) => value === 'none' || value === 'shift' || value === 'shift-flip',
};

function trainingOf(program: Program, values: Values): TrainingChoices {
  const read = new Map<string, Scalar>();
  for (const [name, term] of program.training) {
    const value = termValue(term, values, NO_STEPS);
    if (typeof value === 'object' || TRAINING_RULES[name]?.(value) !== true) {
      throw new BlockError(term.path, `'${name}' cannot be ${String(value)}.`, 'Correct the value or its options.');
    }
    read.set(name, value);
  }
  const number = (name: string): number | undefined => {
    const value = read.get(name);
    return typeof value === 'number' ? value : undefined;
  };
  const learningRate = number('learningRate');
  const batch = number('batch');
  const dropout = number('dropout');
  const optimiser = read.get('optimiser');
  const augmentation = read.get('augmentation');
  return {
    ...(learningRate === undefined ? {} : { learningRate }),
    ...(batch === undefined ? {} : { batch }),
    ...(optimiser === 'adam' || optimiser === 'sgd' ? { optimiser } : {}),
    ...(dropout === undefined ? {} : { dropout }),
    ...(augmentation === 'none' || augmentation === 'shift' || augmentation === 'shift-flip' ? { augmentation } : {}),
  };
}

function profilesOf(definition: SpaceDefinition): readonly ProfileId[] {
  const named = PROFILE_IDS.filter((id) => definition.profiles?.[id] !== undefined);
  return named.length === 0 ? ['paper', 'teach'] : named;
}

/**
 * The search space of a definition; `id`: as it is called in the catalogue, else definitionId. BlockError (LabError 'space') with the
 * path of the first fault. The walk through the definition is the space: what is asked, the text and the child all follow it.
 */
export function spaceOf(definition: SpaceDefinition, id = definitionId(definition)): BlockSpace {
  const { program, problems } = compile(definition);
  if (program === null) throw problems[0] ?? new BlockError('network', 'the definition cannot be read.', 'Correct it.');
  return spaceOfProgram(definition, program, id);
}

/** spaceOf for a definition that is compiled already. */
export function spaceOfProgram(definition: SpaceDefinition, program: Program, id: string): BlockSpace {
  const walks = new BlockWalks(id, program, definition);
  const count: PointCount = countPoints(program);
  const walked = (genotype: Genotype): Walked => {
    validateGenotype(space, genotype);
    const state = walks.after(genotype.choices);
    if (state.done) return state.walked;
    throw new LabError('space', `${id}: choice '${state.asked.decision.name}' is missing.`, 'Give a choice for every decision.');
  };
  const space: BlockSpace = {
    id,
    title: definition.title,
    source: definition.source ?? 'a space of your own',
    size: count.size,
    sizeReason: count.reason,
    unused: program.unused,
    definition,
    profiles: profilesOf(definition),
    next(choices) {
      const state = walks.after(choices);
      return state.done ? null : state.asked.decision;
    },
    format(genotype) {
      const { asked } = walked(genotype);
      return formatChoices(
        asked.map((one) => one.decision),
        genotype.choices,
      );
    },
    parse: (text) => ({ space: id, choices: parseChoices(id, text, space.next) }),
    build(genotype, options) {
      checkBuildOptions(space, options, 1);
      const { values } = walked(genotype);
      return buildChild(program, values, definition.profiles?.[options.profile] ?? {}, options);
    },
    ...(program.training.size === 0 ? {} : { training: (genotype: Genotype) => trainingOf(program, walked(genotype).values) }),
  };
  return space;
}
