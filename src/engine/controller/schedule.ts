import { cos, exp, log } from '../core/exactMath';
import type { ScheduleConfig } from './config';

/**
 * A setting after `episode` episodes, u = min(1, episode / episodes):
 *   constant: start     linear: start (1 + (to - 1) u)     exponential: start to^u
 *   cosine:   start (to + (1 - to) (1 + cos(pi u)) / 2)    (Loshchilov and Hutter 2017, eq. 5, one period)
 */
export function scheduled(start: number, { kind, to, episodes }: ScheduleConfig, episode: number): number {
  const u = Math.min(1, episode / episodes);
  switch (kind) {
    case 'constant':
      return start;
    case 'linear':
      return start * (1 + (to - 1) * u);
    case 'exponential':
      return start * exp(u * log(to));
    case 'cosine':
      return start * (to + ((1 - to) * (1 + cos(Math.PI * u))) / 2);
    default:
      return kind satisfies never;
  }
}
