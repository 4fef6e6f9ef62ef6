import { z } from 'zod';
import { LabError } from '../core/errors';
import { canonicalJson, stableHash } from '../core/json';
import { measurementSchema } from '../core/measurementSchema';
import { rewardSchema } from '../reward/config';
import { type RunConfig, runConfigSchema } from './config';
import type { Checkpoint } from './types';

const counter = z.number().int().min(0);

export const checkpointSchema = z.strictObject({
  version: z.literal(1),
  configHash: z.string().regex(/^[0-9a-f]{16}$/),
  config: runConfigSchema,
  reward: rewardSchema,
  nextReward: z.strictObject({ reward: rewardSchema, episode: counter }).nullable().default(null),
  episode: counter,
  children: counter,
  epochs: counter.exactOptional(),
  uniqueArchs: z.array(z.string()),
  best: z.strictObject({ arch: z.string(), reward: z.number(), measurement: measurementSchema }).nullable(),
  convergedFor: counter,
  strategy: z.json(),
  measuredKeys: z.array(z.string()),
  measurements: z.array(z.tuple([z.string(), measurementSchema]).readonly()),
  elapsedMs: z.number().min(0),
});

/** stableHash of the config's canonical JSON without its reward, which a person may change in the middle of a run. */
export function configHash({ reward: _, ...rest }: RunConfig): string {
  return stableHash(canonicalJson(rest));
}

/** A checkpoint from outside. Throws LabError 'checkpoint' naming the first field that does not fit. */
export function parseCheckpoint(json: unknown): Checkpoint {
  const parsed = checkpointSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new LabError(
    'checkpoint',
    `checkpoint: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not a checkpoint'}.`,
    'The file is damaged or was written by another version: start the run again.',
  );
}

/** Throws LabError 'checkpoint' unless the checkpoint is of a run with this config (its reward aside). */
export function checkCheckpoint(checkpoint: Checkpoint, config: RunConfig): void {
  const expected = configHash(config);
  const own = configHash(checkpoint.config);
  if (checkpoint.configHash !== own) {
    throw new LabError(
      'checkpoint',
      `checkpoint: configHash ${checkpoint.configHash} does not fit the config beside it (${own}); the file was changed.`,
      'Start the run again, or restore the file.',
    );
  }
  if (own !== expected) {
    throw new LabError(
      'checkpoint',
      `checkpoint: it belongs to another run ('${checkpoint.config.title}', config ${own}) than the one asked for ('${config.title}', config ${expected}).`,
      'Resume with the config the checkpoint was made with, or start a new run.',
    );
  }
}
