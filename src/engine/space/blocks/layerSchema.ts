import { z } from 'zod';
import { ACTIVATIONS, MAX_FORMULA, MAX_OPTIONS, NAME_PATTERN, PADDINGS } from './words';

/**
 * Hyperparameters and layers of a search space as plain JSON. The types are read off these schemas, so that a space written in code
 * and one written by hand are the same tree. Ranges that depend on a chosen value are checked when the child is built.
 */

export const nameSchema = z
  .string()
  .regex(NAME_PATTERN, 'a name starts with a letter and has up to 40 letters, digits, _ and -')
  .meta({ id: 'name', description: 'Starts with a letter; letters, digits, _ and -.' });

/** What a word may be in the canonical text. */
const wordSchema = z.string().regex(/^[^,=\s@][^,=@\n\r\t]{0,39}$/, 'a word has 1 to 40 characters, and no comma, = or @');
const finite = z.number().min(-1e12).max(1e12);
export const scalarSchema = z.union([finite, wordSchema, z.boolean()]);

const label = nameSchema.exactOptional();

export const useSchema = z
  .strictObject({ use: nameSchema })
  .meta({ id: 'use', description: 'A hyperparameter of the section `hyperparameters`: one decision wherever it is used.' });

export const hyperSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('choice'), name: label, options: z.array(scalarSchema).max(MAX_OPTIONS) }),
    z.strictObject({ kind: z.literal('bool'), name: label }),
    z.strictObject({
      kind: z.literal('int'),
      name: label,
      min: z.number().int().min(-1e9).max(1e9),
      max: z.number().int().min(-1e9).max(1e9),
      step: z.number().int().min(1).max(1e9).exactOptional(),
    }),
    z.strictObject({
      kind: z.literal('real'),
      name: label,
      min: finite,
      max: finite,
      scale: z.enum(['linear', 'log']).exactOptional(),
      step: z.number().gt(0).max(1e12).exactOptional(),
    }),
    z.strictObject({ kind: z.literal('constant'), name: label, value: scalarSchema }),
    z.strictObject({ kind: z.literal('dynamic'), name: label, formula: z.string().min(1).max(MAX_FORMULA) }),
  ])
  .meta({
    id: 'hyperparameter',
    description: 'A decision (choice, bool, int, real), a constant, or a value computed from others.',
  });

const chosen = [hyperSchema, useSchema] as const;

/** A whole number from 1, or a hyperparameter that gives one. */
export const countSchema = z.union([z.number().int().min(1).max(65_536), ...chosen]);
/** One number for a square, or [height, width]. */
const sideSchema = z.union([
  z.number().int().min(1).max(64),
  z.tuple([z.number().int().min(1).max(64), z.number().int().min(1).max(64)]),
  ...chosen,
]);
const rateSchema = z.union([z.number().min(0).lt(1), ...chosen]);
export const flagSchema = z.union([z.boolean(), ...chosen]);
const numberSchema = z.union([finite, ...chosen]);

const paddingSchema = z.union([z.enum(PADDINGS), ...chosen]).exactOptional();
const activationSchema = z.union([z.enum(ACTIVATIONS), ...chosen]);

const convolution = {
  kernel: sideSchema,
  stride: sideSchema.exactOptional(),
  dilation: sideSchema.exactOptional(),
  padding: paddingSchema,
  bias: flagSchema.exactOptional(),
  activation: activationSchema.exactOptional(),
};
const pooling = { name: label, size: sideSchema, stride: sideSchema.exactOptional(), padding: paddingSchema };

/** One layer each; `name` stands in the names of its decisions and of its layers. */
export const LAYER_SCHEMAS = [
  z.strictObject({ kind: z.literal('conv2d'), name: label, filters: countSchema, ...convolution }),
  z.strictObject({ kind: z.literal('depthwiseConv2d'), name: label, multiplier: countSchema.exactOptional(), ...convolution }),
  z.strictObject({ kind: z.literal('separableConv2d'), name: label, filters: countSchema, ...convolution }),
  z.strictObject({ kind: z.literal('maxPool'), ...pooling }),
  z.strictObject({ kind: z.literal('avgPool'), ...pooling }),
  z.strictObject({
    kind: z.literal('batchNorm'),
    name: label,
    momentum: numberSchema.exactOptional(),
    epsilon: numberSchema.exactOptional(),
  }),
  z.strictObject({
    kind: z.literal('dense'),
    name: label,
    units: countSchema,
    bias: flagSchema.exactOptional(),
    activation: activationSchema.exactOptional(),
  }),
  z.strictObject({ kind: z.literal('dropout'), name: label, rate: rateSchema }),
  z.strictObject({ kind: z.literal('relu'), name: label }),
  z.strictObject({ kind: z.literal('activation'), name: label, fn: activationSchema }),
  z.strictObject({ kind: z.literal('flatten'), name: label }),
  z.strictObject({ kind: z.literal('globalAvgPool'), name: label }),
  z.strictObject({ kind: z.literal('identity'), name: label }),
  z.strictObject({ kind: z.literal('zero'), name: label, stride: sideSchema.exactOptional() }),
  z.strictObject({ kind: z.literal('factorizedReduction'), name: label, filters: countSchema }),
  z.strictObject({ kind: z.literal('calibrateSize'), name: label, filters: countSchema }),
] as const;

/** Training hyperparameters that a space sets, each fixed or decided. */
export const trainingSchema = z.strictObject({
  learningRate: z.union([z.number().gt(0).max(10), ...chosen]).exactOptional(),
  batch: countSchema.exactOptional(),
  optimiser: z.union([z.enum(['adam', 'sgd']), ...chosen]).exactOptional(),
  dropout: rateSchema.exactOptional(),
  augmentation: z.union([z.enum(['none', 'shift', 'shift-flip']), ...chosen]).exactOptional(),
});
