import type { PlainError } from '../../engine/core/errors';
import type { EpochReport, Measurement, TrainProgress } from '../../engine/core/measurement';
import type { EpisodeSummary, RunEvent, StopReason } from '../../engine/run/events';
import type { UpdateReport } from '../../engine/search/types';
import type { StrategyView } from '../../engine/search/views';

export interface LogEntry {
  readonly id: number;
  readonly level: 'info' | 'warning' | 'error';
  readonly episode: number;
  readonly message: string;
  readonly remedy: string | null;
}

/** The child that was measured last. */
export interface LastChild {
  readonly trial: number;
  readonly episode: number;
  readonly arch: string;
  readonly reward: number;
  readonly measurement: Measurement;
  readonly cached: boolean;
}

/** A child under training, as far as it has come. */
export interface TrainingChild {
  readonly trial: number;
  readonly arch: string;
  readonly progress: TrainProgress | null;
  readonly epochs: readonly EpochReport[];
}

export interface DoneReport {
  readonly reason: StopReason;
  readonly wallMs: number;
}

/** What the page knows of a run besides its series: small, immutable, and a pure function of the run's events. */
export interface RunView {
  /** The last episode's sums; null before the first. */
  readonly summary: EpisodeSummary | null;
  readonly counts: { readonly episodes: number; readonly children: number; readonly unique: number };
  readonly best: { readonly arch: string; readonly reward: number } | null;
  /** Trials of the episode in flight, in proposal order. */
  readonly proposed: readonly { readonly trial: number; readonly arch: string }[];
  /** Children of the episode in flight that have been scored. */
  readonly scored: number;
  readonly lastChild: LastChild | null;
  /** Children under training, by order of start; empty in table mode. */
  readonly training: readonly TrainingChild[];
  /** How the strategy thinks, as last heard; null where it has no view, or none yet. */
  readonly thought: { readonly episode: number; readonly view: StrategyView } | null;
  readonly lastUpdate: (UpdateReport & { readonly step: number }) | null;
  /** As the reward in force is written; null until the run has said so. */
  readonly formula: string | null;
  /** Episodes completed since the reward in force was applied. */
  readonly episodesOnReward: number;
  readonly resumedAtEpisode: number;
  readonly done: DoneReport | null;
  /** Why the run paused by itself; null once it goes on. */
  readonly pauseError: PlainError | null;
  readonly log: readonly LogEntry[];
  readonly nextLogId: number;
}

const LOG_LIMIT = 200;

export const EMPTY_RUN: RunView = {
  summary: null,
  counts: { episodes: 0, children: 0, unique: 0 },
  best: null,
  proposed: [],
  scored: 0,
  lastChild: null,
  training: [],
  thought: null,
  lastUpdate: null,
  formula: null,
  episodesOnReward: 0,
  resumedAtEpisode: 0,
  done: null,
  pauseError: null,
  log: [],
  nextLogId: 1,
};

function withLog(view: RunView, entry: Omit<LogEntry, 'id'>): RunView {
  const last = view.log.at(-1);
  if (last !== undefined && last.message === entry.message && last.episode === entry.episode) return view;
  const log = [...view.log.slice(-(LOG_LIMIT - 1)), { ...entry, id: view.nextLogId }];
  return { ...view, log, nextLogId: view.nextLogId + 1 };
}

function withTraining(view: RunView, trial: number, arch: string, change: (child: TrainingChild) => TrainingChild): RunView {
  const known = view.training.find((child) => child.trial === trial);
  const next = change(known ?? { trial, arch, progress: null, epochs: [] });
  const training =
    known === undefined ? [...view.training, next] : view.training.map((child) => (child === known ? next : child));
  return { ...view, training };
}

/** The view after one more event. */
export function reduceRun(view: RunView, event: RunEvent): RunView {
  switch (event.type) {
    case 'started':
      return { ...view, resumedAtEpisode: event.resumedAtEpisode, pauseError: null, done: null };
    case 'proposed':
      return { ...view, proposed: event.trials, pauseError: null };
    case 'childProgress':
      return withTraining(view, event.trial, event.arch, (child) => ({ ...child, progress: event.progress }));
    case 'childEpoch':
      return withTraining(view, event.trial, event.arch, (child) => ({ ...child, epochs: [...child.epochs, event.report] }));
    case 'child':
      return {
        ...view,
        lastChild: event,
        scored: event.episode > view.counts.episodes ? view.scored + 1 : view.scored,
        training: view.training.filter((child) => child.trial !== event.trial),
        pauseError: null,
      };
    case 'update':
      return { ...view, lastUpdate: event };
    case 'view':
      return { ...view, thought: event };
    case 'episode':
      return {
        ...view,
        summary: event,
        counts: { episodes: event.episode, children: event.children, unique: event.uniqueChildren },
        best: { arch: event.bestArch, reward: event.bestReward },
        proposed: [],
        scored: 0,
        training: [],
        episodesOnReward: view.episodesOnReward + 1,
        pauseError: null,
      };
    case 'rewardChanged':
      return withLog(
        { ...view, formula: event.formula, episodesOnReward: 0, scored: 0, pauseError: null },
        { level: 'info', episode: event.episode, message: `Reward changed to ${event.formula}`, remedy: null },
      );
    case 'log':
      return withLog(view, {
        level: event.level,
        episode: view.counts.episodes,
        message: event.message,
        remedy: event.remedy ?? null,
      });
    case 'paused':
      if (event.error === undefined) return view;
      return withLog(
        { ...view, pauseError: event.error, training: [] },
        { level: 'error', episode: event.episode, message: event.error.message, remedy: event.error.remedy },
      );
    case 'done':
      return withLog(
        { ...view, done: { reason: event.reason, wallMs: event.wallMs }, best: event.best, training: [] },
        {
          level: 'info',
          episode: event.episodes,
          message: `Done after ${event.episodes} episodes: best ${event.best.arch} at ${event.best.reward.toFixed(2)}`,
          remedy: null,
        },
      );
    default:
      return event satisfies never;
  }
}
