import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

const run = promisify(execFile);
const answerSchema = z.object({ version: z.string(), values: z.array(z.array(z.number())) });

export interface OptunaJob {
  readonly sampler: string;
  readonly function: string;
  readonly seeds: readonly number[];
  readonly evaluations: number;
}

/** All seeds of one sampler in the optuna of a Python that was named. The values of each seed, in order of evaluation. */
export async function searchWithOptuna(root: string, python: string, job: OptunaJob): Promise<z.infer<typeof answerSchema>> {
  const script = path.join(root, 'bench', 'search', 'optuna_search.py');
  const { stdout } = await run(python, [script, JSON.stringify(job)], {
    maxBuffer: 1 << 27,
    env: { ...process.env, OMP_NUM_THREADS: '1' },
  });
  return answerSchema.parse(JSON.parse(stdout));
}
