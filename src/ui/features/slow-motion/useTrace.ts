import { useEffect, useRef, useState } from 'react';
import { type PlainError, toPlainError } from '../../../engine/core/errors';
import type { ReplayProgress } from '../../../engine/run/replayTypes';
import type { EpisodeTrace } from '../../../engine/run/traceTypes';
import { TraceClient } from '../../../worker/traceClient';

import { useLab } from '../../store';

export interface Traced {
  /** The last one that came; it stays while another is on its way. */
  readonly trace: EpisodeTrace | null;
  /** The run it is of. */
  readonly runId: string | null;
  readonly isLoading: boolean;
  readonly progress: ReplayProgress | null;
  readonly error: PlainError | null;
  readonly cancel: () => void;
  readonly retry: () => void;
}

type Held = Omit<Traced, 'cancel' | 'retry'>;

const NOTHING: Held = { trace: null, runId: null, isLoading: false, progress: null, error: null };

/**
 * The trace of an episode of the open run, from a worker of its own that lives as long as the panel. A newer wish ends the older
 * one. episode: 1-based; 0 for none.
 */
export function useTrace(episode: number): Traced {
  const client = useRef<TraceClient | null>(null);
  const stop = useRef<AbortController | null>(null);
  const runId = useLab((state) => state.runId);
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
    const { config, series } = useLab.getState();
    if (config === null || runId === null || episode === 0 || attempt < 0) {
      setHeld(NOTHING);
      return;
    }
    const controller = new AbortController();
    stop.current = controller;
    client.current ??= new TraceClient();
    setHeld((before) => ({ ...(before.runId === runId ? before : NOTHING), isLoading: true, progress: null, error: null }));
    client.current
      .trace(
        { runId, config, episode, recorded: series.trialsUpTo(episode) },
        {
          signal: controller.signal,
          onProgress: (progress) => {
            if (!controller.signal.aborted) setHeld((before) => ({ ...before, progress }));
          },
        },
      )
      .then(
        (trace) => {
          if (!controller.signal.aborted) setHeld({ trace, runId, isLoading: false, progress: null, error: null });
        },
        (thrown: unknown) => {
          if (stop.current === controller) setHeld((before) => ({ ...before, isLoading: false, error: toPlainError(thrown) }));
        },
      );
    return () => {
      stop.current = null;
      controller.abort();
    };
  }, [runId, episode, attempt]);

  return { ...held, cancel: () => stop.current?.abort(), retry: () => setAttempt((before) => before + 1) };
}
