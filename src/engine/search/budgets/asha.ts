import { z } from 'zod';
import type { JsonValue } from '../../core/json';
import type { Rng } from '../../core/rng';
import type { SearchSpace } from '../../space/types';
import { BatchStrategy, type Draft } from '../batchStrategy';
import { parseState } from '../restore';
import type { Observation } from '../types';
import type { StrategyView } from '../views';
import type { AshaConfig } from './config';
import { checkedLevels, drawNew, ranked, rungDraft, rungTrialSchema, rungView } from './rungs';

const trialSchema = rungTrialSchema.extend({ promoted: z.boolean() });
const memorySchema = z.strictObject({ rungs: z.array(z.array(trialSchema)) });

type Trial = z.infer<typeof trialSchema>;

/**
 * Asynchronous successive halving: whoever asks for work gets, from the highest rung down, the best trial that is among the best
 * 1 / eta of its rung's results so far and was not promoted yet; where there is none, a new configuration at the lowest rung. No rung
 * waits to be full. Li et al. 2020, "A System for Massively Parallel Hyperparameter Tuning", algorithm 2.
 * Deviation: work is given out `childrenPerEpisode` jobs at a time before any of their results is known, in place of whenever a
 * worker is free, so that the search is the same for any number of workers.
 */
export class AshaStrategy extends BatchStrategy {
  private rungs: Trial[][] = [];
  private readonly levels: readonly number[];

  /** LabError 'config' where the settings leave no two rungs, or too few configurations for the last. */
  constructor(
    private readonly config: AshaConfig,
    private readonly space: SearchSpace,
    seed: number,
  ) {
    super('asha', seed);
    this.levels = checkedLevels(config);
  }

  override view(): StrategyView {
    const rungs = this.rungs.map((trials, k) => {
      const promoted = trials.flatMap((one) => (one.promoted ? [one.trial] : []));
      return rungView(this.levels[k] ?? 0, trials, new Set(promoted));
    });
    return { kind: 'brackets', brackets: [{ bracket: this.levels.length - 1, rungs }], round: null };
  }

  protected propose(rng: Rng): readonly Draft[] {
    const { childrenPerEpisode, configurations, resume } = this.config;
    const { levels, rungs } = this;
    const bracket = levels.length - 1;
    const waiting = this.promotable();
    const taken = new Set(rungs[0]?.map(({ arch }) => arch));
    let drawn = rungs[0]?.length ?? 0;
    const drafts: Draft[] = [];
    while (drafts.length < childrenPerEpisode) {
      const next = waiting.shift();
      if (next !== undefined) {
        const { rung, trial, arch } = next;
        drafts.push(rungDraft(this.space.parse(arch), { bracket, rung: rung + 1, levels, parent: trial }, resume));
      } else if (configurations === null || drawn < configurations) {
        drafts.push(rungDraft(drawNew(this.space, taken, rng), { bracket, rung: 0, levels, parent: null }, resume));
        drawn += 1;
      } else break;
    }
    return drafts;
  }

  protected learn(observations: readonly Observation[]): void {
    // What is promoted was decided by the results before these: the same in the same order.
    const promotions = this.promotable();
    for (const { trial, genotype, reward, origin } of observations) {
      if (origin?.kind !== 'rung') throw new RangeError(`asha: trial ${trial} is of no rung`);
      if (origin.rung > 0) {
        const parent = promotions.shift();
        const found = this.rungs[origin.rung - 1]?.find((one) => one.trial === parent?.trial);
        if (found === undefined) throw new RangeError(`asha: trial ${trial} was promoted from nowhere`);
        found.promoted = true;
      }
      this.rungs[origin.rung] ??= [];
      this.rungs[origin.rung]?.push({ trial, arch: this.space.format(genotype), reward, promoted: false });
    }
  }

  protected memory(): JsonValue {
    return { rungs: structuredClone(this.rungs) };
  }

  protected recall(memory: JsonValue): void {
    this.rungs = parseState(memorySchema, memory, this.id).rungs;
  }

  /** Trials that may go on, highest rung first, best first. */
  private promotable(): (Trial & { readonly rung: number })[] {
    const found: (Trial & { readonly rung: number })[] = [];
    for (let rung = this.levels.length - 2; rung >= 0; rung -= 1) {
      const trials = this.rungs[rung] ?? [];
      const best = ranked(trials).slice(0, Math.floor(trials.length / this.config.eta));
      found.push(...best.filter(({ promoted }) => !promoted).map((trial) => ({ ...trial, rung })));
    }
    return found;
  }
}
