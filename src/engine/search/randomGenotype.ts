import { exp, log } from '../core/exactMath';
import type { Rng } from '../core/rng';
import type { Choice, Decision, Genotype, SearchSpace } from '../space/types';

/**
 * One choice, uniform: over the options, over min, min + step, ..., over [min, max) on a linear or a logarithmic scale;
 * a float with a step is rounded to the nearest min + i * step within the range.
 */
export function randomChoice(decision: Decision, rng: Rng): Choice {
  switch (decision.kind) {
    case 'categorical':
      return rng.int(decision.options.length);
    case 'int':
      return decision.min + decision.step * rng.int(Math.floor((decision.max - decision.min) / decision.step) + 1);
    case 'float': {
      const { min, max, scale, step } = decision;
      const u = rng.uniform();
      const value = scale === 'linear' ? min + u * (max - min) : exp(log(min) + u * (log(max) - log(min)));
      const clamped = Math.min(Math.max(value, min), max);
      if (step === undefined) return clamped;
      const whole = Math.min(Math.round((clamped - min) / step), Math.floor((max - min) / step));
      return min + whole * step;
    }
    default:
      return decision satisfies never;
  }
}

/**
 * A genotype drawn decision by decision, each uniform given those before it. Uniform over the genotypes where every
 * prefix is followed by as many of them (as in A_small), else not.
 */
export function randomGenotype(space: SearchSpace, rng: Rng): Genotype {
  const choices: Choice[] = [];
  for (let decision = space.next(choices); decision !== null; decision = space.next(choices)) {
    choices.push(randomChoice(decision, rng));
  }
  return { space: space.id, choices };
}
