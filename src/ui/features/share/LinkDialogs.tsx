import { type ReactNode, useState } from 'react';
import { TABLE_DEFAULTS } from '../../../engine/estimate/metadata';
import type { RunConfig } from '../../../engine/run/config';
import { FileButton } from '../../shared/FileButton';
import { countOf, formatCount, formatDuration } from '../../shared/format';
import { ModalDialog } from '../../shared/lazyPopups';
import { Notes } from '../../shared/Notes';
import type { LinkedRun } from '../../shared/runLink';
import { useLocalTables } from '../../store/localTables';

interface GateDialogProps {
  readonly linked: LinkedRun;
  readonly onClose: () => void;
}

interface AskToStartProps extends GateDialogProps {
  /** Estimated, of the whole run. */
  readonly ms: number;
  readonly onStart: () => void;
}

/** A link to a run that takes long. */
export function AskToStart({ linked: { config, notes }, ms, onStart, onClose }: AskToStartProps) {
  return (
    <ModalDialog title="Start this long run?" isOpen onClose={onClose}>
      <div className="share">
        <p>
          “{config.title}”, seed {config.seed}: up to {formatCount(config.stop.episodes)} episodes of{' '}
          {countOf(config.strategy.childrenPerEpisode, 'child', 'children')}, about {formatDuration(ms)} at the usual pace. It can
          be paused, and its settings changed, at any moment.
        </p>
        <Notes notes={notes} />
        <p className="share-actions">
          <button type="button" className="button primary" onClick={onStart}>
            Start it
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
