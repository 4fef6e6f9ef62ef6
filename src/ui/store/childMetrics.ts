import { create } from 'zustand';
import { type PlainError, toPlainError } from '../../engine/core/errors';
import type { MetricsJob } from '../../engine/estimate/childMetrics';
import type { MetricsClient } from '../../worker/metricsClient';
import type { FailedChild, MetricsCost, MetricsListed, MetricsProgress } from '../../worker/metricsProtocol';
import type { KeptMetrics } from '../../worker/metricsStore';
import { readVisit, writeVisit } from './prefs';

/** A measurement under way; it goes on whatever panel is open. */
export interface MeasuringChildren {
  readonly job: MetricsJob;
  /** Null until the images are read. */
  readonly progress: MetricsProgress | null;
  readonly isStopping: boolean;
}

/** The children of a space that a person has chosen to measure. */
interface Chosen {
  readonly space: string;
  readonly archs: readonly string[];
}

interface ChildMetricsState {
  /** Id of the space whose metrics are held. */
  readonly space: string | null;
  /** Null until they have been read. */
  readonly kept: readonly KeptMetrics[] | null;
  /** Why they end with the visit; null where they are kept. */
  readonly fault: PlainError | null;
  readonly chosen: Chosen;
  readonly measuring: MeasuringChildren | null;
  /** Children of the last job whose training came to nothing. */
  readonly failed: readonly FailedChild[];
  readonly error: PlainError | null;
  /** How the last thing ended; '' where there is nothing to say. */
  readonly said: string;
  /** Reads what is kept of a space's children. */
  look: (space: string) => Promise<void>;
  choose: (space: string, archs: readonly string[]) => void;
  /** Rejects with a LabError; 'aborted' on the signal. */
  cost: (job: MetricsJob, signal: AbortSignal) => Promise<MetricsCost>;
  measure: (job: MetricsJob) => Promise<void>;
  stop: () => void;
  remove: (keys: readonly string[]) => Promise<void>;
}

/** Under which a tab remembers what was chosen, over a reload. */
const CHOSEN = 'chosen-children';

function savedChoice(): Chosen {
  const [space = '', ...archs] = readVisit(CHOSEN)?.split('\n') ?? [];
  return { space, archs };
}

/** What is kept of a space's children, read without waking the worker. */
async function readKept(space: string): Promise<MetricsListed> {
  const { MetricsStore } = await import('../../worker/metricsStore');
  const store = await MetricsStore.open();
  try {
    return { kept: await store.ofSpace(space), fault: null };
  } finally {
    store.close();
  }
}

const NONE: readonly string[] = [];

/** What is chosen of a space. */
export const chosenOf =
  (space: string | null) =>
  ({ chosen }: Pick<ChildMetricsState, 'chosen'>): readonly string[] =>
    chosen.space === space ? chosen.archs : NONE;

/** Children that were measured, and those that are being measured: the page's projection of the metrics worker. */
export const useChildMetrics = create<ChildMetricsState>()((set, get) => {
  let opened: Promise<MetricsClient> | null = null;
  let stop = new AbortController();

  /** Its code and its worker are loaded when they are first wanted. */
  const client = (): Promise<MetricsClient> => {
    opened ??= import('../../worker/metricsClient').then((module) => new module.MetricsClient());
    return opened;
  };

  const refresh = async (): Promise<void> => {
    const { space } = get();
    if (space === null) return;
    const listed = await (opened === null ? readKept(space) : (await opened).list(space)).catch(
      (thrown: unknown): MetricsListed => ({ kept: get().kept ?? [], fault: toPlainError(thrown) }),
    );
    if (get().space === space) set(listed);
  };

  const onProgress = (progress: MetricsProgress): void => {
    const { measuring, space, kept } = get();
    if (measuring === null) return;
    const { measured } = progress;
    const isShown = measured !== null && measured.space === space;
    set({
      measuring: { ...measuring, progress },
      ...(isShown ? { kept: [...(kept ?? []).filter(({ key }) => key !== measured.key), measured] } : {}),
    });
  };

  return {
    space: null,
    kept: null,
    fault: null,
    chosen: savedChoice(),
    measuring: null,
    failed: [],
    error: null,
    said: '',
    look: async (space) => {
      if (get().space !== space) set({ space, kept: null, error: null, said: '', failed: [] });
      await refresh();
    },
    choose: (space, archs) => {
      const chosen = { space, archs: [...new Set(archs)] };
      writeVisit(CHOSEN, [space, ...chosen.archs].join('\n'));
      set({ chosen });
    },
    cost: async (job, signal) => (await client()).cost(job, signal),
    measure: async (job) => {
      if (get().measuring !== null) return;
      stop = new AbortController();
      const { signal } = stop;
      set({ measuring: { job, progress: null, isStopping: false }, failed: [], error: null, said: '' });
      try {
        const { measured, failed } = await (await client()).measure(job, { signal, onProgress });
        set({ failed, said: `${measured === 1 ? 'One child is' : `${measured} children are`} measured.` });
      } catch (thrown) {
        const error = toPlainError(thrown);
        const { progress } = get().measuring ?? { progress: null };
        if (error.kind !== 'aborted') set({ error });
        else set({ said: `Stopped at ${progress?.done ?? 0} of ${job.archs.length}; the children measured by then are kept.` });
      }
      set({ measuring: null });
      await refresh();
    },
    stop: () => {
      const { measuring } = get();
      if (measuring !== null) set({ measuring: { ...measuring, isStopping: true } });
      stop.abort();
    },
    remove: async (keys) => {
      set({ error: null, said: '' });
      try {
        await (await client()).delete(keys);
      } catch (thrown) {
        set({ error: toPlainError(thrown) });
      }
      await refresh();
    },
  };
});
