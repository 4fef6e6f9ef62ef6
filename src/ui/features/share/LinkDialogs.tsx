import { type ReactNode, useEffect, useState } from 'react';
import { TABLE_DEFAULTS } from '../../../engine/estimate/metadata';
import type { TableFile } from '../../../engine/estimate/tableFile';
import { trainsChildren } from '../../../engine/estimate/trainsChildren';
import type { RunConfig } from '../../../engine/run/config';
import { CostFacts } from '../../shared/CostFacts';
import { FileButton } from '../../shared/FileButton';
import { ModalDialog } from '../../shared/lazyPopups';
import type { LinkedRun } from '../../shared/runLink';
import { trainingCost } from '../../shared/trainingCost';
import { useLab } from '../../store';
import { useLocalTables } from '../../store/localTables';

export function Notes({ notes }: { readonly notes: readonly string[] }) {
  if (notes.length === 0) return null;
  return (
    <ul className="share-notes">
      {notes.map((note) => (
        <li key={note}>{note}</li>
      ))}
    </ul>
  );
}

interface GateDialogProps {
  readonly linked: LinkedRun;
  readonly onClose: () => void;
}

interface AskProps extends GateDialogProps {
  readonly onRun: () => void;
  readonly onRunWithout: () => void;
}

/** A stranger's code is shown before it runs. */
export function AskToRun({ linked, onRun, onRunWithout, onClose }: AskProps) {
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
        <Notes notes={notes} />
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

interface AskToTrainProps extends GateDialogProps {
  readonly onStart: () => void;
}

/** What a link's training will cost, before this machine starts it. */
export function AskToTrain({ linked: { config, notes }, onStart, onClose }: AskToTrainProps) {
  const readTable = useLab((state) => state.readTable);
  const [table, setTable] = useState<TableFile | null>(null);
  useEffect(() => {
    let isCurrent = true;
    // Without the recorded times the cost is said without a time.
    readTable(TABLE_DEFAULTS.table).then(
      (read) => isCurrent && setTable(read),
      () => undefined,
    );
    return () => {
      isCurrent = false;
    };
  }, [readTable]);
  const cost = trainingCost(config, table);
  if (cost === null || !trainsChildren(config.estimator)) return null;
  return (
    <ModalDialog title="Train for real?" isOpen onClose={onClose}>
      <div className="share">
        <p>
          “{config.title}”, seed {config.seed}, trains its children on this machine, on {config.estimator.data}, profile{' '}
          {config.estimator.profile}. Nothing has started yet.
        </p>
        <CostFacts cost={cost} />
        <Notes notes={notes} />
        <p className="share-actions">
          <button type="button" className="button primary" onClick={onStart}>
            Start training
          </button>
          <button type="button" className="button" onClick={onClose}>
            Not now
          </button>
        </p>
      </div>
    </ModalDialog>
  );
}

interface MissingTableProps extends GateDialogProps {
  /** The table's name in the run's config. */
  readonly name: string;
  readonly onOpen: (config: RunConfig) => void;
}

/** A link whose rewards lie in a table of somebody else's browser. */
export function MissingTable({ linked: { config, notes }, name, onOpen, onClose }: MissingTableProps) {
  const importFile = useLocalTables((state) => state.importFile);
  const [fault, setFault] = useState<ReactNode>(null);
  const take = async (file: File): Promise<void> => {
    setFault(null);
    const entry = await importFile(file);
    if (entry === null) {
      const { error } = useLocalTables.getState();
      setFault(error === null ? null : `${error.message} ${error.remedy}`);
    } else if (entry.names.includes(name)) onOpen(config);
    else setFault(`${file.name} is another table (“${entry.title}”). It was kept; this run needs the one it was made with.`);
  };
  return (
    <ModalDialog title="This run needs a table" isOpen onClose={onClose}>
      <div className="share">
        <p>
          “{config.title}”, seed {config.seed}, takes its rewards from a table that is not in this browser. Ask for its file where
          the link was made: there it is downloaded under “Tables”.
        </p>
        {fault === null ? null : (
          <p className="share-fault" role="alert">
            {fault}
          </p>
        )}
        <Notes notes={notes} />
        <p className="share-actions">
          <FileButton label="Open its file" isPrimary onFile={(file) => void take(file)} />
          <button type="button" className="button" onClick={() => onOpen({ ...config, estimator: TABLE_DEFAULTS })}>
            Search on the recorded table instead
          </button>
        </p>
      </div>
    </ModalDialog>
  );
}
