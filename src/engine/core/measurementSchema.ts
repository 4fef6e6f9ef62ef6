import { z } from 'zod';

/** Schemas of core/measurement.ts, for facts that come from outside: imported runs, checkpoints. */

const fraction = z.number().min(0).max(1);
const integer = z.number().int().min(0);

export const epochReportSchema = z.strictObject({
  epoch: z.number().int().min(1),
  trainLoss: z.number(),
  trainAccuracy: fraction,
  validLoss: z.number(),
  validAccuracy: fraction,
  trainMs: z.number().min(0),
});

const compileProgressSchema = z.strictObject({ phase: z.literal('compiling'), done: integer, total: integer });

const epochProgressSchema = z.strictObject({
  epoch: z.number().int().min(1),
  epochs: z.number().int().min(1),
  imagesDone: integer,
  imagesTotal: integer,
  trainLoss: z.number(),
});

export const trainProgressSchema = z.union([compileProgressSchema, epochProgressSchema]);

export const measurementSchema = z.strictObject({
  arch: z.string().max(2000),
  validAccuracy: fraction,
  predictedAccuracy: z.strictObject({ accuracy: fraction, low: fraction, high: fraction, epochs: integer }).exactOptional(),
  testAccuracy: fraction.nullable(),
  epochs: z.array(epochReportSchema),
  params: z.strictObject({ total: integer, trainable: integer, cells: integer, head: integer }),
  macs: integer,
  memoryBytes: integer,
  latencyMs: z.number().min(0).nullable(),
  trainMs: z.number().min(0).nullable(),
  source: z.string().max(500),
});
