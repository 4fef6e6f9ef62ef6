import { type AnytimeCurve, anytimeCurve } from '../analysis/anytime';
import { fromPlainError } from '../core/errors';
import type { RunConfig } from './config';
import type { BestChild, EpisodeSummary } from './events';
import { Simulation, type SimulationDeps } from './simulate';

/** What one run came to, for comparisons with others. */
export interface RunOutcome {
  readonly best: BestChild;
  /** Mean reward over the last 20 episodes: the paper's rolling window. */
  readonly final: number;
  /** Mean reward over all episodes. */
  readonly area: number;
  readonly children: number;
  /** Trained or looked up, each once. */
  readonly epochs: number;
  /** Best reward so far after so many children, and after so many epochs. */
  readonly byChildren: AnytimeCurve;
  readonly byEpochs: AnytimeCurve;
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

/**
 * The outcome of a run that trains nothing, as fast as its strategy. onSlice is awaited whenever so many milliseconds and the episode
 * under way are over: to draw, to let messages in, to stop by throwing. Rejects as Simulation does.
 */
export async function simulateOutcome(
  config: RunConfig,
  deps: SimulationDeps,
  onSlice: (episodes: number) => Promise<void>,
  sliceMs = SLICE_MS,
): Promise<RunOutcome> {
  const simulation = await Simulation.open(config, deps);
  const recorder = new OutcomeRecorder();
  try {
    for (;;) {
      const { from, episodes, series, best, reason, error } = await simulation.next(sliceMs);
      for (let i = 0; i < episodes; i += 1) {
        recorder.add({
          mean: series.mean[i] ?? Number.NaN,
          bestReward: series.bestReward[i] ?? Number.NaN,
          children: series.children[i] ?? 0,
          epochs: series.epochs[i] ?? 0,
        });
      }
      if (error !== null) throw fromPlainError(error);
      if (reason !== null && best !== null) return recorder.outcome(best);
      await onSlice(from + episodes);
    }
  } finally {
    simulation.dispose();
  }
}
