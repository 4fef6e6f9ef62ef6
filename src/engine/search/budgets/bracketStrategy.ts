import { z } from 'zod';
import type { JsonValue } from '../../core/json';
import type { Rng } from '../../core/rng';
import type { SearchSpace } from '../../space/types';
import { BatchStrategy, type Draft } from '../batchStrategy';
import { parseState } from '../restore';
import type { Observation } from '../types';
import type { StrategyView } from '../views';
import { type Bracket, bracketEpochs, bracketTrials, halvingBracket, hyperbandBrackets } from './brackets';
import type { HyperbandConfig, SuccessiveHalvingConfig } from './config';
import { checkedLevels, checkOneHalving, drawNew, type RungTrial, ranked, rungDraft, rungTrialSchema, rungView } from './rungs';

const memorySchema = z.strictObject({
  /** Brackets of this round, as far as they are: rungs, as far as they are. A whole round stays until the next one's first rewards. */
  brackets: z.array(z.array(z.array(rungTrialSchema))),
});

interface Rules {
  readonly resume: boolean;
  readonly repeat: boolean;
  readonly childrenPerEpisode: number;
}

/** The first rung that is not full. */
interface Place {
  readonly b: number;
  readonly k: number;
  readonly bracket: Bracket;
  /** Trials told of it, and of the rung before. */
  readonly told: readonly RungTrial[];
  readonly before: readonly RungTrial[];
  readonly missing: number;
}

/**
 * Brackets one after another, each by successive halving: the first rung's configurations are drawn at random, each further rung takes
 * the best of the one before, as many as the plan has. A bracket draws no configuration twice as long as 20 draws find another.
 */
class BracketStrategy extends BatchStrategy {
  private brackets: RungTrial[][][] = [];

  constructor(
    id: string,
    private readonly plan: readonly Bracket[],
    private readonly rules: Rules,
    private readonly space: SearchSpace,
    seed: number,
  ) {
    super(id, seed);
  }

  override view(): StrategyView {
    const { plan } = this;
    const sum = (of: (bracket: Bracket) => number): number => plan.reduce((total, bracket) => total + of(bracket), 0);
    const told = this.brackets.reduce((total, rungs) => total + rungs.reduce((trials, rung) => trials + rung.length, 0), 0);
    const before = (this.trials - told) / sum(bracketTrials);
    return {
      kind: 'brackets',
      round: {
        number: before + 1,
        isComplete: this.firstFree() === null,
        repeats: this.rules.repeat,
        before: {
          resumed: before * sum((bracket) => bracketEpochs(bracket, true)),
          anew: before * sum((bracket) => bracketEpochs(bracket, false)),
        },
      },
      brackets: this.brackets.map((rungs, b) => ({
        bracket: this.plan[b]?.s ?? 0,
        rungs: rungs.map((trials, k) => {
          const planned = this.plan[b]?.rungs ?? [];
          const isFull = trials.length === planned[k]?.n;
          const promoted = isFull ? ranked(trials).slice(0, planned[k + 1]?.n ?? 0) : [];
          return rungView(planned[k]?.r ?? 0, trials, new Set(promoted.map(({ trial }) => trial)));
        }),
      })),
    };
  }

  protected propose(rng: Rng): readonly Draft[] {
    const place = this.place();
    if (place === null) return [];
    const { bracket, k, told, before, missing } = place;
    const count = Math.min(missing, this.rules.childrenPerEpisode);
    const levels = bracket.rungs.map(({ r }) => r);
    const stop = { bracket: bracket.s, rung: k, levels };
    if (k === 0) {
      const taken = new Set(told.map(({ arch }) => arch));
      return Array.from({ length: count }, () =>
        rungDraft(drawNew(this.space, taken, rng), { ...stop, parent: null }, this.rules.resume),
      );
    }
    return ranked(before)
      .slice(told.length, told.length + count)
      .map(({ trial, arch }) => rungDraft(this.space.parse(arch), { ...stop, parent: trial }, this.rules.resume));
  }

  protected learn(observations: readonly Observation[]): void {
    const place = this.place();
    if (place === null) return;
    if (this.firstFree() === null) this.brackets = [];
    const { b, k } = place;
    this.brackets[b] ??= [];
    const rungs = this.brackets[b];
    rungs[k] ??= [];
    rungs[k].push(...observations.map(({ trial, genotype, reward }) => ({ trial, arch: this.space.format(genotype), reward })));
  }

  protected memory(): JsonValue {
    return { brackets: structuredClone(this.brackets) };
  }

  protected recall(memory: JsonValue): void {
    this.brackets = parseState(memorySchema, memory, this.id).brackets;
  }

  /** Where the next trials belong: in a round that is whole nowhere, or at the start of the next round. */
  private place(): Place | null {
    return this.firstFree() ?? (this.rules.repeat ? firstFree(this.plan, []) : null);
  }

  private firstFree(): Place | null {
    return firstFree(this.plan, this.brackets);
  }
}

function firstFree(plan: readonly Bracket[], brackets: readonly (readonly (readonly RungTrial[])[])[]): Place | null {
  for (const [b, bracket] of plan.entries()) {
    for (const [k, { n }] of bracket.rungs.entries()) {
      const told = brackets[b]?.[k] ?? [];
      const missing = n - told.length;
      if (missing > 0) return { b, k, bracket, told, missing, before: brackets[b]?.[k - 1] ?? [] };
    }
  }
  return null;
}

/**
 * Successive halving: n configurations for r epochs each, the best 1 / eta of them for eta times as many, and so on.
 * Jamieson and Talwalkar 2016, algorithm 1, with epochs a rung in place of a total budget.
 */
export class SuccessiveHalvingStrategy extends BracketStrategy {
  /** LabError 'config' where the settings leave no bracket. */
  constructor(config: SuccessiveHalvingConfig, space: SearchSpace, seed: number) {
    const { configurations, minEpochs, maxEpochs, eta } = config;
    checkedLevels(config);
    super('successive-halving', [halvingBracket(configurations, minEpochs, maxEpochs, eta)], config, space, seed);
  }
}

/**
 * Hyperband: successive halving from many configurations of few epochs, then from fewer of more, down to some that are trained in full,
 * each bracket at about the same cost. Li et al. 2018, algorithm 1; the sizes are those of hyperbandBrackets.
 */
export class HyperbandStrategy extends BracketStrategy {
  /** LabError 'config' where maxEpochs is smaller than eta. */
  constructor(config: HyperbandConfig, space: SearchSpace, seed: number) {
    const { maxEpochs, eta, rule } = config;
    checkOneHalving(maxEpochs, eta);
    super('hyperband', hyperbandBrackets(maxEpochs, eta, rule), config, space, seed);
  }
}
