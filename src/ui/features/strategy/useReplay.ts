import { startTransition, useEffect, useRef, useState } from 'react';
import { type PlainError, toPlainError } from '../../../engine/core/errors';
import type { RunConfig } from '../../../engine/run/config';
import { needsMeasurements, type RecordedPast, type ReplayedView, type ReplayProgress } from '../../../engine/run/replayTypes';
import { ViewClient } from '../../../worker/viewClient';
import type { ChildTable } from '../../store';
import type { SeriesView } from '../../store/previewSeries';

/** An episode of a past. */
export interface ReplayWish {
  readonly config: RunConfig;
  readonly series: SeriesView;
  readonly episode: number;
  /** Where its measurements are; null where none are kept. */
  readonly children: ChildTable | null;
  /** Settings that are moved all the time wait until they rest. */
  readonly delayMs: number;
}

export interface Replaying {
  /** The latest that came, of whichever past: it stays while another is on its way. */
  readonly replayed: (ReplayedView & { readonly answers: ReplayWish }) | null;
  readonly isComputing: boolean;
  readonly progress: ReplayProgress | null;
  readonly error: PlainError | null;
  readonly retry: () => void;
}

type Held = Omit<Replaying, 'retry'>;

const NOTHING: Held = { replayed: null, isComputing: false, progress: null, error: null };

/** Names of pasts: of one series the children never change, they only become more. */
const pastIds = new WeakMap<SeriesView, string>();
let pasts = 0;
function pastIdOf(series: SeriesView): string {
  const known = pastIds.get(series);
  if (known !== undefined) return known;
  pasts += 1;
  const id = `past ${pasts}`;
  pastIds.set(series, id);
  return id;
}

function recordedOf({ config, series, episode, children }: ReplayWish): RecordedPast {
  const past = series.trialsUpTo(episode);
  if (!needsMeasurements(config.strategy)) return past;
  return { ...past, measurements: past.names.map((name) => children?.get(name)?.measurement ?? null) };
}

/**
 * How a strategy thought after an episode, replayed by a worker that lives as long as the panel. A newer wish ends the older one; what
 * that one has brought by then is shown all the same, so that a dragged time cursor is followed as fast as views are computed.
 */
export function useReplay(wish: ReplayWish | null): Replaying {
  const client = useRef<ViewClient | null>(null);
  const orders = useRef({ last: 0, shown: 0 });
  const [held, setHeld] = useState<Held>(NOTHING);
  const [attempt, setAttempt] = useState(0);

  useEffect(
    () => () => {
      client.current?.dispose();
      client.current = null;
    },
    [],
  );

  useEffect(() => {
    if (wish === null || attempt < 0) {
      setHeld((before) => ({ ...NOTHING, replayed: before.replayed }));
      return;
    }
    const { config, series, episode, delayMs } = wish;
    const order = orders.current.last + 1;
    orders.current.last = order;
    const controller = new AbortController();
    const { signal } = controller;
    setHeld((before) => ({ ...before, isComputing: true, progress: null, error: null }));
    const timer = setTimeout(() => {
      client.current ??= new ViewClient();
      const request = { pastId: pastIdOf(series), config, episode, recorded: recordedOf(wish) };
      const onProgress = (progress: ReplayProgress): void => {
        if (!signal.aborted) setHeld((before) => ({ ...before, progress }));
      };
      client.current.view(request, { signal, onProgress }).then(
        (replayed) => {
          if (order < orders.current.shown) return;
          orders.current.shown = order;
          const isLast = !signal.aborted;
          // A picture of hundreds of trials takes its time: drawing it gives way to the hand that moves the cursor.
          startTransition(() =>
            setHeld((before) => ({ ...(isLast ? NOTHING : before), replayed: { ...replayed, answers: wish } })),
          );
        },
        (thrown: unknown) => {
          if (!signal.aborted) setHeld({ ...NOTHING, error: toPlainError(thrown) });
        },
      );
    }, delayMs);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [wish, attempt]);

  return { ...held, retry: () => setAttempt((before) => before + 1) };
}
