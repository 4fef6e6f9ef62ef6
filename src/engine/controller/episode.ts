import { LabError } from '../core/errors';
import { log } from '../core/exactMath';
import type { Rng } from '../core/rng';
import type { Genotype, SearchSpace } from '../space/types';
import type { ControllerSettings } from './config';
import { genotypeOf, type PolicyDecision } from './decisions';
import { COMPLETION_GROUP, type FaultId } from './faults';
import type { PolicyNetwork } from './types';

/** An episode of children as the policy drew them. */
export interface EpisodeDraw {
  readonly genotypes: readonly Genotype[];
  /** [children][decisions] */
  readonly actions: readonly (readonly number[])[];
  /** [children]: log-probability when sampled, as the loss takes it. */
  readonly logProbs: Float64Array;
  /** [children][decisions]: what was drawn; fault 2 makes other children's actions of it. */
  readonly sampled: readonly (readonly number[])[];
  /** [children][decisions]: the uniform numbers that chose, in [0, 1). */
  readonly uniforms: readonly (readonly number[])[];
  /** [children]: drawn uniformly instead of by the policy. */
  readonly explores: readonly boolean[];
}

/**
 * An episode by inversion: child i takes at decision t the option in which its own uniform number falls. The numbers are drawn
 * child by child, so the stream does not depend on how the distributions are batched.
 * With `exploration` a child is uniform with that probability; with sampling 'argmax' the others take the most probable options.
 */
export async function drawEpisode(
  network: PolicyNetwork,
  space: SearchSpace,
  decisions: readonly PolicyDecision[],
  settings: ControllerSettings,
  rng: Rng,
): Promise<EpisodeDraw> {
  const { childrenPerEpisode: children, exploration, sampling, faults } = settings;
  const explores: boolean[] = [];
  const uniforms: number[][] = [];
  const drawn: number[][] = [];
  for (let i = 0; i < children; i += 1) {
    explores.push(exploration > 0 && rng.uniform() < exploration);
    const own: number[] = [];
    for (let t = 0; t < decisions.length; t += 1) own.push(rng.uniform());
    uniforms.push(own);
    drawn.push([]);
  }
  const sampled = new Float64Array(children);
  for (let t = 0; t < decisions.length; t += 1) {
    const { count } = decisions[t] as PolicyDecision;
    const distributions = await network.conditionals(t, drawn);
    for (let i = 0; i < children; i += 1) {
      const probs = distributions[i] as Float64Array;
      const u = uniforms[i]?.[t] as number;
      const option = explores[i] ? Math.floor(u * count) : sampling === 'argmax' ? mostProbable(probs) : invert(probs, u);
      sampled[i] = (sampled[i] as number) + log(probs[option] ?? 0);
      drawn[i]?.push(option);
    }
  }
  const actions = faults.includes('time-major-view') ? timeMajorView(drawn, decisions) : drawn;
  const logProbs = faults.length === 0 ? sampled : await network.logProbs(actions, faults);
  const genotypes = actions.map((path) => genotypeOf(space, decisions, path));
  return { genotypes, actions, logProbs, sampled: drawn, uniforms, explores };
}

/** The first option whose cumulated probability exceeds u; the last possible one takes the rounding's rest. */
function invert(probs: Float64Array, u: number): number {
  let rest = u;
  let last = 0;
  for (let option = 0; option < probs.length; option += 1) {
    const p = probs[option] ?? 0;
    if (p <= 0) continue;
    last = option;
    rest -= p;
    if (rest < 0) return option;
  }
  return last;
}

function mostProbable(probs: Float64Array): number {
  return probs.reduce((best, p, option) => (p > (probs[best] ?? 0) ? option : best), 0);
}

/** Fault 2: [decisions, children] in one row, cut into rows of as many as there are decisions. */
function timeMajorView(drawn: readonly (readonly number[])[], decisions: readonly PolicyDecision[]): number[][] {
  const counts = new Set(decisions.map(({ count }) => count));
  if (counts.size > 1) {
    throw new LabError(
      'config',
      `strategy.faults: 'time-major-view' moves options between decisions, which have ${[...counts].join(', ')} options here.`,
      "Take 'time-major-view' out of strategy.faults, or choose a space whose decisions have equally many options.",
    );
  }
  const flat = decisions.flatMap((_, t) => drawn.map((path) => path[t] ?? 0));
  return drawn.map((_, i) => flat.slice(i * decisions.length, (i + 1) * decisions.length));
}

/**
 * The reward that each child is credited with: its own, or with fault 8 that of another of the ten that were trained side by side
 * (an order drawn from `rng`, for how long a child takes is not the strategy's to know).
 */
export function creditedRewards(rewards: readonly number[], faults: readonly FaultId[], rng: Rng): readonly number[] {
  if (!faults.includes('completion-order')) return rewards;
  const credited: number[] = [];
  for (let from = 0; from < rewards.length; from += COMPLETION_GROUP) {
    credited.push(...rng.shuffle(rewards.slice(from, from + COMPLETION_GROUP)));
  }
  return credited;
}
