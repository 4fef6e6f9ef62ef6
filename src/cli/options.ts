import { suggestName } from '../engine/core/nearestName';
import { usageError } from './usage';

/** One option of a command. Every option but a flag takes one value: `--name value` or `--name=value`. */
export interface OptionSpec {
  readonly value: 'flag' | 'text' | 'number' | 'list';
  /** Stands for the value in the help: 'N', 'DIR'. */
  readonly hint?: string;
  readonly help: string;
}

export type OptionSpecs = { readonly [name: string]: OptionSpec };

/** What was given, by option name without its dashes. */
export interface ParsedOptions {
  readonly positionals: readonly string[];
  flag(name: string): boolean;
  text(name: string): string | undefined;
  /** Every value of an option that may be repeated. */
  list(name: string): readonly string[];
  /** Fails unless the value is an integer from min to max. */
  integer(name: string, min: number, max: number): number | undefined;
  /** Fails unless the value is a number above 0 and at most max. */
  positive(name: string, max: number): number | undefined;
  /** As text, and fails where it is absent. */
  required(name: string): string;
}

/**
 * Reads a command's arguments. Fails on an unknown option (naming the nearest), a missing or superfluous value, a
 * repeated option that is no list, and more positionals than `positionals` names.
 */
export function parseOptions(args: readonly string[], specs: OptionSpecs, positionals: readonly string[]): ParsedOptions {
  const given = new Map<string, string[]>();
  const flags = new Set<string>();
  const rest: string[] = [];
  const names = Object.keys(specs);
  for (let i = 0; i < args.length; i += 1) {
    const arg = args[i] ?? '';
    if (!arg.startsWith('--') || arg === '--') {
      if (arg.startsWith('-') && arg !== '-' && arg !== '--') {
        throw usageError(`${arg}: options start with two dashes.`, suggestOption(arg, names));
      }
      if (arg !== '--') rest.push(arg);
      continue;
    }
    const equals = arg.indexOf('=');
    const name = equals < 0 ? arg.slice(2) : arg.slice(2, equals);
    const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
    if (spec === undefined) throw usageError(`Unknown option --${name}.`, suggestOption(name, names));
    if (spec.value === 'flag') {
      if (equals >= 0) throw usageError(`--${name} takes no value, got '${arg.slice(equals + 1)}'.`, `Write --${name} alone.`);
      flags.add(name);
      continue;
    }
    let value = arg.slice(equals + 1);
    if (equals < 0) {
      const next = args[i + 1];
      if (next === undefined || next.startsWith('--')) {
        throw usageError(
          `--${name} needs a value${spec.hint === undefined ? '' : ` (${spec.hint})`}.`,
          `Write --${name} ${spec.hint ?? 'VALUE'}.`,
        );
      }
      value = next;
      i += 1;
    }
    const before = given.get(name) ?? [];
    if (before.length > 0 && spec.value !== 'list')
      throw usageError(`--${name} is given twice ('${before[0]}' and '${value}').`, 'Give it once.');
    given.set(name, [...before, value]);
  }
  if (rest.length > positionals.length) {
    const expected = positionals.length === 0 ? 'This command takes options only.' : `It takes ${positionals.join(' ')}.`;
    throw usageError(`Unexpected argument '${rest[positionals.length]}'.`, expected);
  }
  return new Options(rest, given, flags);
}

function suggestOption(typed: string, names: readonly string[]): string {
  return suggestName(
    typed.startsWith('-') ? `--${typed.replace(/^-+/, '')}` : `--${typed}`,
    names.map((name) => `--${name}`),
  );
}

class Options implements ParsedOptions {
  constructor(
    readonly positionals: readonly string[],
    private readonly given: ReadonlyMap<string, readonly string[]>,
    private readonly flags: ReadonlySet<string>,
  ) {}

  flag(name: string): boolean {
    return this.flags.has(name);
  }

  text(name: string): string | undefined {
    return this.given.get(name)?.[0];
  }

  list(name: string): readonly string[] {
    return this.given.get(name) ?? [];
  }

  required(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw usageError(`--${name} is missing.`, `Add --${name}; \`nas-lab help\` shows every command.`);
    return value;
  }

  integer(name: string, min: number, max: number): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (text.trim() === '' || !Number.isInteger(value) || value < min || value > max) {
      throw usageError(`--${name}: expected an integer from ${min} to ${max}, got '${text}'.`, 'Give a number in that range.');
    }
    return value;
  }

  positive(name: string, max: number): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (text.trim() === '' || !(value > 0) || value > max) {
      throw usageError(`--${name}: expected a number above 0 and at most ${max}, got '${text}'.`, 'Give a number in that range.');
    }
    return value;
  }
}
