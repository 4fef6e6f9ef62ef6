import { exp, log } from '../../core/exactMath';
import { optionAt, optionCount } from '../../space/genotype';
import type { Choice, Decision } from '../../space/types';

export type Numeric = Exclude<Decision, { kind: 'categorical' }>;

/**
 * A numeric decision as the interval 0..1 on its own scale. A number with steps owns the half step about it on either side, so that all steps
 * have equal shares of a linear axis.
 */
export interface Axis {
  /** Null: continuous. */
  readonly steps: number | null;
  /** 0..1 of a choice. */
  place(choice: Choice): number;
  /** The choice at a place; the nearest step. */
  choice(place: number): Choice;
  /** The places that belong to a step: [choice - step / 2, choice + step / 2]. */
  cell(choice: Choice): readonly [number, number];
}

export function axisOf(decision: Numeric): Axis {
  const { min, max } = decision;
  const isLog = decision.kind === 'float' && decision.scale === 'log';
  const steps = optionCount(decision);
  const half = steps === null ? 0 : (decision.step ?? 1) / 2;
  // A logarithm's first cell may not reach 0.
  const low = isLog ? Math.max(min - half, min / 2) : min - half;
  const high = (steps === null ? max : optionAt(decision, steps - 1)) + half;
  const to = (value: number): number => (isLog ? log(value) : value);
  const from = to(low);
  const span = to(high) - from;
  const place = (value: number): number => (span > 0 ? (to(Math.max(low, value)) - from) / span : 0.5);
  return {
    steps,
    place,
    choice(at) {
      const raw = from + Math.min(1, Math.max(0, at)) * span;
      const value = isLog ? exp(raw) : raw;
      if (steps === null) return Math.min(max, Math.max(min, value));
      return optionAt(decision, Math.min(steps - 1, Math.max(0, Math.round((value - min) / (2 * half)))));
    },
    cell: (choice) => [place(choice - half), place(choice + half)],
  };
}
