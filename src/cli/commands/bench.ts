import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { abortedError, LabError } from '../../engine/core/errors';
import type { Command } from '../command';

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

export const bench: Command = {
  name: 'bench',
  summary: 'One benchmark, a row per case and engine, all measured in one run.',
  positionals: ['NAME'],
  options: {},
  async run({ options, terminal, root, signal }) {
    const args = [...options.positionals, ...(terminal.json ? ['--json'] : [])];
    process.exitCode = await runBench(root, args, signal);
  },
};
