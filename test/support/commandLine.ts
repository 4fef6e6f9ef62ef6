import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Command } from '../../src/cli/command';
import { COMMON_OPTIONS } from '../../src/cli/command';
import { parseOptions } from '../../src/cli/options';
import { makeTerminal } from '../../src/cli/terminal';

/** The project's folder. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line as a person does. until: it gets the signal once this text has been seen on stdout or stderr. */
export function nasLab(
  args: readonly string[],
  until?: string,
  signal: 'SIGKILL' | 'SIGTERM' | 'SIGINT' = 'SIGKILL',
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const { NAS_LAB_DATA: _, ...env } = process.env;
    const child = spawn(process.execPath, [`${ROOT}bin/nas-lab.mjs`, ...args], { env });
    let stdout = '';
    let stderr = '';
    let told = false;
    const look = (): void => {
      if (told || until === undefined || !(stdout.includes(until) || stderr.includes(until))) return;
      told = true;
      child.kill(signal);
    };
    child.stdout.on('data', (text: Buffer) => {
      stdout += text.toString();
      look();
    });
    child.stderr.on('data', (text: Buffer) => {
      stderr += text.toString();
      look();
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** Runs one command in this process, with --json, and gives its objects; note is told each line of stderr. */
export async function runHere(
  command: Command,
  args: readonly string[],
  { signal = new AbortController().signal, note = () => undefined }: { signal?: AbortSignal; note?: (line: string) => void } = {},
): Promise<readonly unknown[]> {
  let stdout = '';
  const sinks = [{ write: (text: string) => (stdout += text) }, { write: note }] as const;
  await command.run({
    options: parseOptions(args, { ...command.options, ...COMMON_OPTIONS }, command.positionals),
    terminal: makeTerminal(true, ...sinks),
    signal,
    root: ROOT,
    typed: args,
    whenStopped: () => undefined,
  });
  return stdout.split('\n').flatMap((line): unknown[] => (line === '' ? [] : [JSON.parse(line)]));
}
