import { z } from 'zod';
import { log } from '../../core/exactMath';
import type { JsonValue } from '../../core/json';
import type { Rng } from '../../core/rng';
import { optionAt, sample } from '../../space/genotype';
import type { Choice, Decision, SearchSpace } from '../../space/types';
import { BatchStrategy, type Draft } from '../batchStrategy';
import { choicesOf, keyedSteps, walkOn } from '../bayesian/encoding';
import { parseState } from '../restore';
import type { Observation } from '../types';
import type { DensityView, StrategyView } from '../views';
import { axisOf } from './axis';
import type { TpeConfig } from './config';
import { type Child, Mixture, ownOf } from './parzen';

const memorySchema = z.array(z.tuple([z.array(z.number()), z.number()]));

/** In a view: most decisions, and places along a number. */
const VIEW_DECISIONS = 24;
const VIEW_PLACES = 41;

interface Known {
  readonly choices: readonly Choice[];
  readonly reward: number;
  readonly child: Child;
}

/** The good children's density and the others'. */
interface Split {
  readonly good: Mixture;
  readonly rest: Mixture;
}

/**
 * Tree-structured Parzen estimator: the children are split into a share gamma of good ones and the rest, a density is estimated for either, l and
 * g, candidates are drawn from l, and the one of the largest l / g is proposed, which maximises expected improvement. Bergstra et al. 2011, eqs. 2
 * and 3. docs/search-tpe.md.
 */
export class TpeStrategy extends BatchStrategy {
  private known: Known[] = [];
  /** Indices of known, the best reward first; equal rewards in their order. */
  private order: number[] = [];

  constructor(
    private readonly config: TpeConfig,
    private readonly space: SearchSpace,
    seed: number,
  ) {
    super('tpe', seed);
  }

  protected propose(rng: Rng): readonly Draft[] {
    const { childrenPerEpisode, initialChildren, multivariate } = this.config;
    const drafts: Draft[] = [];
    // Children of this batch that are not yet rewarded count among the rest: a batch spreads out.
    const pending: Child[] = [];
    while (drafts.length < childrenPerEpisode) {
      if (this.known.length === 0 || this.known.length + drafts.length < initialChildren) {
        drafts.push({ genotype: sample(this.space, rng), origin: { kind: 'random' } });
        continue;
      }
      const split = this.split(pending);
      const { choices, ratio } = multivariate ? this.whole(split, rng) : this.stepByStep(split, rng);
      drafts.push({ genotype: { space: this.space.id, choices }, origin: { kind: 'model', acquisition: ratio } });
      if (drafts.length < childrenPerEpisode) pending.push(this.childOf(choices));
    }
    return drafts;
  }

  protected learn(observations: readonly Observation[]): void {
    for (const { genotype, reward } of observations) this.remember(genotype.choices, reward);
  }

  protected memory(): JsonValue {
    return this.known.map(({ choices, reward }) => [choices, reward]);
  }

  protected recall(memory: JsonValue): void {
    const observations = parseState(memorySchema, memory ?? [], this.id);
    this.known = [];
    this.order = [];
    for (const [choices, reward] of observations) this.remember(choices, reward);
  }

  /** Both densities along the best child's decisions; null before there are any. */
  override view(): StrategyView | null {
    const best = this.known[this.order[0] ?? -1];
    if (best === undefined || this.known.length < this.config.initialChildren) return null;
    const { good, rest } = this.split([]);
    const steps = keyedSteps(this.space, best.choices).slice(0, VIEW_DECISIONS);
    const decisions = steps.map(({ key, decision }): DensityView => {
      const choices = viewChoices(decision);
      const share = decision.kind === 'categorical' ? decision.options.length : 1;
      const along = (mixture: Mixture): number[] => choices.map((choice) => mixture.density([{ key, decision, choice }]) / share);
      const places =
        decision.kind === 'categorical' ? [...decision.options] : choices.map((choice) => `${Number(choice.toPrecision(4))}`);
      return { decision: decision.name, places, good: along(good), rest: along(rest) };
    });
    return { kind: 'densities', decisions };
  }

