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
  measuredArchs: z.array(counter).exactOptional(),
  measurements: z.array(z.tuple([z.string(), measurementSchema]).readonly()),
  elapsedMs: z.number().min(0),
});

/** By estimator key the first genotype that had it; null where the checkpoint does not say. */
export function measuredAsIn(checkpoint: Checkpoint | undefined): Map<string, string | null> {
  if (checkpoint === undefined) return new Map();
  const { measuredKeys, measuredArchs, uniqueArchs } = checkpoint;
  const measured = new Map(checkpoint.measurements);
  const archOf = (key: string, i: number): string | null =>
    uniqueArchs[measuredArchs?.[i] ?? -1] ?? measured.get(key)?.arch ?? null;
  return new Map(measuredKeys.map((key, i) => [key, archOf(key, i)]));
}

/** Inverse of measuredAsIn. A key without an arch is of an older checkpoint: then none has one. */
export function measuredIn(
  measuredAs: ReadonlyMap<string, string | null>,
  uniqueArchs: Iterable<string>,
): Pick<Checkpoint, 'measuredKeys' | 'measuredArchs'> {
  const places = new Map([...uniqueArchs].map((arch, i) => [arch, i]));
  const archs = [...measuredAs.values()].flatMap((arch) => (arch === null ? [] : (places.get(arch) ?? [])));
  const measuredKeys = [...measuredAs.keys()];
  return archs.length === measuredKeys.length ? { measuredKeys, measuredArchs: archs } : { measuredKeys };
}

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
