import { z } from 'zod';
import { LabError } from '../core/errors';
import { parseJson } from '../core/json';
import { checkCheckpoint, checkpointSchema } from './checkpoint';
import { type RunConfig, runConfigSchema } from './config';
import { runEventSchema } from './eventSchema';
import type { RunEvent } from './events';
import type { Checkpoint } from './types';

/** A whole run as one JSON file: what was asked, how far it came, its log, and the checkpoint it goes on from. */
export interface ExportedRun {
  readonly format: 'nas-lab-run';
  readonly version: 1;
  readonly title: string;
  readonly config: RunConfig;
  readonly done: boolean;
  readonly checkpoint: Checkpoint | null;
  readonly events: readonly RunEvent[];
}

const exportedRunSchema = z.strictObject({
  format: z.literal('nas-lab-run'),
  version: z.literal(1),
  title: z.string().min(1).max(200),
  config: runConfigSchema,
  done: z.boolean(),
  checkpoint: checkpointSchema.nullable(),
  events: z.array(runEventSchema).max(1_000_000),
});

const headSchema = z.looseObject({ format: z.literal('nas-lab-run'), version: z.number() });

const refuse = (message: string, remedy: string): LabError => new LabError('config', `exported run: ${message}`, remedy);

/**
 * An exported run from the text of its file. Throws LabError 'config' on anything that is not one (with the first field
 * that does not fit), LabError 'checkpoint' where its checkpoint is of another run.
 */
export function parseExportedRun(text: string): ExportedRun {
  const json = parseJson(text, (why) => refuse(`it is not JSON (${why}).`, 'Choose a file that the lab exported.'));
  const head = headSchema.safeParse(json);
  if (!head.success) throw refuse('it is not a run of this lab.', 'Choose a file that the lab exported.');
  if (head.data.version > 1) {
    throw refuse(
      `it has version ${head.data.version}, written by a newer lab; this one reads version 1.`,
      'Update the lab, or export the run again.',
    );
  }
  const parsed = exportedRunSchema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw refuse(
      `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'does not fit'}.`,
      'The file was changed or cut short: export the run again.',
    );
  }
  if (parsed.data.checkpoint !== null) checkCheckpoint(parsed.data.checkpoint, parsed.data.config);
  return parsed.data;
}

/** The file's text, which parseExportedRun reads again. */
export function exportedText(run: Omit<ExportedRun, 'format' | 'version'>): string {
  const { title, config, done, checkpoint, events } = run;
  const exported: ExportedRun = { format: 'nas-lab-run', version: 1, title, config, done, checkpoint, events };
  return JSON.stringify(exported);
}