  private childOf(choices: readonly Choice[]): Child {
    return new Map(keyedSteps(this.space, choices).map(({ key, decision, choice }) => [key, ownOf(decision, choice)]));
  }

  private remember(choices: readonly Choice[], reward: number): void {
    const index = this.known.length;
    this.known.push({ choices, reward, child: this.childOf(choices) });
    let [low, high] = [0, this.order.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.known[this.order[middle] ?? 0]?.reward ?? 0;
      if (other >= reward) low = middle + 1;
      else high = middle;
    }
    this.order.splice(low, 0, index);
  }

  private split(pending: readonly Child[]): Split {
    const { gamma, maxGood, priorWeight, weights } = this.config;
    const count = Math.min(maxGood, Math.ceil(gamma * this.known.length));
    const isGood = new Uint8Array(this.known.length);
    for (const i of this.order.slice(0, count)) isGood[i] = 1;
    const good: Child[] = [];
    const rest: Child[] = [];
    for (const [i, { child }] of this.known.entries()) (isGood[i] === 1 ? good : rest).push(child);
    rest.push(...pending);
    return { good: new Mixture(good, priorWeight, weights), rest: new Mixture(rest, priorWeight, weights) };
  }

  /** Candidates are whole walks, each along one kernel of l; l and g are mixtures of products over the walk's decisions. */
  private whole(split: Split, rng: Rng): { readonly choices: readonly Choice[]; readonly ratio: number } {
    let best: { readonly choices: readonly Choice[]; readonly ratio: number } | null = null;
    const scored = new Set<string>();
    for (let c = 0; c < this.config.candidates; c += 1) {
      const kernel = rng.categorical(split.good.weights);
      const walk = walkOn(this.space, [], (decision, key) => split.good.column(key, decision).draw(kernel, rng));
      const choices = choicesOf(walk);
      const text = choices.join(',');
      if (scored.has(text)) continue;
      scored.add(text);
      const ratio = log(split.good.density(walk)) - log(split.rest.density(walk));
      if (best === null || ratio > best.ratio) best = { choices, ratio };
    }
    return best ?? { choices: sample(this.space, rng).choices, ratio: 0 };
  }

  /** Every decision for itself, in the order of the walk: the children that have it, candidates from l, the largest l / g. */
  private stepByStep({ good, rest }: Split, rng: Rng): { readonly choices: readonly Choice[]; readonly ratio: number } {
    let total = 0;
    const walk = walkOn(this.space, [], (decision, key) => {
      const l = good.column(key, decision);
      let chosen: { readonly choice: Choice; readonly ratio: number } | null = null;
      const scored = new Set<Choice>();
      for (let c = 0; c < this.config.candidates; c += 1) {
        const choice = l.draw(rng.categorical(good.weights), rng);
        if (scored.has(choice)) continue;
        scored.add(choice);
        const step = [{ key, decision, choice }];
        const ratio = log(good.density(step)) - log(rest.density(step));
        if (chosen === null || ratio > chosen.ratio) chosen = { choice, ratio };
      }
      total += chosen?.ratio ?? 0;
      return chosen?.choice ?? 0;
    });
    return { choices: choicesOf(walk), ratio: total };
  }
}

function viewChoices(decision: Decision): readonly Choice[] {
  if (decision.kind === 'categorical') return decision.options.map((_, option) => option);
  const axis = axisOf(decision);
  if (axis.steps !== null && axis.steps <= VIEW_PLACES)
    return Array.from({ length: axis.steps }, (_, i) => optionAt(decision, i));
  return Array.from({ length: VIEW_PLACES }, (_, i) => axis.choice(i / (VIEW_PLACES - 1)));
}
