import { z } from 'zod';
import { count } from '../../core/schema';

export const tpeSchema = z.strictObject({
  id: z.literal('tpe'),
  childrenPerEpisode: count(512),
  /** Uniform children before the first densities. */
  initialChildren: count(1000),
  /** Share of the children that is good, and the most of them. */
  gamma: z.number().gt(0).max(0.5),
  maxGood: count(1000),
  /** Genotypes drawn from the good density; the one of the largest ratio is proposed. */
  candidates: count(1000),
  /** Weight of the uniform prior, in children. */
  priorWeight: z.number().gt(0).max(100),
  /** 'recent': the last 25 children count 1 each, those before them less the older they are; 'equal': 1 each. */
  weights: z.enum(['recent', 'equal']),
  /** One density over whole genotypes; false: one for every decision, as first published. */
  multivariate: z.boolean(),
});

export type TpeConfig = z.infer<typeof tpeSchema>;

/**
 * The settings of Optuna's sampler, with which it is compared: a tenth good, at most 25, ten children first, 24 candidates. Deviation from
 * Bergstra et al. 2011: one density over whole genotypes (Falkner et al. 2018), which finds twice as good points here (docs/search-tpe.md).
 */
export const TPE_DEFAULTS: TpeConfig = {
  id: 'tpe',
  childrenPerEpisode: 1,
  initialChildren: 10,
  gamma: 0.1,
  maxGood: 25,
  candidates: 24,
  priorWeight: 1,
  weights: 'recent',
  multivariate: true,
};
