import { useId, useState } from 'react';
import type { SavedSpace } from '../../../worker/spaceStore';
import type { Saved } from './useSaved';

interface SavedSpacesProps {
  readonly saved: Saved;
  /** The one in the editor. */
  readonly open: string | null;
  /** Whether the editor differs from what is saved under that name. */
  readonly isChanged: boolean;
  readonly onOpen: (space: SavedSpace) => void;
  readonly onRenamed: (from: string, to: string) => void;
}

const dated = (ms: number): string => new Date(ms).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

/** The spaces that are kept in this browser. */
export function SavedSpaces({ saved, open, isChanged, onOpen, onRenamed }: SavedSpacesProps) {
  const { spaces, fault } = saved;
  return (
    <section className="space-saved" aria-label="Saved spaces">
      <h3>Saved in this browser</h3>
      {fault === null ? null : (
        <p className="space-fault" role="alert">
          <b>{fault.message}</b> {fault.remedy}
        </p>
      )}
      {spaces === null ? <p className="space-soft">Looking …</p> : null}
      {spaces !== null && spaces.length === 0 ? (
        <p className="space-soft">None yet. What is being written is kept over a reload anyway.</p>
      ) : null}
      <ul>
        {(spaces ?? []).map((space) => (
          <Row
            key={space.name}
            space={space}
            note={space.name === open ? (isChanged ? 'in the editor, changed' : 'in the editor') : ''}
            onOpen={() => onOpen(space)}
            onRename={async (to) => {
              const renamed = await saved.rename(space.name, to);
              if (renamed) onRenamed(space.name, to);
              return renamed;
            }}
            onDelete={() => void saved.remove(space.name)}
          />
        ))}
      </ul>
    </section>
  );
}

interface RowProps {
  readonly space: SavedSpace;
  readonly note: string;
  readonly onOpen: () => void;
  readonly onRename: (to: string) => Promise<boolean>;
  readonly onDelete: () => void;
}

function Row({ space: { name, updatedAt }, note, onOpen, onRename, onDelete }: RowProps) {
  const [asked, setAsked] = useState<'no' | 'rename' | 'delete'>('no');
  const [to, setTo] = useState(name);
  const id = useId();
  const rename = async (): Promise<void> => {
    const next = to.trim();
    if (next === name || next === '' || (await onRename(next))) setAsked('no');
  };
  return (
    <li>
      <p>
        <b>{name}</b>{' '}
        <span className="space-soft">
          {dated(updatedAt)}
          {note === '' ? '' : ` · ${note}`}
        </span>
      </p>
      {asked === 'rename' ? (
        <form
          className="space-line"
          onSubmit={(event) => {
            event.preventDefault();
            void rename();
          }}
        >
          <label htmlFor={id} className="sr-only">
            New name
          </label>
          <input id={id} value={to} maxLength={80} onChange={(event) => setTo(event.target.value)} />
          <button type="submit" className="button" disabled={to.trim() === ''}>
            Rename
          </button>
          <button type="button" className="button" onClick={() => setAsked('no')}>
            Keep the name
          </button>
        </form>
      ) : asked === 'delete' ? (
        <p className="space-line">
          <button type="button" className="button" onClick={onDelete} aria-label={`Delete for good: ${name}`}>
            Delete for good
          </button>
          <button type="button" className="button" onClick={() => setAsked('no')}>
            Keep
          </button>
        </p>
      ) : (
        <p className="space-line">
          <button type="button" className="button" onClick={onOpen} aria-label={`Open: ${name}`}>
            Open
          </button>
          <button
            type="button"
            className="button"
            onClick={() => {
              setTo(name);
              setAsked('rename');
            }}
            aria-label={`Rename: ${name}`}
          >
            Rename
          </button>
          <button type="button" className="button" onClick={() => setAsked('delete')} aria-label={`Delete: ${name}`}>
            Delete
          </button>
        </p>
      )}
    </li>
  );
}
