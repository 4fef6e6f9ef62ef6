import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { abortedError, LabError } from '../../engine/core/errors';
import type { Command } from '../command';
import type { OptionSpecs } from '../options';

/** Runs a benchmark as a program of its own, so that nothing of this one disturbs its times; gives its exit code. */
function runBench(root: string, args: readonly string[], signal: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, 'scripts', 'bench.mjs'), ...args], { cwd: root, stdio: 'inherit', signal });
    child.on('error', (cause) => {
      if (signal.aborted) reject(abortedError('The benchmark'));
      else
        reject(
          new LabError('internal', `The benchmark did not start: ${cause.message}.`, 'Run npm ci, then try again.', { cause }),
        );
    });
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/** Passed on as they are typed; the program says what is wrong with them. */
const PASSED_ON: OptionSpecs = {
  python: {
    value: 'text',
    hint: 'PATH',
    help: 'a Python with torch (train, controller) or optuna (search), to be measured beside',
  },
  case: { value: 'text', hint: 'REGEX', help: 'only the cases whose names match' },
  engine: { value: 'text', hint: 'REGEX', help: 'only the engines whose names match' },
  seeds: { value: 'text', hint: 'N', help: 'seeds that each strategy of search is run with, default 50' },
  patience: { value: 'text', hint: 'SECONDS', help: 'leave out an engine that takes longer for one training step, default 25' },
};

export const bench: Command = {
  name: 'bench',
  summary: 'One benchmark, a row per case and engine, all measured in one run.',
  positionals: ['NAME'],
  options: PASSED_ON,
  async run({ options, terminal, root, signal }) {
    const given = Object.keys(PASSED_ON).flatMap((name) => {
      const value = options.text(name);
      return value === undefined ? [] : [`--${name}=${value}`];
    });
    const args = [...options.positionals, ...given, ...(terminal.json ? ['--json'] : [])];
    process.exitCode = await runBench(root, args, signal);
  },
};
