import type { FaultId } from './faults';

/** Which of the loss's faults are on. */
export interface JointRule {
  /** log p(a) is the product of the decisions' log-probabilities, not their sum (fault 1a). */
  readonly product: boolean;
  /** All of them are read from the first decision's head (fault 3). */
  readonly firstHead: boolean;
}

export function jointRule(faults: readonly FaultId[] = []): JointRule {
  return { product: faults.includes('product-log-prob'), firstHead: faults.includes('first-head') };
}

/** log p(a) of a genotype from its decisions' log-probabilities: their sum, or with fault 1a their product. */
export function jointLogProb(terms: ArrayLike<number>, { product }: JointRule): number {
  let joint = product ? 1 : 0;
  for (let t = 0; t < terms.length; t += 1) joint = product ? joint * (terms[t] as number) : joint + (terms[t] as number);
  return joint;
}

/** d log p(a) / d terms[t]: 1, or with fault 1a the product of the others. */
export function jointSlope(terms: ArrayLike<number>, t: number, { product }: JointRule): number {
  if (!product) return 1;
  let others = 1;
  for (let i = 0; i < terms.length; i += 1) if (i !== t) others *= terms[i] as number;
  return others;
}
