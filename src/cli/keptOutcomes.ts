import { appendFileSync, truncateSync } from 'node:fs';
import { z } from 'zod';
import { LabError } from '../engine/core/errors';
import { parseJson } from '../engine/core/json';
import type { RunConfig } from '../engine/run/config';
import { outcomeKey } from '../engine/run/outcome';
import type { KeptOutcome } from '../worker/compareProtocol';
import { fileError, readIfPresent } from './files';

const curveSchema = z.strictObject({ cost: z.array(z.number()), best: z.array(z.number()) });

const lineSchema = z.strictObject({
  run: z.string().regex(/^[0-9a-f]{16}$/),
  outcome: z.strictObject({
    arch: z.string(),
    best: z.number(),
    final: z.number(),
    area: z.number(),
    children: z.number(),
    epochs: z.number(),
    byChildren: curveSchema,
    byEpochs: curveSchema,
  }),
});

/**
 * The finished runs of comparisons, a line each in a file (`compare --out FILE`): whoever asks for a run of the same configuration and seed
 * again has its outcome without running it. Without a file they are kept no longer than the command lasts.
 */
export class KeptOutcomes {
  private constructor(
    readonly path: string | null,
    private readonly known: Map<string, KeptOutcome>,
  ) {}

  /** LabError 'data' where the file is another kind of file. A last line that a killed process left unfinished is cut off. */
  static async open(path: string | undefined): Promise<KeptOutcomes> {
    const known = new Map<string, KeptOutcome>();
    if (path === undefined) return new KeptOutcomes(null, known);
    const text = (await readIfPresent(path)) ?? '';
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    for (const [i, line] of whole.split('\n').slice(0, -1).entries()) {
      const { run, outcome } = parseLine(line, `--out: ${path}, line ${i + 1}`);
      known.set(run, outcome);
    }
    // A file that is not of lines at all is somebody else's, not a torn one.
    if (whole !== text) {
      if (whole === '' && !text.startsWith('{"run":')) parseLine(text, `--out: ${path}, line 1`);
      truncateSync(path, Buffer.byteLength(whole));
    }
    return new KeptOutcomes(path, known);
  }

  get(config: RunConfig): KeptOutcome | undefined {
    return this.known.get(outcomeKey(config));
  }

  add(config: RunConfig, outcome: KeptOutcome): void {
    const run = outcomeKey(config);
    this.known.set(run, outcome);
    if (this.path === null) return;
    try {
      appendFileSync(this.path, `${JSON.stringify({ run, outcome })}\n`);
    } catch (thrown) {
      throw fileError('write', this.path, thrown);
    }
  }
}

function parseLine(line: string, where: string): z.infer<typeof lineSchema> {
  const refuse = (): LabError =>
    new LabError('data', `${where}: it is no outcome of a comparison.`, 'Choose another file, or one that compare has written.');
  const parsed = lineSchema.safeParse(parseJson(line, refuse));
  if (!parsed.success) throw refuse();
  return parsed.data;
}
