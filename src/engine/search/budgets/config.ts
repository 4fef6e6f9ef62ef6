import { z } from 'zod';
import { count } from '../../core/schema';
import { BRACKET_RULES } from './brackets';

const epochs = count(1000);
const eta = z.number().int().min(2).max(1000);

/** What strategies over rungs share. */
const rungs = {
  /** Of the last rung. */
  maxEpochs: epochs,
  /** One of so many trials goes on from each rung. */
  eta,
  /** Trials that are promoted go on from their weights; false: they are trained again from initial weights, as without checkpoints. */
  resume: z.boolean(),
  /** At most so many of a rung are proposed together. */
  childrenPerEpisode: count(512),
};

export const successiveHalvingSchema = z.strictObject({
  id: z.literal('successive-halving'),
  /** n: trials of the first rung. */
  configurations: count(100_000),
  /** r: epochs of the first rung. */
  minEpochs: epochs,
  ...rungs,
  /** Begins another bracket with new configurations after the last rung. */
  repeat: z.boolean(),
});

export const hyperbandSchema = z.strictObject({
  id: z.literal('hyperband'),
  ...rungs,
  /** How fractions of trials and epochs are rounded: see hyperbandBrackets. */
  rule: z.enum(BRACKET_RULES),
  /** Begins with the first bracket again after the last. */
  repeat: z.boolean(),
});

export const ashaSchema = z.strictObject({
  id: z.literal('asha'),
  /** New configurations in all; null: no end. */
  configurations: count(1_000_000).nullable(),
  minEpochs: epochs,
  ...rungs,
});

export type SuccessiveHalvingConfig = z.infer<typeof successiveHalvingSchema>;
export type HyperbandConfig = z.infer<typeof hyperbandSchema>;
export type AshaConfig = z.infer<typeof ashaSchema>;

/** One bracket of the size of Hyperband's largest. */
export const SUCCESSIVE_HALVING_DEFAULTS: SuccessiveHalvingConfig = {
  id: 'successive-halving',
  configurations: 81,
  minEpochs: 1,
  maxEpochs: 81,
  eta: 3,
  resume: true,
  childrenPerEpisode: 27,
  repeat: false,
};

/** R and eta of Li et al. 2018, table 1. */
export const HYPERBAND_DEFAULTS: HyperbandConfig = {
  id: 'hyperband',
  maxEpochs: 81,
  eta: 3,
  resume: true,
  childrenPerEpisode: 27,
  rule: 'floor',
  repeat: false,
};

/** As many configurations as reach the last rung three times over. */
export const ASHA_DEFAULTS: AshaConfig = {
  id: 'asha',
  configurations: 243,
  minEpochs: 1,
  maxEpochs: 81,
  eta: 3,
  resume: true,
  childrenPerEpisode: 9,
};
