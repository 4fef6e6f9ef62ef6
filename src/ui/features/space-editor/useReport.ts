import { useEffect, useState } from 'react';
import { type PlainError, toPlainError } from '../../../engine/core/errors';
import type { Shape } from '../../../engine/core/shape';
import type { SpaceReport } from '../../../engine/space/validateSpace';
import { SpaceClient } from '../../../worker/spaceClient';
import type { ReadSpace } from '../../../worker/spaceProtocol';

/** The validator starts once a space has stayed as it is for so long. */
const QUIET_MS = 700;

export type ReportState =
  | { readonly state: 'waiting' }
  | { readonly state: 'looking'; readonly done: number; readonly total: number }
  | { readonly state: 'stopped' }
  | { readonly state: 'failed'; readonly error: PlainError }
  | { readonly state: 'done'; readonly report: SpaceReport };

const WAITING: ReportState = { state: 'waiting' };

/** The validator's report of a space, computed in a worker of its own, which ends when it is cancelled. `round`: another one, another look. */
export function useReport(
  space: ReadSpace | null,
  image: Shape,
  memoryLimitBytes: number,
  round: number,
): { readonly report: ReportState; readonly cancel: () => void } {
  const [report, setReport] = useState<ReportState>(WAITING);
  const [controller, setController] = useState<AbortController | null>(null);
  const definition = space?.config.definition ?? null;
  useEffect(() => {
    setReport(round === 0 ? WAITING : { state: 'looking', done: 0, total: 1 });
    if (definition === null) return;
    const client = new SpaceClient();
    const abort = new AbortController();
    setController(abort);
    let isCurrent = true;
    const timer = setTimeout(() => {
      setReport({ state: 'looking', done: 0, total: 1 });
      client
        .validate({ definition, image, memoryLimitBytes }, abort.signal, ({ done, total }) => {
          if (isCurrent) setReport({ state: 'looking', done, total });
        })
        .then(
          (found) => isCurrent && setReport({ state: 'done', report: found }),
          (thrown: unknown) => {
            if (!isCurrent) return;
            const error = toPlainError(thrown);
            setReport(error.kind === 'aborted' ? { state: 'stopped' } : { state: 'failed', error });
          },
        )
        .finally(() => client.end());
    }, QUIET_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
      client.end();
    };
  }, [definition, image, memoryLimitBytes, round]);
  return { report, cancel: () => controller?.abort() };
}
