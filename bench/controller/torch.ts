import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { Opened } from '../support/types';
import { type ControllerCase, SETTING, WITNESS_STEPS } from './cases';

const run = promisify(execFile);
const numbers = z.array(z.number());

/** The same loop in the PyTorch of a Python that was named, one thread; every call is a process of its own. */
export async function openTorch(root: string, python: string, of: ControllerCase, episodes: number): Promise<Opened> {
  const script = path.join(root, 'bench', 'controller', 'torch_loop.py');
  const job = JSON.stringify({ ...of, setting: SETTING, witnessSteps: WITNESS_STEPS, episodes });
  const ask = async (what: 'witness' | 'measure'): Promise<number[]> => {
    const { stdout } = await run(python, [script, what, job], { maxBuffer: 1 << 24 });
    return numbers.parse(JSON.parse(stdout));
  };
  try {
    const { stdout } = await run(python, ['-c', 'import torch; print(torch.__version__)']);
    return {
      ok: true,
      contender: {
        engine: `PyTorch ${stdout.trim()}, 1 thread`,
        witness: () => ask('witness'),
        measure: async () => (await ask('measure'))[0] ?? Number.NaN,
        close: async () => undefined,
      },
    };
  } catch (thrown) {
    return { ok: false, reason: `${python} has no torch: ${thrown instanceof Error ? thrown.message.split('\n')[0] : thrown}` };
  }
}
