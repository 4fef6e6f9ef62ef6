import type { QLearningConfig } from './config';

/** MetaQNN's schedule: models trained at each epsilon, 2700 in all. Baker et al. 2017, table 2. */
const STAIRS: readonly (readonly [epsilon: number, models: number])[] = [
  [1, 1500],
  [0.9, 100],
  [0.8, 100],
  [0.7, 100],
  [0.6, 150],
  [0.5, 150],
  [0.4, 150],
  [0.3, 150],
  [0.2, 150],
  [0.1, 150],
];
const STAIRS_MODELS = STAIRS.reduce((sum, [, models]) => sum + models, 0);

type Schedule = Pick<QLearningConfig, 'exploration' | 'explorationChildren' | 'leastEpsilon'>;

/**
 * Epsilon of the child that comes after `children` others. Linear: 1 - (1 - least) children / n. Stairs: MetaQNN's, n children long instead of 2700 and
 * never below `least`. After n children: `least`.
 */
export function epsilonAt({ exploration, explorationChildren, leastEpsilon }: Schedule, children: number): number {
  if (children >= explorationChildren) return leastEpsilon;
  if (exploration === 'linear') return 1 - ((1 - leastEpsilon) * children) / explorationChildren;
  let models = (children / explorationChildren) * STAIRS_MODELS;
  for (const [epsilon, length] of STAIRS) {
    if (models < length) return Math.max(leastEpsilon, epsilon);
    models -= length;
  }
  return leastEpsilon;
}
