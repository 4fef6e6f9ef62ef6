import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { ExportedFile } from '../../../../src/engine/graph/export';
import { npzFile } from '../../../../src/engine/graph/export/files/npz';

export type Framework = 'torch' | 'keras';

const RUNNER = fileURLToPath(new URL('../../../support/runExports.py', import.meta.url));
const answerSchema = z.object({ versions: z.string(), cases: z.record(z.string(), z.array(z.number())) });

/** Pythons named by NAS_LAB_PYTHON, one after another as PATH does it; the first that has the framework, else null. */
export function pythonWith(framework: Framework): string | null {
  const pythons = (process.env.NAS_LAB_PYTHON ?? '').split(delimiter).filter((path) => path !== '');
  return pythons.find((python) => spawnSync(python, ['-c', `import ${framework}, numpy`]).status === 0) ?? null;
}

export interface PythonCase {
  readonly name: string;
  readonly files: readonly ExportedFile[];
  readonly images: { readonly values: Float32Array; readonly dims: readonly number[] };
}

/** Logits of every case by its name, computed by the exported modules in one process. */
export function runInPython(python: string, framework: Framework, cases: readonly PythonCase[]): z.infer<typeof answerSchema> {
  const folder = mkdtempSync(join(tmpdir(), 'nas-lab-exports-'));
  try {
    for (const { name, files, images } of cases) {
      const place = join(folder, name);
      mkdirSync(place);
      for (const file of files) writeFileSync(join(place, file.name), file.content);
      writeFileSync(join(place, 'images.npz'), npzFile([{ name: 'images', shape: images.dims, values: images.values }]));
    }
    const env = { ...process.env, KERAS_BACKEND: 'tensorflow', TF_CPP_MIN_LOG_LEVEL: '3', CUDA_VISIBLE_DEVICES: '' };
    const answer = spawnSync(python, [RUNNER, framework, folder], { encoding: 'utf8', env, maxBuffer: 2 ** 28 });
    if (answer.status !== 0) throw new Error(`${framework}: ${answer.stderr.slice(-3000)}`);
    const line = answer.stdout.trimEnd().split('\n').at(-1) ?? '';
    return answerSchema.parse(JSON.parse(line));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
