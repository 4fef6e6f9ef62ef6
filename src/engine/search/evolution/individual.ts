import { z } from 'zod';
import type { Rng } from '../../core/rng';
import type { SearchSpace } from '../../space/types';
import type { Observation } from '../types';
import type { StrategyView } from '../views';

/** One of a population. `born`: observations before it. */
export const individualSchema = z.strictObject({
  arch: z.string(),
  trial: z.number().int().min(0),
  reward: z.number(),
  born: z.number().int().min(0),
});
export type Individual = z.infer<typeof individualSchema>;

export function individualOf(space: SearchSpace, { trial, genotype, reward }: Observation): Individual {
  return { arch: space.format(genotype), trial, reward, born: trial };
}

/** The best of `size` members drawn with replacement; the first drawn of equals. */
export function tournament(members: readonly Individual[], size: number, rng: Rng): Individual {
  let best = members[rng.int(members.length)] as Individual;
  for (let i = 1; i < size; i += 1) {
    const other = members[rng.int(members.length)] as Individual;
    if (other.reward > best.reward) best = other;
  }
  return best;
}

/** Members that a view shows. */
const SHOWN = 200;

export function populationView(members: readonly Individual[], now: number): StrategyView {
  return {
    kind: 'population',
    members: members.slice(0, SHOWN).map(({ trial, arch, reward, born }) => ({ trial, arch, reward, age: now - born })),
  };
}
