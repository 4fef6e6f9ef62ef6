import { type ReactNode, useState } from 'react';
import { SHIPPED_TABLES, TABLE_DEFAULTS } from '../../../engine/estimate/metadata';
import type { RunConfig } from '../../../engine/run/config';
import { fig5 } from '../../../engine/run/presets';
import type { TableEntry } from '../../../worker/tableStore';
import { FileButton } from '../../shared/FileButton';
import { useLab } from '../../store';
import { useLocalTables } from '../../store/localTables';

/** The run of `config` on another table: a search that trained takes figure 5's settings. */
function onTable(config: RunConfig | null, name: string, title: string, space: string): RunConfig {
  const from = config?.estimator.id === 'table' ? config : fig5(config?.seed ?? 1);
  const noise = from.estimator.id === 'table' ? from.estimator.noise : TABLE_DEFAULTS.noise;
  return {
    ...from,
    title: `Search on ${title}`.slice(0, 120),
    space: { id: space },
    estimator: { id: 'table', table: name, noise },
  };
}

/** Tables of this browser, then those that come with the page. */
export function TableList() {
  const entries = useLocalTables((state) => state.entries);
  return (
    <>
      <section aria-labelledby="tab-yours">
        <h3 id="tab-yours">Your tables</h3>
        {entries === null ? <p className="meas-soft">Looking …</p> : null}
        {entries !== null && entries.length === 0 ? (
          <p className="meas-soft">None yet. Measure one above, or open a file that the page or ‘nas-lab table’ wrote.</p>
        ) : null}
        <ul className="tab-list">
          {(entries ?? []).map((entry) => (
            <Own key={entry.id} entry={entry} />
          ))}
        </ul>
        <ImportFile />
      </section>
      <section aria-labelledby="tab-shipped">
        <h3 id="tab-shipped">Tables that come with the page</h3>
        <ul className="tab-list">
          {SHIPPED_TABLES.map(({ id, title }) => (
            <Shipped key={id} id={id} title={title} />
          ))}
        </ul>
      </section>
    </>
  );
}

function Row({ title, facts, children }: { readonly title: string; readonly facts: ReactNode; readonly children: ReactNode }) {
  return (
    <li>
      <div className="tab-row">
        <p className="tab-what">
          <b>{title}</b>
          <span className="meas-soft">{facts}</span>
        </p>
        <div className="meas-ways">{children}</div>
      </div>
    </li>
  );
}

function useOpenOn(): (name: string, title: string, space: string) => void {
  const openRun = useLab((state) => state.openRun);
  return (name, title, space) => {
    const { config, reward } = useLab.getState();
    const from = config === null || reward === null ? config : { ...config, reward };
    openRun(onTable(from, name, title, space), { play: true });
  };
}

function countText({ rows, runs, cells, missing }: TableEntry): string {
  const networks = missing === 0 ? `${rows} networks` : `${rows} of ${cells} networks`;
  return runs === rows ? networks : `${networks}, ${runs} trainings`;
}

function Own({ entry }: { readonly entry: TableEntry }) {
  const { id, title, space, job, rows, missing, provenance } = entry;
  const measuring = useLocalTables((state) => state.measuring);
  const unkept = useLocalTables((state) => state.unkept.includes(id));
  const { measure, download, nameOf, remove } = useLocalTables.getState();
  const openOn = useOpenOn();
  const isOpen = useLab((state) => state.config?.estimator.id === 'table' && entry.names.includes(state.config.estimator.table));
  const isMeasured = measuring?.progress?.entry === id;
  const use = async (): Promise<void> => {
    const name = await nameOf(id);
    if (name !== null) openOn(name, title, space);
  };
  const isPart = missing > 0;
  const searchText = isPart ? 'Search on it, so far' : 'Search on it';
  const downloadText = isPart ? 'Download, so far' : 'Download';
  return (
    <Row
      title={title}
      facts={
        <>
          {countText(entry)} · {provenance.split.train.toLocaleString('en')} images, {provenance.backend}, {provenance.machine} ·{' '}
          {job === null ? 'from a file, ' : ''}
          {provenance.date}
          {unkept ? ' · in memory only: download it before this visit ends' : ''}
          {isOpen ? ' · used by the open run' : ''}
        </>
      }
    >
      {job !== null && isPart && !isMeasured ? (
        <button type="button" className="button primary" disabled={measuring !== null} onClick={() => void measure(job, title)}>
          Go on measuring
        </button>
      ) : null}
      <button
        type="button"
        className="button"
        disabled={rows === 0 || unkept}
        onClick={() => void use()}
        aria-label={`${searchText}: ${title}`}
      >
        {searchText}
      </button>
      <button
        type="button"
        className="button"
        disabled={rows === 0}
        onClick={() => void download(id)}
        aria-label={`${downloadText}: ${title}`}
      >
        {downloadText}
      </button>
      <Remove title={title} isDisabled={isMeasured} onRemove={() => void remove(id)} />
    </Row>
  );
}

/** Minutes or hours of work go with a table: it is asked for twice. */
function Remove({
  title,
  isDisabled,
  onRemove,
}: {
  readonly title: string;
  readonly isDisabled: boolean;
  readonly onRemove: () => void;
}) {
  const [isAsked, setAsked] = useState(false);
  return isAsked ? (
    <>
      <button type="button" className="button" onClick={onRemove} aria-label={`Delete for good: ${title}`}>
        Delete for good
      </button>
      <button type="button" className="button" onClick={() => setAsked(false)}>
        Keep
      </button>
    </>
  ) : (
    <button type="button" className="button" disabled={isDisabled} onClick={() => setAsked(true)} aria-label={`Delete: ${title}`}>
      Delete
    </button>
  );
}

function ImportFile() {
  const importFile = useLocalTables((state) => state.importFile);
  return (
    <p className="meas-ways">
      <FileButton label="Open a table’s file" onFile={(file) => void importFile(file)} />
      <span className="meas-soft">As the page or the command line wrote it; it is checked before it is kept.</span>
    </p>
  );
}

function Shipped({ id, title }: { readonly id: string; readonly title: string }) {
  const openOn = useOpenOn();
  const isOpen = useLab((state) => state.config?.estimator.id === 'table' && state.config.estimator.table === id);
  return (
    <Row title={title} facts={isOpen ? 'used by the open run' : `tables/${id}.json`}>
      <button type="button" className="button" onClick={() => openOn(id, title, 'a-small')} aria-label={`Search on it: ${title}`}>
        Search on it
      </button>
    </Row>
  );
}
