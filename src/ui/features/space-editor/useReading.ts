import { useEffect, useMemo, useRef, useState } from 'react';
import { type PlainError, toPlainError } from '../../../engine/core/errors';
import type { Diagnostic } from '../../../engine/space/json/parse';
import { SpaceClient } from '../../../worker/spaceClient';
import type { ReadSpace } from '../../../worker/spaceProtocol';

/** Read once the fingers rest for a moment. */
const QUIET_MS = 200;

export interface Reading {
  /** Of the newest text that was read. */
  readonly diagnostics: readonly Diagnostic[];
  /** The last text without errors; null before the first. */
  readonly good: ReadSpace | null;
  /** Whether the newest text has no errors. */
  readonly isGood: boolean;
  /** Whether the newest text has been read. */
  readonly isCurrent: boolean;
  /** Why it could not be read at all. */
  readonly failure: PlainError | null;
  readonly client: SpaceClient;
}

interface Said extends Pick<Reading, 'diagnostics' | 'good' | 'isGood' | 'failure'> {
  readonly text: string | null;
}

const UNREAD: Said = { text: null, diagnostics: [], good: null, isGood: false, failure: null };

/** What a worker says of a text; while a newer one is read, of the one before. The last good space stays. */
export function useReading(text: string): Reading {
  const client = useMemo(() => new SpaceClient(), []);
  const [said, setSaid] = useState<Said>(UNREAD);
  const newest = useRef(0);
  useEffect(() => () => client.end(), [client]);
  useEffect(() => {
    newest.current += 1;
    const mine = newest.current;
    const timer = setTimeout(
      () => {
        client.read(text).then(
          ({ diagnostics, space }) => {
            if (mine !== newest.current) return;
            setSaid((before) => ({ text, diagnostics, good: space ?? before.good, isGood: space !== null, failure: null }));
          },
          (thrown: unknown) => {
            if (mine !== newest.current) return;
            setSaid((before) => ({ ...before, text, diagnostics: [], isGood: false, failure: toPlainError(thrown) }));
          },
        );
      },
      mine === 1 ? 0 : QUIET_MS,
    );
    return () => clearTimeout(timer);
  }, [text, client]);
  const { diagnostics, good, isGood, failure } = said;
  return { diagnostics, good, isGood, failure, isCurrent: said.text === text, client };
}
