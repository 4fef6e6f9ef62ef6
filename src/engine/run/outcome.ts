import { type AnytimeCurve, anytimeCurve } from '../analysis/anytime';
import { fromPlainError } from '../core/errors';
import { canonicalJson, stableHash } from '../core/json';
import type { Budget, Measurement } from '../core/measurement';
import { answersAtOnce } from '../estimate/config';
import type { EstimateHooks, Estimator } from '../estimate/types';
import type { RewardFunction } from '../reward/types';
import type { Genotype } from '../space/types';
import type { RunConfig } from './config';
import type { BestChild, EpisodeSummary } from './events';
import { rewardsOf } from './rewarding';
import { Simulation, type SimulationDeps } from './simulate';

/** What one run came to, for comparisons with others. */
export interface RunOutcome {
  /** The child of the largest reward; its own reward is without noise where the estimator knows it (Estimator.quiet). */
  readonly best: BestChild;
  /** Mean reward over the last 20 episodes: the paper's rolling window. */
  readonly final: number;
  /** Mean reward over all episodes. */
  readonly area: number;
  readonly children: number;
  /** Trained or looked up, each once. */
  readonly epochs: number;
  /** Reward of the best child so far after so many children, and after so many epochs: as of `best`. */
  readonly byChildren: AnytimeCurve;
  readonly byEpochs: AnytimeCurve;
}

/**
 * The name by which an outcome is kept: the config's, and where its best child is judged without noise another than it had when it was
 * judged with it.
 */
export function outcomeKey(config: RunConfig): string {
  const { estimator } = config;
  const isNoisy = answersAtOnce(estimator) && estimator.noise !== 0 && estimator.noise !== 'mean';
  return stableHash(canonicalJson(isNoisy ? { ...config, judged: 'without noise' } : config));
}

const WINDOW = 20;

const meanOf = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

/** Sums a run up while it goes on: its episodes are added in order. */
export class OutcomeRecorder {
  private readonly means: number[] = [];
  private readonly best: number[] = [];
  private readonly children: number[] = [];
  private readonly epochs: number[] = [];

  add(episode: Pick<EpisodeSummary, 'mean' | 'bestReward' | 'children' | 'epochs'>): void {
    this.means.push(episode.mean);
    this.best.push(episode.bestReward);
    this.children.push(episode.children);
    this.epochs.push(episode.epochs ?? 0);
  }

  /** RangeError where no episode was added. */
  outcome(best: BestChild): RunOutcome {
    const { means, children, epochs } = this;
    if (means.length === 0) throw new RangeError('OutcomeRecorder: no episode');
    return {
      best,
      final: meanOf(means.slice(-WINDOW)),
      area: meanOf(means),
      children: children.at(-1) ?? 0,
      epochs: epochs.at(-1) ?? 0,
      byChildren: anytimeCurve(children, this.best),
      byEpochs: anytimeCurve(epochs, this.best),
    };
  }
}

const SLICE_MS = 100;

interface Asked {
  readonly genotype: Genotype;
  readonly budget: Budget;
}

/**
 * Values the child that a search recommends, its best so far, by what its estimator knows of it without noise, at the same training: the
 * largest of many noisy rewards lies above what the child is worth.
 */
class QuietJudge {
  private readonly asked = new WeakMap<Measurement, Asked>();
  /** The latest child and what it is worth: the same one is asked for after every episode. */
  private last: { readonly of: Measurement; readonly worth: BestChild } | null = null;

  private constructor(
    private readonly estimator: Estimator,
    private readonly quiet: Estimator,
    private readonly reward: RewardFunction,
  ) {}

  /** Null where the estimator has no noise, or knows nothing without it. Rejects as deps.makeReward. */
  static async open(config: RunConfig, { estimator, makeReward }: SimulationDeps): Promise<QuietJudge | null> {
    const { quiet = null } = estimator;
    return quiet === null ? null : new QuietJudge(estimator, quiet, await makeReward(config.reward));
  }

  /** The run's estimator, whose answers this remembers the questions of. */
  get listening(): Estimator {
    const { estimator, asked } = this;
    return Object.create(estimator, {
      estimate: {
        value: async (genotype: Genotype, budget: Budget, hooks: EstimateHooks): Promise<Measurement> => {
          const measurement = await estimator.estimate(genotype, budget, hooks);
          asked.set(measurement, { genotype, budget });
          return measurement;
        },
      },
    });
  }

  async worth(best: BestChild): Promise<BestChild> {
    const { last, asked, quiet, estimator } = this;
    if (last?.of === best.measurement) return last.worth;
    const question = asked.get(best.measurement);
    if (question === undefined) throw new RangeError(`QuietJudge: ${best.arch} was never asked for`);
    const measurement = await quiet.estimate(question.genotype, question.budget, { signal: NEVER });
    const context = { episode: 1, trial: 0, bestReward: null, classes: estimator.classes };
    const [reward = Number.NaN] = await rewardsOf(this.reward, [{ measurement, context }]);
    const worth = { arch: best.arch, reward, measurement };
    this.last = { of: best.measurement, worth };
    return worth;
  }

  dispose(): void {
    this.reward.dispose();
  }
}

/** What is known without noise is there at once. */
const NEVER = new AbortController().signal;

/**
 * The outcome of a run that trains nothing, as fast as its strategy; where the estimator's noise is known, its best child and its curves
 * are without it. onSlice is awaited whenever so many milliseconds and the episode under way are over: to draw, to let messages in,
 * to stop by throwing. Rejects as Simulation does.
 */
export async function simulateOutcome(
  config: RunConfig,
  deps: SimulationDeps,
  onSlice: (episodes: number) => Promise<void>,
  sliceMs = SLICE_MS,
): Promise<RunOutcome> {
  const judge = await QuietJudge.open(config, deps);
  try {
    const simulation = await Simulation.open(config, judge === null ? deps : { ...deps, estimator: judge.listening });
    try {
      return await play(simulation, judge, deps.now, onSlice, sliceMs);
    } finally {
      simulation.dispose();
    }
  } finally {
    judge?.dispose();
  }
}

async function play(
  simulation: Simulation,
  judge: QuietJudge | null,
  now: () => number,
  onSlice: (episodes: number) => Promise<void>,
  sliceMs: number,
): Promise<RunOutcome> {
  const recorder = new OutcomeRecorder();
  let heard = now();
  for (;;) {
    // A judge looks at the best child after every episode.
    const { from, episodes, series, best, reason, error } = await simulation.next(judge === null ? sliceMs : 0);
    const worth = judge === null || best === null ? best : await judge.worth(best);
    for (let i = 0; i < episodes; i += 1) {
      recorder.add({
        mean: series.mean[i] ?? Number.NaN,
        bestReward: (judge === null ? series.bestReward[i] : worth?.reward) ?? Number.NaN,
        children: series.children[i] ?? 0,
        epochs: series.epochs[i] ?? 0,
      });
    }
    if (error !== null) throw fromPlainError(error);
    if (reason !== null && worth !== null) return recorder.outcome(worth);
    if (now() - heard < sliceMs) continue;
    await onSlice(from + episodes);
    heard = now();
  }
}
