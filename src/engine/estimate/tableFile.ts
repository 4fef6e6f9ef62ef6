import { z } from 'zod';

/**
 * public/tables/NAME.json: a search space measured child by child. Written by `nas-lab table`, read by the table
 * estimator and by the page's truth maps.
 */

const fraction = z.number().min(0).max(1);

/** One seed's training of one child; curves are per epoch, all of the same length. */
const tableRunSchema = z
  .strictObject({
    seed: z.number().int(),
    trainLoss: z.array(z.number()),
    trainAccuracy: z.array(fraction),
    validLoss: z.array(z.number()),
    validAccuracy: z.array(fraction).min(1),
    testAccuracy: fraction,
    trainMs: z.number().min(0),
  })
  .refine(
    (run) => [run.trainLoss, run.trainAccuracy, run.validLoss].every((curve) => curve.length === run.validAccuracy.length),
    'the curves have different numbers of epochs',
  );

const tableRowSchema = z.strictObject({
  arch: z.string(),
  params: z.strictObject({
    total: z.number().int(),
    trainable: z.number().int(),
    cells: z.number().int(),
    head: z.number().int(),
  }),
  macs: z.number().int(),
  memoryBytes: z.number().int(),
  /** Forward pass of one image, median of 100 after 10 warm-ups, on the provenance's device. */
  latencyMs: z.number().min(0),
  runs: z.array(tableRunSchema).min(1),
});

export const tableFileSchema = z.strictObject({
  version: z.literal(1),
  id: z.string(),
  title: z.string(),
  space: z.string(),
  profile: z.string(),
  classes: z.number().int(),
  provenance: z.strictObject({
    data: z.string(),
    split: z.strictObject({ train: z.number().int(), valid: z.number().int(), test: z.number().int() }),
    training: z.string(),
    backend: z.string(),
    machine: z.string(),
    command: z.string(),
    date: z.string(),
    version: z.string(),
  }),
  rows: z.array(tableRowSchema),
});

export type TableFile = z.infer<typeof tableFileSchema>;
export type TableRow = TableFile['rows'][number];
