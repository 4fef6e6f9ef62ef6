import { z } from 'zod';

/**
 * Hyperparameters and layers of a search space as plain JSON. The types are read off these schemas, so that a space written in code
 * and one written by hand are the same tree. Ranges that depend on a chosen value are checked when the child is built.
 */

/** Names of hyperparameters, modules, nodes and options: they stand in the canonical text, so no ',' and no '='. */
export const NAME_PATTERN = /^[A-Za-z][A-Za-z0-9_-]{0,39}$/;
export const nameSchema = z
  .string()
  .regex(NAME_PATTERN, 'a name starts with a letter and has up to 40 letters, digits, _ and -')
  .meta({ id: 'name', description: 'Starts with a letter; letters, digits, _ and -.' });

/** Longer lists of options are refused: they would be a decision that no strategy can tell apart. */
export const MAX_OPTIONS = 1000;
export const MAX_FORMULA = 400;

/** What a word may be in the canonical text. */
const wordSchema = z.string().regex(/^[^,=\s@][^,=@\n\r\t]{0,39}$/, 'a word has 1 to 40 characters, and no comma, = or @');
const finite = z.number().min(-1e12).max(1e12);
export const scalarSchema = z.union([finite, wordSchema, z.boolean()]);

const label = nameSchema.optional();

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
      step: z.number().int().min(1).max(1e9).optional(),
    }),
    z.strictObject({
      kind: z.literal('real'),
      name: label,
      min: finite,
      max: finite,
      scale: z.enum(['linear', 'log']).optional(),
      step: z.number().gt(0).max(1e12).optional(),
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

export const PADDINGS = ['same', 'valid'] as const;
export const ACTIVATIONS = ['relu', 'tanh', 'sigmoid', 'relu6', 'swish', 'none'] as const;
const paddingSchema = z.union([z.enum(PADDINGS), ...chosen]).optional();
const activationSchema = z.union([z.enum(ACTIVATIONS), ...chosen]);

const convolution = {
  kernel: sideSchema,
  stride: sideSchema.optional(),
  dilation: sideSchema.optional(),
  padding: paddingSchema,
  bias: flagSchema.optional(),
  activation: activationSchema.optional(),
};
const pooling = { name: label, size: sideSchema, stride: sideSchema.optional(), padding: paddingSchema };

/** One layer each; `name` stands in the names of its decisions and of its layers. */
export const LAYER_SCHEMAS = [
  z.strictObject({ kind: z.literal('conv2d'), name: label, filters: countSchema, ...convolution }),
  z.strictObject({ kind: z.literal('depthwiseConv2d'), name: label, multiplier: countSchema.optional(), ...convolution }),
  z.strictObject({ kind: z.literal('separableConv2d'), name: label, filters: countSchema, ...convolution }),
  z.strictObject({ kind: z.literal('maxPool'), ...pooling }),
  z.strictObject({ kind: z.literal('avgPool'), ...pooling }),
  z.strictObject({
    kind: z.literal('batchNorm'),
    name: label,
    momentum: numberSchema.optional(),
    epsilon: numberSchema.optional(),
  }),
  z.strictObject({
    kind: z.literal('dense'),
    name: label,
    units: countSchema,
    bias: flagSchema.optional(),
    activation: activationSchema.optional(),
  }),
  z.strictObject({ kind: z.literal('dropout'), name: label, rate: rateSchema }),
  z.strictObject({ kind: z.literal('relu'), name: label }),
  z.strictObject({ kind: z.literal('activation'), name: label, fn: activationSchema }),
  z.strictObject({ kind: z.literal('flatten'), name: label }),
  z.strictObject({ kind: z.literal('globalAvgPool'), name: label }),
  z.strictObject({ kind: z.literal('identity'), name: label }),
  z.strictObject({ kind: z.literal('zero'), name: label, stride: sideSchema.optional() }),
  z.strictObject({ kind: z.literal('factorizedReduction'), name: label, filters: countSchema }),
  z.strictObject({ kind: z.literal('calibrateSize'), name: label, filters: countSchema }),
] as const;

/** Training hyperparameters that a space sets, each fixed or decided. */
export const trainingSchema = z.strictObject({
  learningRate: z.union([z.number().gt(0).max(10), ...chosen]).optional(),
  batch: countSchema.optional(),
  optimiser: z.union([z.enum(['adam', 'sgd']), ...chosen]).optional(),
  dropout: rateSchema.optional(),
  augmentation: z.union([z.enum(['none', 'shift', 'shift-flip']), ...chosen]).optional(),
});
