import { LabError } from '../../core/errors';
import { Rng } from '../../core/rng';
import { compile } from '../blocks/compile';
import { BlockError } from '../blocks/errors';
import { type BlockSpace, definitionId, spaceOfProgram } from '../blocks/space';
import type { SpaceDefinition } from '../blocks/types';
import type { SpaceConfig } from '../config';
import { optionAt, optionCount, sample } from '../genotype';
import type { BuildOptions, Choice, Genotype, SearchSpace } from '../types';
import { type Fault, faultsOf } from './issues';
import { depthOf, MAX_DEPTH } from './limits';
import { definitionSchema } from './schema';
import { type Position, readJson } from './text';

export interface Diagnostic extends Position {
  /** Of the part that is wrong: 'network.modules[2].kernel'. */
  readonly path: string;
  /** A space with errors cannot be opened; one with warnings can. */
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly remedy: string;
}

/** What an editor shows beside the text. */
export interface Diagnosis {
  readonly diagnostics: readonly Diagnostic[];
  readonly space: BlockSpace | null;
  /** The definition, to be put into a run's configuration; null where there are errors. */
  readonly definition: SpaceDefinition | null;
  readonly size: bigint | null;
  /** Why the size is null. */
  readonly sizeReason: string | null;
  /** The most decisions met on the walks that were tried. */
  readonly decisions: number;
}

/** Walks that are tried besides those of all first and of all last options. */
const SAMPLES = 12;
const TRIED: BuildOptions = { profile: 'teach', input: [28, 28, 1], classes: 10 };

export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');
}

/** Inverse of pathText: names hold neither dots nor brackets. */
function keysOf(path: string): readonly PropertyKey[] {
  return [...path.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, name]) =>
    index === undefined ? (name ?? '') : Number(index),
  );
}

type Read =
  | { readonly definition: SpaceDefinition; readonly faults: readonly [] }
  | { readonly definition: null; readonly faults: readonly Fault[] };

function readDefinition(json: unknown): Read {
  if (depthOf(json) > MAX_DEPTH) {
    const remedy = "Move parts into the section 'modules'.";
    return { definition: null, faults: [{ path: [], message: `the definition has more than ${MAX_DEPTH} levels.`, remedy }] };
  }
  const parsed = definitionSchema.safeParse(json);
  if (parsed.success) return { definition: parsed.data, faults: [] };
  const faults = faultsOf(json, parsed.error.issues);
  return { definition: null, faults };
}

interface Opened {
  readonly space: BlockSpace | null;
  readonly faults: readonly Fault[];
}

const faultOf = ({ path, message, remedy }: BlockError): Fault => ({
  path: keysOf(path),
  message: message.startsWith(`${path}: `) ? message.slice(path.length + 2) : message,
  remedy,
});

function open(definition: SpaceDefinition, id: string): Opened {
  const { program, problems } = compile(definition);
  if (program === null) return { space: null, faults: problems.map(faultOf) };
  try {
    return { space: spaceOfProgram(definition, program, id), faults: [] };
  } catch (thrown) {
    if (thrown instanceof BlockError) return { space: null, faults: [faultOf(thrown)] };
    throw thrown;
  }
}

/** What a run's configuration says of a space of one's own: its id, and the definition with its keys in the schema's order. */
export function configOf(definition: SpaceDefinition): SpaceConfig & { readonly definition: SpaceDefinition } {
  const ordered = parseDefinition(definition);
  return { id: definitionId(ordered), definition: ordered };
}

/** A definition from outside as plain data (a run's configuration). LabError 'space' with the path of the first fault. */
export function parseDefinition(json: unknown): SpaceDefinition {
  const { definition, faults } = readDefinition(json);
  if (definition === null) throw asError(faults[0]);
  return definition;
}

function asError(fault: Fault | undefined, position?: Position): LabError {
  const { path, message, remedy } = fault ?? { path: [], message: 'the definition cannot be read.', remedy: 'Correct it.' };
  const where = pathText(path) || 'definition';
  const line = position === undefined ? '' : `line ${position.line}, column ${position.column}, `;
  return new LabError('space', `${line}${where}: ${message}`, remedy, position ?? {});
}

/** A genotype in which `pick` answers every decision. */
function answered(space: SearchSpace, pick: (options: number | null, min: number, max: number) => number): Genotype {
  const choices: Choice[] = [];
  for (let decision = space.next(choices); decision !== null; decision = space.next(choices)) {
    const count = optionCount(decision);
    const [min, max] = decision.kind === 'categorical' ? [0, 0] : [decision.min, decision.max];
    const picked = pick(count, min, max);
    choices.push(count === null ? picked : optionAt(decision, picked));
  }
  return { space: space.id, choices };
}

interface Trial {
  readonly decisions: number;
  readonly faults: readonly (Fault & { readonly severity: 'error' | 'warning' })[];
}

