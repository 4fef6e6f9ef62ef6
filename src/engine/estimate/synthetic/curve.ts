import { exp, log } from '../../core/exactMath';
import { CHANCE, type ChildFacts } from './landscape';

/** How learning rates act: x = learning rate / the landscape's best. */
export interface Pace {
  /** Epochs of progress that an epoch makes. */
  readonly speed: number;
  /** Part of what was learned that is lost to the size of the steps, as long as they have it. */
  readonly floor: number;
}

/** A child whose space leaves the learning rate to the run. */
export const STEADY: Pace = { speed: 1, floor: 0 };

/** Part of what can be learned that a learning rate without end would lose. */
const LARGEST_FLOOR = 0.1;
/** Beyond so many times the best rate training makes less progress, not more. */
const TOO_FAST = 4;

/**
 * speed = sqrt x up to x = 4, then 8 / x;  floor = 0.1 x / (1 + x): a high rate is fast and ends roughly, a low one is fine and slow, so
 * that one which falls beats every one that stays.
 */
export function paceOf(x: number): Pace {
  const speed = x <= TOO_FAST ? Math.sqrt(x) : (2 * TOO_FAST) / x;
  return { speed, floor: (LARGEST_FLOOR * x) / (1 + x) };
}

/**
 * Accuracy without noise after `progress` epochs' worth of training:
 *   0.1 + (ceiling - 0.1) (1 - exp(-(progress / tau)^0.7) - floor),  never below chance.
 */
export function accuracyAt(facts: ChildFacts, progress: number, floor: number): number {
  const gap = progress <= 0 ? 1 : exp(-exp(0.7 * log(progress / facts.tau)));
  return CHANCE + (facts.ceiling - CHANCE) * Math.max(0, 1 - gap - floor);
}
