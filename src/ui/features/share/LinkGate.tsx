import { useEffect, useState } from 'react';
import { type PlainError, toPlainError } from '../../../engine/core/errors';
import { ModalDialog } from '../../shared/lazyPopups';
import { useLab } from '../../store';
import type { LinkedRun } from './link';
import './share.css';

type Gate =
  | { readonly kind: 'idle' }
  /** The link's reward is somebody's code: nothing runs until the person says so. */
  | { readonly kind: 'ask'; readonly linked: LinkedRun }
  | { readonly kind: 'opened'; readonly notes: readonly string[] }
  | { readonly kind: 'failed'; readonly error: PlainError };

const IDLE: Gate = { kind: 'idle' };

/** Whether the page was opened by a link: then LinkGate opens the first run, and nobody else has to. */
export function hasLinkedRun(): boolean {
  return location.hash.startsWith('#run=');
}

interface LinkGateProps {
  /** Called when a link gives no run (damaged, or its code was refused) and none is open: the page starts as without it. */
  readonly onNothing?: () => void;
}

/**
 * Opens the run that the page's address holds, at start and whenever the address changes. Presets start at once; code of a stranger
 * is shown first and runs only after a click.
 */
export default function LinkGate({ onNothing }: LinkGateProps) {
  const openRun = useLab((state) => state.openRun);
  const [gate, setGate] = useState<Gate>(IDLE);

  useEffect(() => {
    let isCurrent = true;
    const read = async (): Promise<void> => {
      if (!hasLinkedRun()) return;
      const fragment = location.hash;
      try {
        const { decodeLink } = await import('./link');
        const linked = await decodeLink(fragment);
        if (!isCurrent) return;
        if (linked.config.reward.id === 'code') {
          setGate({ kind: 'ask', linked });
          return;
        }
        clearFragment();
        openRun(linked.config, { play: true });
        setGate(linked.notes.length === 0 ? IDLE : { kind: 'opened', notes: linked.notes });
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
  }, [openRun]);

  const close = (): void => {
    clearFragment();
    setGate(IDLE);
    if (useLab.getState().runId === null) onNothing?.();
  };

  switch (gate.kind) {
    case 'idle':
      return null;
    case 'ask':
      return (
        <AskToRun
          linked={gate.linked}
          onRun={() => {
            clearFragment();
            setGate(IDLE);
            openRun(gate.linked.config, { play: true });
          }}
          onRunWithout={() => {
            clearFragment();
            setGate(IDLE);
            openRun({ ...gate.linked.config, reward: { id: 'val' } }, { play: true });
          }}
          onClose={close}
        />
      );
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

function Notes({ notes }: { readonly notes: readonly string[] }) {
  return (
    <ul className="share-notes">
      {notes.map((note) => (
        <li key={note}>{note}</li>
      ))}
    </ul>
  );
}

interface AskProps {
  readonly linked: LinkedRun;
  readonly onRun: () => void;
  readonly onRunWithout: () => void;
  readonly onClose: () => void;
}

function AskToRun({ linked, onRun, onRunWithout, onClose }: AskProps) {
  const { config, notes } = linked;
  if (config.reward.id !== 'code') return null;
  return (
    <ModalDialog title="Run this link's reward code?" isOpen onClose={onClose}>
      <div className="share">
        <p>
          “{config.title}”, seed {config.seed}, brings a reward that somebody wrote. It runs in a sandbox without network, page or
          clock, at most {config.reward.deadlineMs} ms a child. Nothing has run yet.
        </p>
        <textarea
          className="share-code"
          readOnly
          aria-label="The reward's code"
          rows={Math.min(14, config.reward.source.split('\n').length + 1)}
          value={config.reward.source}
        />
        {notes.length === 0 ? null : <Notes notes={notes} />}
        <p className="share-actions">
          <button type="button" className="button primary" onClick={onRun}>
            Run this code
          </button>
          <button type="button" className="button" onClick={onRunWithout}>
            Run with validation accuracy instead
          </button>
        </p>
      </div>
    </ModalDialog>
  );
}
