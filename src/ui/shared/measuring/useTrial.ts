import { useEffect, useRef, useState } from 'react';
import { type PlainError, toPlainError } from '../../../engine/core/errors';

export type TrialState<C> =
  | { readonly kind: 'none' }
  | { readonly kind: 'trying' }
  | { readonly kind: 'known'; readonly cost: C }
  | { readonly kind: 'failed'; readonly error: PlainError };

export interface Trial<C> {
  readonly state: TrialState<C>;
  readonly begin: () => void;
  readonly cancel: () => void;
}

/** What a job will take, once it was asked for; another job has another answer. ask: rejects with 'aborted' on the signal. */
export function useTrial<J, C>(job: J | null, ask: (job: J, signal: AbortSignal) => Promise<C>): Trial<C> {
  const [answer, setAnswer] = useState<{ readonly job: J | null; readonly state: TrialState<C> }>({
    job: null,
    state: { kind: 'none' },
  });
  const stop = useRef<AbortController | null>(null);
  useEffect(() => () => stop.current?.abort(), []);
  // What is tried for a job that was changed meanwhile is for nobody.
  useEffect(() => {
    if (answer.job !== job) stop.current?.abort();
  }, [answer.job, job]);
  return {
    state: answer.job === job ? answer.state : { kind: 'none' },
    begin: () => {
      if (job === null) return;
      stop.current?.abort();
      const controller = new AbortController();
      stop.current = controller;
      setAnswer({ job, state: { kind: 'trying' } });
      ask(job, controller.signal).then(
        (cost) => setAnswer((held) => (held.job === job ? { job, state: { kind: 'known', cost } } : held)),
        (thrown: unknown) => {
          const error = toPlainError(thrown);
          const state: TrialState<C> = error.kind === 'aborted' ? { kind: 'none' } : { kind: 'failed', error };
          setAnswer((held) => (held.job === job ? { job, state } : held));
        },
      );
    },
    cancel: () => stop.current?.abort(),
  };
}
