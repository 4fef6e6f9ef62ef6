import { create } from 'zustand';
import type { PlainError } from '../../engine/core/errors';
import { trainsChildren } from '../../engine/estimate/trainsChildren';
import type { RunConfig } from '../../engine/run/config';
import type { Instant, InstantRun } from '../../worker/instantClient';
import { retitled } from '../shared/retitled';
import { useLab } from './index';
import { BandKeeper } from './previewBand';
import { PreviewSeries, type SeriesView } from './previewSeries';
import type { BandSize, Ghost, Preview, Proposal, SeedBand } from './previewTypes';
import { truthOf } from './truth';
import type { Truth } from './types';

export type { SeriesView } from './previewSeries';
export * from './previewTypes';

/** While a knob is dragged its settings are computed at most so often: there is time in between to draw them. */
const BETWEEN_MS = 90;
/** A longer run is shown by its beginning. */
export const MOST_EPISODES = 20_000;
/** Snapshots of the policy for the time cursor. */
const SNAPSHOTS = 250;
/** Movements of one knob further apart than this are undone one by one. */
const GESTURE_MS = 1500;

export interface PreviewState {
  /** What the panels draw instead of the run; null: the run itself. */
  readonly shown: Preview | null;
  readonly ghost: Ghost | null;
  /** The newest settings that were moved to, whether or not there is anything to see of them yet. */
  readonly proposal: Proposal | null;
  /** Why the newest settings could not be computed; what is shown is then an earlier one's. */
  readonly fault: PlainError | null;
  /** Grows with everything that comes in. */
  readonly version: number;
  /** Grows when the settings are set back by something else than the knobs themselves. */
  readonly revision: number;
  readonly canUndo: boolean;
  readonly bandSize: BandSize;
  readonly band: SeedBand | null;

  connect: (world: PreviewWorld) => void;
  /** Computes the run's own settings ahead, as what the first movement is compared with. */
  prepare: () => void;
  /** Computes a run with these settings at once; whatever was under way is dropped. */
  propose: (proposal: Proposal) => void;
  /** Takes back the last knob's movement. */
  undo: () => void;
  /** Drops it all: the run is shown again. */
  back: () => void;
  /** Why a run with these settings could not begin: its first episode is tried beside the run, on a table or a landscape. Null: it can. */
  check: (config: RunConfig) => Promise<PlainError | null>;
  /** Starts the run again with the settings that were moved to, as a new run. */
  use: () => void;
  /** How many seeds the band is over; 1: no band. */
  setBandSize: (size: BandSize) => void;
}

/** A run that is only tried ends after its first episode or so. */
const MOMENT_MINUTES = 1e-9;

/** What it needs of the world; a test brings its own. */
export interface PreviewWorld {
  readonly openInstant: () => Instant;
  readonly now: () => number;
}

/** The run that is open, with the reward in force, where it can be computed at once; else null. */
export function instantConfig(): RunConfig | null {
  const { config, reward } = useLab.getState();
  if (config === null || trainsChildren(config.estimator)) return null;
  return reward === null ? config : { ...config, reward };
}

/** As much of a run as is computed at once. */
export function withinReach(config: RunConfig): RunConfig {
  return config.stop.episodes <= MOST_EPISODES ? config : { ...config, stop: { ...config.stop, episodes: MOST_EPISODES } };
}

/** A text that is being written has no short name. */
const titleOf = ({ path, change }: Proposal): string => (path === 'draft' ? 'before' : change);

const keyOf = (config: RunConfig): string => JSON.stringify({ ...config, title: '' });

