import { type ChangeEvent, type DragEvent, useState } from 'react';
import { KNOWN_DATASETS } from '../../../engine/data/known';
import type { RunConfig } from '../../../engine/run/config';
import { realMnist } from '../../../engine/run/presets';
import type { StoredDataset } from '../../../worker/dataStore';
import { AskToTrain } from '../../shared/AskToTrain';
import { useLab } from '../../store';
import { ImageStrip } from './ImageStrip';
import { type DataState, useData } from './useData';
import './data.css';

const MEGABYTE = 1_000_000;
const megabytes = (bytes: number): string => `${(bytes / MEGABYTE).toFixed(1)} MB`;
const thousands = (n: number): string => n.toLocaleString('en');

/** Images to train on: what this browser keeps, what can be fetched, and a place to drop one's own. Nothing is uploaded. */
export default function Data() {
  const data = useData();
  return (
    <div className="data">
      <p className="data-note">
        Images stay in this browser; nothing is uploaded. The procedural digits are always here and need no file.
      </p>
      <Under data={data} />
      <Kept data={data} />
      <DropPlace data={data} />
      <Published data={data} />
    </div>
  );
}

/** What is under way, or how the last thing ended. */
function Under({ data: { progress, error, outcome, cancel } }: { readonly data: DataState }) {
  if (progress !== null) {
    const { what, doneBytes, totalBytes } = progress;
    return (
      <div className="data-under" role="status">
        <span>
          {what} · {megabytes(doneBytes)}
          {totalBytes === null ? '' : ` of ${megabytes(totalBytes)}`}
        </span>
        <progress value={totalBytes === null ? undefined : doneBytes} max={totalBytes ?? undefined} aria-label={what} />
        <button type="button" className="button" onClick={cancel}>
          Cancel
        </button>
      </div>
    );
  }
  if (error !== null) {
    return (
      <p className="data-under failed" role="alert">
        {error.message} <b>{error.remedy}</b>
      </p>
    );
  }
  if (outcome === null) return null;
  const { stored, verified, ignored } = outcome;
  return (
    <div className="data-under" role="status">
      <span>
        {stored.title} is ready: {thousands(stored.trainCount)} training and {thousands(stored.testCount)} test images
        {verified ? ', checksums as published.' : '. Its checksums are of no published set, so it is labelled as yours.'}
      </span>
      {ignored.length > 0 && (
        <ul>
          {ignored.map(({ name, reason }) => (
            <li key={name}>
              {name} was left out: {reason}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Kept({ data }: { readonly data: DataState }) {
  const openRun = useLab((state) => state.openRun);
  const config = useLab((state) => state.config);
  const { datasets, previews } = data;
  const [asking, setAsking] = useState<RunConfig | null>(null);
  if (datasets === null) return <p className="data-note">Looking …</p>;
  const train = ({ id, title, trainCount, testCount }: StoredDataset): void => {
    const preset = realMnist(config?.seed ?? 1);
    if (preset.estimator.id !== 'train') return;
    const valid = Math.max(1, Math.min(preset.estimator.valid, Math.floor(trainCount / 10)));
    const sizes = {
      train: Math.max(1, Math.min(preset.estimator.train, trainCount - valid)),
      valid,
      test: Math.min(preset.estimator.test, testCount),
    };
    setAsking({ ...preset, title: `${title}, trained for real`, estimator: { ...preset.estimator, data: id, ...sizes } });
  };
  return (
    <section aria-labelledby="data-kept">
      <h3 id="data-kept">In this browser</h3>
      {asking === null ? null : (
        <AskToTrain
          config={asking}
          onStart={() => {
            openRun(asking, { play: true });
            setAsking(null);
          }}
          onClose={() => setAsking(null)}
        />
      )}
      {datasets.length === 0 && <p className="data-note">No set of images yet besides the procedural digits.</p>}
      <ul className="data-list">
        {datasets.map((set) => {
          const preview = previews.get(set.id);
          return (
            <li key={set.id}>
              <div className="data-row">
                <b>{set.title}</b>
                <span className="data-facts">
                  {thousands(set.trainCount)} + {thousands(set.testCount)} images · {megabytes(set.bytes)} · {set.provenance}
                </span>
                <button type="button" className="button primary" onClick={() => train(set)}>
                  Train on it
                </button>
                <button type="button" className="button" onClick={() => data.preview(set.id)}>
                  Look
                </button>
                <button type="button" className="button" onClick={() => data.remove(set.id)}>
                  Remove
                </button>
              </div>
              {preview !== undefined && <ImageStrip preview={preview} title={set.title} />}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function DropPlace({ data }: { readonly data: DataState }) {
  const [over, setOver] = useState(false);
  const take = (list: FileList | null): void => {
    if (list !== null && list.length > 0) data.importFiles([...list]);
  };
  const choose = ({ target }: ChangeEvent<HTMLInputElement>): void => {
    take(target.files);
    // The same files may be chosen again, after a failure for example.
    target.value = '';
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files);
  };
  return (
    <section
      className={over ? 'data-drop over' : 'data-drop'}
      aria-labelledby="data-drop"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <h3 id="data-drop">Your own files</h3>
      <p className="data-note">
        Drop them here: the four IDX files of MNIST or Fashion-MNIST, CIFAR-10's binary batches or its tar.gz, packed or not.
      </p>
      <div className="data-row">
        <label className="button">
          Choose files
          <input className="sr-only" type="file" multiple onChange={choose} />
        </label>
        <label className="button">
          Choose a folder
          <input
            className="sr-only"
            type="file"
            multiple
            ref={(input) => input?.setAttribute('webkitdirectory', '')}
            onChange={choose}
          />
        </label>
      </div>
    </section>
  );
}

function Published({ data }: { readonly data: DataState }) {
  return (
    <section aria-labelledby="data-published">
      <h3 id="data-published">Published sets</h3>
      <p className="data-note">Fetched from their publishers once, checked by checksum, then kept here.</p>
      <ul className="data-list">
        {KNOWN_DATASETS.map(({ id, title, provenance, files }) => (
          <li key={id} className="data-row">
            <b>{title}</b>
            <span className="data-facts">
              {provenance} · {megabytes(files.reduce((sum, file) => sum + file.bytes, 0))}
            </span>
            <button type="button" className="button" disabled={data.progress !== null} onClick={() => data.fetchSet(id)}>
              Fetch
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
