import { useEffect, useState } from 'react';
import { TABLE_DEFAULTS } from '../../engine/estimate/metadata';
import type { TableFile } from '../../engine/estimate/tableFile';
import { trainsChildren } from '../../engine/estimate/trainsChildren';
import type { RunConfig } from '../../engine/run/config';
import { useLab } from '../store';
import { CostFacts } from './CostFacts';
import { ModalDialog } from './lazyPopups';
import { Notes } from './Notes';
import { trainingCost } from './trainingCost';

interface AskToTrainProps {
  readonly config: RunConfig;
  /** What was changed of the link that brought it. */
  readonly notes?: readonly string[];
  readonly onStart: () => void;
  readonly onClose: () => void;
}

/** What a training will cost, before this machine starts it. */
export function AskToTrain({ config, notes = [], onStart, onClose }: AskToTrainProps) {
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
      <div className="cost">
        <p>
          “{config.title}”, seed {config.seed}, trains its children on this machine, on{' '}
          {config.estimator.data === 'digits' ? 'procedural digits, drawn by this page' : config.estimator.data}, profile{' '}
          {config.estimator.profile}. Nothing has started yet.
        </p>
        <CostFacts cost={cost} />
        <Notes notes={notes} />
        <p className="cost-ways">
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
