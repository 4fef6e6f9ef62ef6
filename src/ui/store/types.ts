import type { PlainError } from '../../engine/core/errors';
import type { TableFile } from '../../engine/estimate/tableFile';
import type { RewardConfig } from '../../engine/reward/config';
import type { RunConfig } from '../../engine/run/config';
import type { RunPreset } from '../../engine/run/presets';
import type { StepUnit } from '../../engine/run/types';
import type { RunClient } from '../../worker/client';
import type { BackendReport, DryRunRow, Pace, RunStatus } from '../../worker/protocol';
import type { ChildTable } from './children';
import type { RunView } from './reducer';
import type { RunSeries } from './series';

export type ThemeChoice = 'system' | 'light' | 'dark';

/** The panels over the lower part of the page. */
export const PANELS = [
  'settings',
  'reward-editor',
  'children',
  'network',
  'strategy',
  'runs',
  'compare',
  'space',
  'data',
  'tables',
  'slow-motion',
  'efficiency',
  'learn',
] as const;
export type PanelId = (typeof PANELS)[number];

/** Another run's curve, laid over the reward chart. */
export interface Overlay {
  readonly id: string;
  readonly title: string;
  /** Mean reward of episode i + 1. */
  readonly series: ArrayLike<number>;
  /** What was spent by its end; NaN where nobody counted it. */
  readonly spent: Readonly<Record<'children' | 'epochs', ArrayLike<number>>>;
}

export type DryRunResult =
  | { readonly ok: true; readonly rows: readonly DryRunRow[] }
  | { readonly ok: false; readonly error: PlainError };

/** The measured space behind the run: what is true, where somebody has measured it. */
export type TableState =
  | { readonly state: 'none' } // this run trains its children: nothing is known beforehand
  | { readonly state: 'loading'; readonly name: string }
  | { readonly state: 'ready'; readonly name: string }
  | { readonly state: 'failed'; readonly name: string; readonly error: PlainError };

/** Rewards of every child of the table under the reward in force. */
export interface Truth {
  readonly rewards: ReadonlyMap<string, number>;
  readonly best: { readonly arch: string; readonly reward: number };
}

export interface OpenOptions {
  readonly play: boolean;
  /** An id under which a run is stored resumes it; without one a fresh id is taken. */
  readonly runId?: string;
  /** Where another tab has the run of that id, a fresh one of the same config is opened, which says so; else that is a fault. */
  readonly orFresh?: boolean;
}

/** What the store needs of the world; a test brings its own. */
export interface LabDeps {
  /** Known at once. */
  readonly presets: readonly RunPreset[];
  /** All of them, those at once included; absent: there are no others. */
  readonly loadPresets?: () => Promise<readonly RunPreset[]>;
  readonly openClient: () => RunClient;
  readonly loadTable: (name: string) => Promise<TableFile>;
  /** Where tables/ lies. */
  readonly baseUrl: string;
}

export interface LabState {
  // the run
  readonly config: RunConfig | null;
  readonly runId: string | null;
  readonly status: RunStatus | 'idle';
  /** Of status 'failed' or of a pause by a fault; null once the run goes on. */
  readonly error: PlainError | null;
  readonly backend: BackendReport | null;
  /** What is to be known of how the run was opened; null: nothing. */
  readonly notice: string | null;
  /** A pause was asked for, and what is under way (a child in training) has yet to end. */
  readonly isPausing: boolean;
  readonly pace: Pace;
  readonly presets: readonly RunPreset[];
  /** What the events say so far; every field of it is immutable. */
  readonly run: RunView;
  /** The past, outside React: mutated in place. Re-read when `version` changes. */
  readonly series: RunSeries;
  readonly children: ChildTable;
  /** Grows with every batch of events (at most ten a second). */
  readonly version: number;

  // the reward
  readonly reward: RewardConfig | null;
  /** The reward before the one in force, once it has carried at least one episode. */
  readonly lastGoodReward: RewardConfig | null;
  /** What the person is writing and has not applied; null where that is the reward in force. Outlives panels and restarts. */
  readonly rewardDraft: RewardConfig | null;

  // the truth
  readonly table: TableFile | null;
  readonly tableState: TableState;
  readonly truth: Truth | null;

  // what is looked at
  /** The cell selected anywhere; shown everywhere. */
  readonly selectedArch: string | null;
  /** The cell under the pointer or focus; a lighter, passing selection. */
  readonly hoveredArch: string | null;
  /** 1-based; null follows the run. */
  readonly episodeCursor: number | null;
  readonly panel: PanelId | null;
  readonly overlays: readonly Overlay[];

  // this browser
  readonly theme: ThemeChoice;
  readonly projector: boolean;
  /** Moving window of the smoothed curves, episodes. */
  readonly smoothing: number;
  readonly storageFault: string | null;

  // actions
  connect: (deps: LabDeps) => void;
  /** Brings the presets that are not known at once; a failure is told as the store's error. */
  fetchPresets: () => Promise<void>;
  /** At once where the space's code is here; otherwise once it is, unless another run is opened meanwhile. */
  openRun: (config: RunConfig, options: OpenOptions) => void;
  /** The same settings with the reward in force, from the start, as a new run; with the same seed unless one is given. */
  restart: (options?: { readonly play?: boolean; readonly seed?: number }) => void;
  /** Goes on; a run that could not be opened, or failed, is opened again from what is kept of it. */
  play: () => void;
  pause: () => void;
  /** Nothing where there is no run to step: while it loads, once it is done or has failed. */
  step: (unit: StepUnit) => void;
  setPace: (pace: Pace) => void;
  /** Puts a reward in force. One that has just failed stays as the draft unless the new one was the draft. */
  setReward: (reward: RewardConfig) => void;
  setRewardDraft: (draft: RewardConfig | null) => void;
  dryRun: (reward: RewardConfig) => Promise<DryRunResult>;
  /** The open run as the text of a file, wherever it is kept. Rejects with a LabError. */
  exportRun: () => Promise<string>;
  /** A table by its name in a run's config, whatever run is open. Rejects with LabError 'data' or 'storage'. */
  readTable: (name: string) => Promise<TableFile>;
  select: (arch: string | null) => void;
  hover: (arch: string | null) => void;
  /** last: of the past that is looked at; the run's where absent. At its end the page follows again. */
  setCursor: (episode: number | null, last?: number) => void;
  setPanel: (panel: PanelId | null) => void;
  setOverlays: (overlays: readonly Overlay[]) => void;
  setTheme: (theme: ThemeChoice) => void;
  setProjector: (on: boolean) => void;
  setSmoothing: (episodes: number) => void;
}