/** Runs that are computed at once while a knob is moved, and the band over seeds. */
export const usePreview = create<PreviewState>()((set, get) => {
  let world: PreviewWorld | null = null;
  let opened: Instant | null = null;
  let current: InstantRun | null = null;
  let base: { readonly key: string; readonly series: PreviewSeries; readonly run: InstantRun } | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let startedAt = Number.NEGATIVE_INFINITY;
  let movedAt = Number.NEGATIVE_INFINITY;
  let history: (Proposal | null)[] = [];

  const instant = (): Instant | null => {
    if (world !== null) opened ??= world.openInstant();
    return opened;
  };
  const now = (): number => world?.now() ?? 0;
  const band = new BandKeeper(instant, now, (next) => set((state) => ({ band: next, version: state.version + 1 })));

  const followBand = (): void => {
    const config = get().proposal?.config ?? instantConfig();
    band.show(config === null ? null : withinReach(config), get().bandSize);
  };

  /** Ends what is under way; what is shown stays. */
  const stop = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    current?.cancel();
    current = null;
  };

  /** What the first point of a new curve is compared with: the last whole curve. */
  const ghostOf = (): Ghost | null => {
    const { shown, ghost } = get();
    if (shown !== null) return shown.progress === 'done' ? { title: titleOf(shown.proposal), series: shown.series } : ghost;
    return base === null ? null : { title: 'before', series: base.series };
  };

  const start = (proposal: Proposal): void => {
    const worker = instant();
    if (worker === null) return;
    stop();
    band.stop();
    const from = now();
    startedAt = from;
    const config = withinReach(proposal.config);
    let preview: Preview = {
      proposal,
      series: new PreviewSeries(),
      truth: null,
      readsContext: false,
      best: null,
      progress: 'computing',
      error: null,
      elapsedMs: 0,
    };
    const request = worker.run({
      config,
      snapshotEvery: Math.max(1, Math.ceil(config.stop.episodes / SNAPSHOTS)),
      onTruth: ({ rows, readsContext }) => {
        preview = { ...preview, truth: truthOf(rows), readsContext };
      },
      onChunk: (_, chunk) => {
        const isFirst = preview.series.episodes === 0;
        preview.series.append(chunk);
        const progress = chunk.reason === null && chunk.error === null ? 'computing' : 'done';
        preview = { ...preview, best: chunk.best, progress, error: chunk.error, elapsedMs: now() - from };
        // Without a whole episode there is nothing to see: the last good curve stays.
        if (preview.series.episodes === 0) set({ fault: chunk.error });
        else
          set((state) => ({
            shown: preview,
            ghost: isFirst ? ghostOf() : state.ghost,
            fault: null,
            version: state.version + 1,
          }));
      },
    });
    current = request;
    void request.done.then((outcome) => {
      if (current !== request) return;
      current = null;
      if (outcome.kind === 'failed') set({ fault: outcome.error });
      else if (outcome.kind === 'done') followBand();
    });
  };

  /** At once where nothing was begun lately, else when it is time; always the newest. */
  const startSoon = (): void => {
    if (timer !== null) return;
    timer = setTimeout(
      () => {
        timer = null;
        const { proposal } = get();
        if (proposal !== null) start(proposal);
      },
      Math.max(0, startedAt + BETWEEN_MS - now()),
    );
  };

  const clear = (): void => {
    stop();
    history = [];
    set((state) => ({
      shown: null,
      ghost: null,
      proposal: null,
      fault: null,
      canUndo: false,
      version: state.version + 1,
      revision: state.revision + 1,
    }));
    const { episodeCursor, setCursor } = useLab.getState();
    if (episodeCursor !== null) setCursor(episodeCursor);
  };

  return {
    shown: null,
    ghost: null,
    proposal: null,
    fault: null,
    version: 0,
    revision: 0,
    canUndo: false,
    bandSize: 1,
    band: null,

    connect: (next) => {
      stop();
      band.stop();
      opened?.dispose();
      opened = null;
      base = null;
      world = next;
    },

    prepare: () => {
      const config = instantConfig();
      const worker = instant();
      if (config === null || worker === null) return;
      const key = keyOf(config);
      if (base?.key === key) return;
      base?.run.cancel();
      const series = new PreviewSeries();
      const run = worker.run({
        config: withinReach(config),
        onChunk: (_, chunk) => {
          series.append(chunk);
          if (get().ghost?.series === series) set((state) => ({ version: state.version + 1 }));
        },
      });
      base = { key, series, run };
      void run.done.then(({ kind }) => {
        // Tried again with the next movement; what is wrong is said of that.
        if (kind === 'failed' && base?.run === run) base = null;
      });
    },

    propose: (proposal) => {
      const before = get().proposal;
      const isSameGesture = before !== null && before.path === proposal.path && now() - movedAt < GESTURE_MS;
      movedAt = now();
      if (!isSameGesture) history.push(before);
      get().prepare();
      set({ proposal, canUndo: true });
      startSoon();
    },

    undo: () => {
      const before = history.pop();
      if (before === undefined) return;
      if (before === null) {
        get().back();
        return;
      }
      movedAt = Number.NEGATIVE_INFINITY;
      set((state) => ({ proposal: before, canUndo: history.length > 0, revision: state.revision + 1 }));
      startSoon();
    },

    back: () => {
      if (get().proposal === null) return;
      clear();
      followBand();
    },

    check: async (config) => {
      const worker = instant();
      if (worker === null) return null;
      let fault: PlainError | null = null;
      // An episode's time, not one episode: what a strategy needs until its first bracket ends is part of the question.
      const request = worker.run({
        config: { ...config, reward: { id: 'val' }, stop: { ...config.stop, minutes: MOMENT_MINUTES } },
        onChunk: (_, chunk) => {
          fault ??= chunk.error;
        },
      });
      const outcome = await request.done;
      return outcome.kind === 'failed' ? outcome.error : fault;
    },

    use: () => {
      const { proposal, fault } = get();
      // What could not be computed could not be run either.
      if (proposal === null || fault !== null) return;
      const { config, presets, openRun } = useLab.getState();
      const known = [...(config === null ? [] : [config]), ...presets.map((preset) => preset.config)];
      openRun(retitled(proposal.config, known), { play: true });
    },

    setBandSize: (bandSize) => {
      set({ bandSize });
      followBand();
    },
  };
});

// What was computed at once belongs to the run that was open; a band goes over to the next one.
useLab.subscribe((state, before) => {
  if (state.runId === before.runId && state.reward === before.reward) return;
  const { proposal, back, bandSize, setBandSize } = usePreview.getState();
  if (proposal !== null) back();
  else if (bandSize > 1) setBandSize(bandSize);
});

/** What the panels draw: the run, or the one that is computed at once in its place. */
export interface Shown {
  readonly config: RunConfig | null;
  readonly series: SeriesView;
  readonly truth: Truth | null;
  /** Changes whenever series has grown. */
  readonly version: number;
  readonly isPreview: boolean;
}

/** The same outside React. */
export function shownNow(): Shown {
  const lab = useLab.getState();
  const { shown, version } = usePreview.getState();
  if (shown === null) return { config: lab.config, series: lab.series, truth: lab.truth, version: lab.version, isPreview: false };
  const { proposal, series, truth } = shown;
  return { config: proposal.config, series, truth, version, isPreview: true };
}

/** For panels: what they draw; drawn again as it grows. */
export function useShown(): Shown {
  const config = useLab((state) => state.config);
  const series = useLab((state) => state.series);
  const truth = useLab((state) => state.truth);
  const labVersion = useLab((state) => state.version);
  const shown = usePreview((state) => state.shown);
  const version = usePreview((state) => state.version);
  if (shown === null) return { config, series, truth, version: labVersion, isPreview: false };
  return { config: shown.proposal.config, series: shown.series, truth: shown.truth, version, isPreview: true };
}