/** Walks through a space and builds what it finds: faults that depend on choices show here. */
function tried(space: BlockSpace): Trial {
  const rng = Rng.fromSeed(1, 'diagnose');
  const options = { ...TRIED, profile: space.profiles.includes('teach') ? TRIED.profile : (space.profiles[0] ?? TRIED.profile) };
  const draws: readonly (() => Genotype)[] = [
    () => answered(space, (count, min) => (count === null ? min : 0)),
    () => answered(space, (count, _, max) => (count === null ? max : count - 1)),
    ...Array.from({ length: SAMPLES }, () => () => sample(space, rng)),
  ];
  let decisions = 0;
  let built = 0;
  const failed = new Map<string, { readonly thrown: LabError; readonly example: string }>();
  for (const draw of draws) {
    let example = '';
    try {
      const genotype = draw();
      decisions = Math.max(decisions, genotype.choices.length);
      example = space.format(genotype);
      space.training?.(genotype);
      space.build(genotype, options);
      built += 1;
    } catch (thrown) {
      if (!(thrown instanceof LabError)) throw thrown;
      const key = thrown instanceof BlockError ? thrown.path : thrown.message;
      if (!failed.has(key)) failed.set(key, { thrown, example });
    }
  }
  const faults = [...failed.values()].map(({ thrown, example }) => {
    const fault =
      thrown instanceof BlockError ? faultOf(thrown) : { path: ['network'], message: thrown.message, remedy: thrown.remedy };
    const where = example === '' ? '' : ` (28×28×1 images, ${example.slice(0, 160)})`;
    return { ...fault, message: `${fault.message}${where}`, severity: built === 0 ? ('error' as const) : ('warning' as const) };
  });
  return { decisions, faults };
}

const NONE: Diagnosis = { diagnostics: [], space: null, definition: null, size: null, sizeReason: null, decisions: 0 };

/**
 * Reads a search space written as JSON and says what is wrong with it, each fault with its place in the text: all that the first step
 * with a fault finds, of JSON, schema, references and formulas, building. Where nothing is wrong, the space, its exact size and its decisions. Deterministic and bounded: text, depth, modules, networks and counting have limits.
 */
export function diagnoseSpace(text: string): Diagnosis {
  let json: ReturnType<typeof readJson>;
  try {
    json = readJson(text);
  } catch (thrown) {
    if (!(thrown instanceof LabError)) throw thrown;
    const { message, remedy, line = 1, column = 1 } = thrown;
    return { ...NONE, diagnostics: [{ path: '', line, column, severity: 'error', message, remedy }] };
  }
  const place = (severity: 'error' | 'warning', { path, message, remedy }: Fault): Diagnostic => ({
    path: pathText(path),
    ...json.positionOf(path),
    severity,
    message,
    remedy,
  });
  const { definition, faults } = readDefinition(json.value);
  if (definition === null) return { ...NONE, diagnostics: faults.map((fault) => place('error', fault)) };
  const opened = open(definition, definitionId(definition));
  const { space } = opened;
  if (space === null) return { ...NONE, diagnostics: opened.faults.map((fault) => place('error', fault)) };
  const trial = tried(space);
  const diagnostics = [
    ...trial.faults.map((fault) => place(fault.severity, fault)),
    ...space.unused.map((name) =>
      place('warning', {
        path: ['hyperparameters', name],
        message: `nothing uses '${name}', so it is never decided.`,
        remedy: 'Use it or remove it.',
      }),
    ),
    ...(trial.decisions === 0
      ? [place('warning', { path: ['network'], message: 'nothing is decided.', remedy: 'Add a choice.' })]
      : []),
  ];
  const broken = diagnostics.some(({ severity }) => severity === 'error');
  return {
    diagnostics,
    space: broken ? null : space,
    definition: broken ? null : definition,
    size: space.size,
    sizeReason: space.sizeReason,
    decisions: trial.decisions,
  };
}

/** The space of a definition, schema and all checked. LabError 'space' with the path of the first fault. */
export function spaceOfJson(json: unknown): BlockSpace {
  const definition = parseDefinition(json);
  const { space, faults } = open(definition, definitionId(definition));
  if (space === null) throw asError(faults[0]);
  return space;
}

/** The definition in a text. LabError 'space' with line, column and path of the first fault, warnings aside. */
export function parseSpaceText(text: string): SpaceDefinition {
  const { diagnostics, definition } = diagnoseSpace(text);
  const fault = diagnostics.find(({ severity }) => severity === 'error');
  if (definition !== null && fault === undefined) return definition;
  if (fault === undefined) throw asError(undefined);
  const { line, column, path, message, remedy } = fault;
  if (path === '' && message.startsWith('Line ')) throw new LabError('space', message, remedy, { line, column });
  throw asError({ path: keysOf(path), message, remedy }, { line, column });
}
