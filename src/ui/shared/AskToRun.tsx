import type { RunConfig } from '../../engine/run/config';
import { ModalDialog } from './lazyPopups';
import { Notes } from './Notes';
import './cost.css';

interface AskToRunProps {
  readonly config: RunConfig;
  /** What was changed of the link that brought it. */
  readonly notes?: readonly string[];
  readonly onClose: () => void;
  readonly onRun: () => void;
  readonly onRunWithout: () => void;
}

/** A stranger's code is shown before it runs. */
export function AskToRun({ config, notes = [], onRun, onRunWithout, onClose }: AskToRunProps) {
  if (config.reward.id !== 'code') return null;
  return (
    <ModalDialog title="Run this link's reward code?" isOpen onClose={onClose}>
      <div className="cost">
        <p>
          “{config.title}”, seed {config.seed}, brings a reward that somebody wrote. It runs in a sandbox without network, page or
          clock, at most {config.reward.deadlineMs} ms a child. Nothing has run yet.
        </p>
        <textarea
          className="cost-code"
          readOnly
          aria-label="The reward's code"
          rows={Math.min(14, config.reward.source.split('\n').length + 1)}
          value={config.reward.source}
        />
        <Notes notes={notes} />
        <p className="cost-ways">
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
