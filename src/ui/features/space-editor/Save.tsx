import { useId, useState } from 'react';

interface SaveProps {
  /** Under which the text is saved already; null where it is not. */
  readonly name: string | null;
  /** Offered for a text without one. */
  readonly title: string;
  /** Names that are taken. */
  readonly taken: readonly string[];
  readonly isChanged: boolean;
  readonly onSave: (name: string) => void;
}

/** A name, and the button that keeps the text under it. */
export function Save({ name, title, taken, isChanged, onSave }: SaveProps) {
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const wanted = typed ?? name ?? title;
  const trimmed = wanted.trim();
  const replaces = trimmed !== name && taken.includes(trimmed);
  const isKept = trimmed === name && !isChanged;
  return (
    <form
      className="space-line space-save"
      onSubmit={(event) => {
        event.preventDefault();
        if (trimmed === '') return;
        onSave(trimmed);
        setTyped(null);
      }}
    >
      <label htmlFor={id} className="space-soft">
        Name
      </label>
      <input id={id} value={wanted} maxLength={80} onChange={(event) => setTyped(event.target.value)} />
      <button type="submit" className="button" disabled={trimmed === '' || isKept}>
        {isKept ? 'Saved' : replaces ? 'Save over that one' : 'Save'}
      </button>
    </form>
  );
}
