import { z } from 'zod';
import { ERROR_KINDS } from '../core/errors';
import { epochReportSchema, measurementSchema, trainProgressSchema } from '../core/measurementSchema';
import { rewardSchema } from '../reward/config';
import { runConfigSchema } from './config';
import type { RunEvent } from './events';

/** Schema of events.ts, for logs that come from outside: imported runs and files. */

const arch = z.string().max(2000);
const integer = z.number().int().min(0);
const finite = z.number();

export const bestChildSchema = z.strictObject({ arch, reward: finite, measurement: measurementSchema });

const plainErrorSchema = z.strictObject({
  kind: z.enum(ERROR_KINDS),
  message: z.string(),
  remedy: z.string(),
  line: integer.optional(),
  column: integer.optional(),
});

const text = z.string().max(300);
const changed = { decision: text, from: text, to: text };
const originSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('random') }),
  z.strictObject({ kind: z.literal('mutation'), parent: integer, ...changed }),
  z.strictObject({
    kind: z.literal('crossover'),
    parents: z.tuple([integer, integer]),
    point: integer,
    mutated: z.array(text),
  }),
  z.strictObject({ kind: z.literal('neighbour'), parent: integer, ...changed }),
  z.strictObject({
    kind: z.literal('rung'),
    bracket: integer,
    rung: integer,
    epochs: integer,
    resumes: integer.nullable(),
  }),
  z.strictObject({ kind: z.literal('population'), member: integer, step: integer, copiedFrom: integer.nullable() }),
  z.strictObject({ kind: z.literal('model'), acquisition: finite }),
  z.strictObject({ kind: z.literal('stage'), stage: integer, parent: integer.nullable() }),
  z.strictObject({ kind: z.literal('morphism'), parent: integer, change: text }),
]);

const proposedTrialSchema = z.strictObject({
  trial: integer,
  arch,
  epochs: integer.exactOptional(),
  origin: originSchema.exactOptional(),
});

const eventSchemaUnion = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('started'), config: runConfigSchema, resumedAtEpisode: integer }),
  z.strictObject({ type: z.literal('proposed'), episode: integer, trials: z.array(proposedTrialSchema) }),
  z.strictObject({ type: z.literal('childProgress'), trial: integer, arch, progress: trainProgressSchema }),
  z.strictObject({ type: z.literal('childEpoch'), trial: integer, arch, report: epochReportSchema }),
  z.strictObject({
    type: z.literal('child'),
    episode: integer,
    trial: integer,
    arch,
    reward: finite,
    measurement: measurementSchema,
    cached: z.boolean(),
    sameAs: arch.exactOptional(),
  }),
  z.strictObject({
    type: z.literal('update'),
    episode: integer,
    step: integer,
    loss: finite,
    policyLoss: finite,
    entropy: finite,
    kl: finite,
    clipFraction: finite,
  }),
  z.strictObject({
    type: z.literal('episode'),
    episode: integer,
    archs: z.array(arch),
    rewards: z.array(finite),
    mean: finite,
    min: finite,
    max: finite,
    std: finite,
    bestReward: finite,
    bestArch: arch,
    entropy: finite.nullable(),
    policyLoss: finite.nullable(),
    loss: finite.nullable(),
    kl: finite.nullable(),
    baseline: finite.nullable(),
    children: integer,
    uniqueChildren: integer,
    epochs: integer.exactOptional(),
    policy: z.array(finite).nullable(),
    marginals: z.array(z.array(finite)).nullable(),
  }),
  z.strictObject({ type: z.literal('rewardChanged'), episode: integer, formula: z.string(), reward: rewardSchema }),
  z.strictObject({
    type: z.literal('log'),
    level: z.enum(['info', 'warning']),
    message: z.string(),
    remedy: z.string().optional(),
  }),
  z.strictObject({ type: z.literal('paused'), episode: integer, error: plainErrorSchema.optional() }),
  z.strictObject({
    type: z.literal('done'),
    reason: z.enum(['episodes', 'children', 'time', 'reward', 'converged', 'exhausted']),
    best: bestChildSchema,
    episodes: integer,
    children: integer,
    uniqueChildren: integer,
    wallMs: z.number().min(0),
  }),
]);

type Parsed = z.infer<typeof eventSchemaUnion>;

/** Optional fields that zod reads as `T | undefined` are left out where absent, as exactOptionalPropertyTypes wants. */
export const runEventSchema = eventSchemaUnion.transform((event: Parsed): RunEvent => {
  switch (event.type) {
    case 'log': {
      const { remedy, ...rest } = event;
      return remedy === undefined ? rest : { ...rest, remedy };
    }
    case 'paused': {
      const { error, ...rest } = event;
      if (error === undefined) return rest;
      const { line, column, ...plain } = error;
      return {
        ...rest,
        error: { ...plain, ...(line === undefined ? {} : { line }), ...(column === undefined ? {} : { column }) },
      };
    }
    default:
      return event;
  }
});
