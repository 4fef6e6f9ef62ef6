import type { OptionSpecs, ParsedOptions } from './options';
import type { Terminal } from './terminal';

/** What every command gets besides its options. */
export interface CommandContext {
  readonly options: ParsedOptions;
  readonly terminal: Terminal;
  /** Fires on Ctrl-C. */
  readonly signal: AbortSignal;
  /** The project's folder: tables, compiled kernels, benchmarks. */
  readonly root: string;
  /** The words after `nas-lab`, as typed: provenance. */
  readonly typed: readonly string[];
  /** Told, as often as it changes, what a person is to read where Ctrl-C ends the command now. */
  readonly whenStopped: (line: string) => void;
}

export interface Command {
  readonly name: string;
  readonly summary: string;
  /** Names of the arguments that are no options, e.g. ['PATH']. */
  readonly positionals: readonly string[];
  readonly options: OptionSpecs;
  run(context: CommandContext): Promise<void>;
}

/** Understood by every command. */
export const COMMON_OPTIONS: OptionSpecs = {
  json: { value: 'flag', help: 'one JSON object per line on stdout' },
  help: { value: 'flag', help: 'what the command does and takes' },
};
