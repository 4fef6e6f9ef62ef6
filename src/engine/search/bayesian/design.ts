import { exp, log } from '../../core/exactMath';
import type { Rng } from '../../core/rng';
import { optionAt, optionCount, sample } from '../../space/genotype';
import type { Choice, Decision, SearchSpace } from '../../space/types';

/** A decision's choice at a quantile 0 <= u < 1 of its uniform distribution, on its scale. */
export function choiceAt(decision: Decision, u: number): Choice {
  const count = optionCount(decision);
  if (count !== null) return optionAt(decision, Math.min(count - 1, Math.floor(u * count)));
  if (decision.kind !== 'float') return 0;
  const { min, max, scale } = decision;
  const value = scale === 'log' ? exp(log(min) + u * (log(max) - log(min))) : min + u * (max - min);
  return Math.min(max, Math.max(min, value));
}

/**
 * Latin hypercube: along every position of the walks the n genotypes take one quantile each of the n strata [i / n, (i + 1) / n), in a
 * random order of their own. McKay, Beckman and Conover 1979. In a space whose decisions depend on earlier choices a position's decision
 * differs between genotypes; its quantiles are spread all the same.
 */
export function latinHypercube(space: SearchSpace, n: number, rng: Rng): (readonly Choice[])[] {
  const strata: Int32Array[] = [];
  const stratum = (position: number): Int32Array => {
    const known = strata[position];
    if (known !== undefined) return known;
    const order = rng.shuffle(Int32Array.from({ length: n }, (_, i) => i));
    strata[position] = order;
    return order;
  };
  return Array.from({ length: n }, (_, i) => {
    const choices: Choice[] = [];
    for (let decision = space.next(choices); decision !== null; decision = space.next(choices)) {
      const place = (stratum(choices.length)[i] ?? 0) + rng.uniform();
      choices.push(choiceAt(decision, place / n));
    }
    return choices;
  });
}

export function initialDesign(
  space: SearchSpace,
  kind: 'latin-hypercube' | 'random',
  n: number,
  rng: Rng,
): (readonly Choice[])[] {
  if (kind === 'latin-hypercube') return latinHypercube(space, n, rng);
  return Array.from({ length: n }, () => sample(space, rng).choices);
}
