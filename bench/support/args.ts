import { suggestName } from '../../src/engine/core/nearestName';

/** What `npm run bench -- NAME ...` was asked for. */
export interface BenchOptions {
  readonly json: boolean;
  /** A Python that has torch, for the benches that compare with PyTorch; null: without. */
  readonly python: string | null;
  /** Only cases and engines whose names match. */
  readonly cases: RegExp;
  readonly engines: RegExp;
  /** Seconds; an engine that would need longer for one training step (or op) is left out of that case. */
  readonly patience: number;
  /** How many seeds each engine of a search is run with: 1, 2, ... */
  readonly seeds: number;
}

export type ParsedArgs =
  | { readonly ok: true; readonly name: string; readonly options: BenchOptions }
  | { readonly ok: false; readonly message: string };

const VALUED = ['--python', '--case', '--engine', '--patience', '--seeds'] as const;
type Valued = (typeof VALUED)[number];
const FLAGS = ['--json', ...VALUED] as const;
export const DEFAULT_PATIENCE = 25;
export const DEFAULT_SEEDS = 50;

const isValued = (arg: string): arg is Valued => VALUED.some((name) => name === arg);
const fail = (message: string): ParsedArgs => ({ ok: false, message });

function pattern(text: string | undefined): RegExp | null {
  try {
    return new RegExp(text ?? '', 'i');
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return null;
    throw thrown;
  }
}

/** NAME with its options, in any order, as '--option value' or '--option=value'. names: of the benches there are. */
export function parseArgs(args: readonly string[], names: readonly string[]): ParsedArgs {
  const words: string[] = [];
  const values = new Map<Valued, string>();
  let json = false;
  for (let i = 0; i < args.length; i += 1) {
    const arg = args[i] ?? '';
    const [, option = arg, inline] = /^(--[^=]+)=(.*)$/s.exec(arg) ?? [];
    if (option === '--json' && inline === undefined) json = true;
    else if (isValued(option)) {
      const value = inline ?? args[i + 1];
      if (inline === undefined) i += 1;
      if (value === undefined || value === '') return fail(`${option} needs a value.`);
      if (values.has(option)) return fail(`${option} is given twice.`);
      values.set(option, value);
    } else if (arg.startsWith('-')) return fail(`Unknown option '${arg}'. ${suggestName(option, FLAGS)}`);
    else words.push(arg);
  }
  const [name, ...rest] = words;
  if (name === undefined) return fail('Name a bench.');
  if (!names.includes(name)) return fail(`There is no bench '${name}'. ${suggestName(name, names)}`);
  if (rest.length > 0) return fail(`Unknown argument '${rest[0]}'.`);
  const cases = pattern(values.get('--case'));
  if (cases === null) return fail(`--case: '${values.get('--case')}' is no regular expression.`);
  const engines = pattern(values.get('--engine'));
  if (engines === null) return fail(`--engine: '${values.get('--engine')}' is no regular expression.`);
  const patience = Number(values.get('--patience') ?? DEFAULT_PATIENCE);
  if (!(patience > 0)) return fail(`--patience: expected a number of seconds above 0, got '${values.get('--patience')}'.`);
  const seeds = Number(values.get('--seeds') ?? DEFAULT_SEEDS);
  if (!Number.isInteger(seeds) || seeds < 1 || seeds > 1000) {
    return fail(`--seeds: expected an integer from 1 to 1000, got '${values.get('--seeds')}'.`);
  }
  return { ok: true, name, options: { json, python: values.get('--python') ?? null, cases, engines, patience, seeds } };
}
