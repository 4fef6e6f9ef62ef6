import { z } from 'zod';
import { count } from '../../core/schema';

export const bayesianSchema = z.strictObject({
  id: z.literal('bayesian'),
  childrenPerEpisode: count(64),
  /** What predicts rewards. */
  surrogate: z.enum(['gp', 'random-forest']),
  /** What is maximised over the space: expected improvement, probability of improvement, upper confidence bound. */
  acquisition: z.enum(['ei', 'pi', 'ucb']),
  /** Improvement asked for by EI and PI, in standard deviations of the rewards seen. */
  xi: z.number().min(0).max(10),
  /** Standard deviations above the mean, of UCB. */
  kappa: z.number().min(0).max(100),
  /** Of the Gaussian process. */
  kernel: z.enum(['matern52', 'rbf']),
  /** Children before the first model. */
  initialChildren: count(1000),
  initialDesign: z.enum(['latin-hypercube', 'random']),
  /** What a batch takes a child that is not yet rewarded for: the model's mean, or the least reward seen. */
  pending: z.enum(['kriging-believer', 'constant-liar']),
  /** Of the forest. */
  trees: z.number().int().min(2).max(200),
  /** Most points a model is fitted to: the best half and the latest. */
  maxPoints: z.number().int().min(10).max(500),
  /** Whether a genotype may be proposed again. */
  repeats: z.boolean(),
});

export type BayesianConfig = z.infer<typeof bayesianSchema>;

export const BAYESIAN_DEFAULTS: BayesianConfig = {
  id: 'bayesian',
  childrenPerEpisode: 1,
  surrogate: 'gp',
  acquisition: 'ei',
  xi: 0,
  kappa: 2,
  kernel: 'matern52',
  initialChildren: 10,
  initialDesign: 'latin-hypercube',
  pending: 'kriging-believer',
  trees: 10,
  maxPoints: 150,
  repeats: false,
};
