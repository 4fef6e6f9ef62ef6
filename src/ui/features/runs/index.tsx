import { useEffect, useMemo, useRef, useState } from 'react';
import { toPlainError } from '../../../engine/core/errors';
import { LARGEST_RUN_FILE } from '../../../worker/runFile';
import type { StoredRun } from '../../../worker/runStore';
import { download, fileName } from '../../shared/download';
import { FileButton } from '../../shared/FileButton';
import { useLab } from '../../store';
import { Comparison } from './Comparison';
import { lossesCsv, rolloutsCsv } from './csv';
import { type RunAction, RunRow } from './RunRow';
import { useCurves } from './useCurves';
import { useRuns } from './useRuns';
import './runs.css';

const NONE: readonly StoredRun[] = [];

/** The runs this browser keeps: opened again, compared, laid over the chart, taken along as files. */
export default function RunList() {
  const { runs, error, deleted, rename, remove, undo, load, exportJson, importJson, cancelImport, dismissError } = useRuns();
  const runId = useLab((state) => state.runId);
  const openRun = useLab((state) => state.openRun);
  const overlays = useLab((state) => state.overlays);
  const setOverlays = useLab((state) => state.setOverlays);
  const [said, setSaid] = useState('');
  /** The name of the file under way. */
  const [reading, setReading] = useState<string | null>(null);
  const [compared, setCompared] = useState<ReadonlySet<string>>(
    () => new Set([...(runId === null ? [] : [runId]), ...overlays.map((overlay) => overlay.id)]),
  );
  const list = runs ?? NONE;
  const chosen = useMemo(() => list.filter((run) => compared.has(run.id)), [list, compared]);
  const curves = useCurves(chosen, load);

  // What is compared lies over the chart too; the open run is there already.
  const overlayKey = curves.map((curve) => `${curve.id}:${curve.episodes}:${curve.title}`).join('|');
  const latest = useRef(curves);
  latest.current = curves;
  useEffect(() => {
    if (overlayKey === '') return;
    setOverlays(
      latest.current
        .filter((curve) => curve.id !== useLab.getState().runId)
        .map(({ id, title, mean, spent }) => ({ id, title, series: mean, spent })),
    );
  }, [overlayKey, setOverlays]);

  const compare = (id: string, on: boolean): void => {
    const next = new Set(compared);
    if (on) next.add(id);
    else next.delete(id);
    setCompared(next);
    if (!on) setOverlays(overlays.filter((overlay) => overlay.id !== id));
  };

  const act = async (run: StoredRun, action: RunAction): Promise<void> => {
    setSaid('');
    if (action === 'delete') {
      compare(run.id, false);
      await remove(run.id);
      return;
    }
    const name = `${fileName(run.title)}-seed-${run.config.seed}`;
    if (action === 'json') {
      const json = await exportJson(run.id);
      if (json !== null) download(`${name}.json`, json, 'application/json');
      return;
    }
    const loaded = await load(run.id);
    if (loaded === null) return;
    if (action === 'rollouts') {
      download(`${name}-rollouts.csv`, await rolloutsCsv(run.config.space, loaded.events), 'text/csv');
    } else download(`${name}-losses.csv`, lossesCsv(loaded.events), 'text/csv');
  };

  const isUnkept = runId !== null && runs !== null && !list.some((run) => run.id === runId);
  const exportOpen = async (): Promise<void> => {
    const { config, exportRun } = useLab.getState();
    try {
      const json = await exportRun();
      download(`${fileName(config?.title ?? '')}-seed-${config?.seed ?? 0}.json`, json, 'application/json');
      setSaid('');
    } catch (thrown) {
      const { message, remedy } = toPlainError(thrown);
      setSaid(`${message} ${remedy}`);
    }
  };

  const importFile = async (chosenFile: File): Promise<void> => {
    setSaid('');
    setReading(chosenFile.name);
    const run = await importJson(chosenFile);
    setReading(null);
    if (run !== null) setSaid(`Imported “${run.title}”.`);
  };

  return (
    <div className="runs">
      <div className="runs-head">
        <p className="runs-soft">Kept in this browser. Ticked runs are compared below and drawn over the chart.</p>
        <span className="spacer" />
        <span className="runs-soft">at most {LARGEST_RUN_FILE / 1e6} MB</span>
        <FileButton label="Import JSON" onFile={(file) => void importFile(file)} />
      </div>
      {isUnkept ? (
        <p className="runs-unkept">
          The open run is not in this list{error?.kind === 'storage' ? ': this browser keeps nothing' : ' yet'}.{' '}
          <button type="button" className="button" onClick={() => void exportOpen()}>
            Export the open run as JSON
          </button>
        </p>
      ) : null}
      {error === null ? null : (
        <p className="runs-fault" role="alert">
          {error.message} {error.remedy}{' '}
          <button type="button" className="link" onClick={dismissError}>
            Dismiss
          </button>
        </p>
      )}
      <p role="status" className="runs-said">
        {reading === null ? null : (
          <>
            Reading {reading} …{' '}
            <button type="button" className="link" onClick={cancelImport}>
              Cancel
            </button>{' '}
          </>
        )}
        {deleted === null ? (
          said
        ) : (
          <>
            Deleted “{deleted.run.title}”.{' '}
            <button type="button" className="link" onClick={() => void undo()}>
              Undo
            </button>
          </>
        )}
      </p>
      {curves.length === 0 ? null : <Comparison curves={curves} />}
      {runs === null ? <p className="runs-soft">Reading the list …</p> : null}
      {runs !== null && runs.length === 0 && error === null ? (
        <p className="runs-soft">No run is kept yet. The open run appears here after its first episodes.</p>
      ) : null}
      <ul className="runs-list">
        {list.map((run) => (
          <RunRow
            key={run.id}
            run={run}
            isOpen={run.id === runId}
            isCompared={compared.has(run.id)}
            onCompare={(on) => compare(run.id, on)}
            onOpen={() => openRun(run.config, { play: !run.done, runId: run.id })}
            onRename={(title) => void rename(run.id, title)}
            onAction={(action) => void act(run, action)}
          />
        ))}
      </ul>
    </div>
  );
}
