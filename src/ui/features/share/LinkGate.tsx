import { useCallback, useEffect, useState } from 'react';
import { type PlainError, toPlainError } from '../../../engine/core/errors';
import { isLocalTable } from '../../../engine/estimate/tableName';
import { trainsChildren } from '../../../engine/estimate/trainsChildren';
import type { RunConfig } from '../../../engine/run/config';
import { AskToRun } from '../../shared/AskToRun';
import { AskToTrain } from '../../shared/AskToTrain';
import { ModalDialog } from '../../shared/lazyPopups';
import { longRunMs } from '../../shared/longRun';
import { Notes } from '../../shared/Notes';
import type { LinkedRun } from '../../shared/runLink';
import { useLab } from '../../store';
import { AskToStart, MissingTable } from './LinkDialogs';
import './share.css';

type Gate =
  | { readonly kind: 'idle' }
  /** The link's reward is somebody's code: nothing runs until the person says so. */
  | { readonly kind: 'ask'; readonly linked: LinkedRun }
  /** It trains its children: what that costs is said before it starts. */
  | { readonly kind: 'cost'; readonly linked: LinkedRun }
  /** It takes long: said before it starts. */
  | { readonly kind: 'long'; readonly linked: LinkedRun; readonly ms: number }
  /** Its rewards are in a table of another browser. */
  | { readonly kind: 'table'; readonly linked: LinkedRun; readonly name: string }
  | { readonly kind: 'opened'; readonly notes: readonly string[] }
  | { readonly kind: 'failed'; readonly error: PlainError };

const IDLE: Gate = { kind: 'idle' };

/** Whether the page was opened by a link: then LinkGate opens the first run, and nobody else has to. */
export function hasLinkedRun(): boolean {
  return location.hash.startsWith('#run=');
}

interface LinkGateProps {
  /** Called when a link gives no run (damaged, or refused by the person) and none is open: the page starts as without it. */
  readonly onNothing?: () => void;
}

/** The local table that a run needs and this browser does not have; null where nothing is missing. */
async function missingTable({ estimator }: RunConfig): Promise<string | null> {
  if (estimator.id !== 'table' || !isLocalTable(estimator.table)) return null;
  try {
    await useLab.getState().readTable(estimator.table);
    return null;
  } catch {
    // Whatever the reason, a file brings it; opening the run without one would tell the reason again.
    return estimator.table;
  }
}

/**
 * Opens the run that the page's address holds, at start and whenever the address changes. A run on a recorded table starts at
 * once; a stranger's code is shown first, and a training or a long run says what it costs: they start only after a click.
 */
export default function LinkGate({ onNothing }: LinkGateProps) {
  const openRun = useLab((state) => state.openRun);
  const [gate, setGate] = useState<Gate>(IDLE);

  const open = useCallback(
    (config: RunConfig, notes: readonly string[]): void => {
      clearFragment();
      openRun(config, { play: true });
      setGate(notes.length === 0 ? IDLE : { kind: 'opened', notes });
    },
    [openRun],
  );

  /** What follows once the link's code is out of the question. */
  const proceed = useCallback(
    async (linked: LinkedRun): Promise<void> => {
      const { config, notes } = linked;
      if (trainsChildren(config.estimator)) {
        setGate({ kind: 'cost', linked });
        return;
      }
      const name = await missingTable(config);
      const ms = longRunMs(config);
      if (name !== null) setGate({ kind: 'table', linked, name });
      else if (ms !== null) setGate({ kind: 'long', linked, ms });
      else open(config, notes);
    },
    [open],
  );

  useEffect(() => {
    let isCurrent = true;
    const read = async (): Promise<void> => {
      if (!hasLinkedRun()) return;
      const fragment = location.hash;
      try {
        const { decodeLink } = await import('../../shared/runLink');
        const linked = await decodeLink(fragment);
        // Another link may have been opened meanwhile.
        if (!isCurrent || location.hash !== fragment) return;
        if (linked.config.reward.id === 'code') setGate({ kind: 'ask', linked });
        else await proceed(linked);
      } catch (thrown) {
        if (isCurrent) setGate({ kind: 'failed', error: toPlainError(thrown) });
      }
    };
    void read();
    const onHash = (): void => void read();
    addEventListener('hashchange', onHash);
    return () => {
      isCurrent = false;
      removeEventListener('hashchange', onHash);
    };
  }, [proceed]);

  const close = (): void => {
    clearFragment();
    setGate(IDLE);
    if (useLab.getState().runId === null) onNothing?.();
  };

  switch (gate.kind) {
    case 'idle':
      return null;
    case 'ask': {
      const { config, notes } = gate.linked;
      return (
        <AskToRun
          config={config}
          notes={notes}
          onRun={() => void proceed({ config, notes: [] })}
          onRunWithout={() => void proceed({ config: { ...config, reward: { id: 'val' } }, notes: [] })}
          onClose={close}
        />
      );
    }
    case 'cost': {
      const { config, notes } = gate.linked;
      return <AskToTrain config={config} notes={notes} onStart={() => open(config, [])} onClose={close} />;
    }
    case 'long': {
      const { linked, ms } = gate;
      return <AskToStart linked={linked} ms={ms} onStart={() => open(linked.config, [])} onClose={close} />;
    }
    case 'table':
      return <MissingTable linked={gate.linked} name={gate.name} onOpen={(config) => open(config, [])} onClose={close} />;
    case 'opened':
      return (
        <ModalDialog title="The link was opened with changes" isOpen onClose={() => setGate(IDLE)}>
          <Notes notes={gate.notes} />
        </ModalDialog>
      );
    case 'failed':
      return (
        <ModalDialog title="This link cannot be opened" isOpen onClose={close}>
          <p>{gate.error.message}</p>
          <p className="share-note">{gate.error.remedy}</p>
        </ModalDialog>
      );
    default:
      return gate satisfies never;
  }
}

/** Takes the run out of the address: a reload resumes the run instead of opening the link again. */
function clearFragment(): void {
  history.replaceState(history.state, '', location.pathname + location.search);
}
