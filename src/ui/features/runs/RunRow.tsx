import { useEffect, useRef, useState } from 'react';
import type { StoredRun } from '../../../worker/runStore';
import { rewardName, strategyTitle } from '../../shared/describe';
import { formatCount, formatFixed } from '../../shared/format';
import { MenuButton } from '../../shared/lazyPopups';
import { archLabel, shortText } from '../../shared/ops';

export type RunAction = 'json' | 'rollouts' | 'losses' | 'delete';

interface RunRowProps {
  readonly run: StoredRun;
  readonly isOpen: boolean;
  readonly isCompared: boolean;
  readonly onCompare: (on: boolean) => void;
  readonly onOpen: () => void;
  readonly onRename: (title: string) => void;
  readonly onAction: (action: RunAction) => void;
}

const when = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** One kept run: what it is, how far it came, what can be done with it. */
export function RunRow({ run, isOpen, isCompared, onCompare, onOpen, onRename, onAction }: RunRowProps) {
  const [isRenaming, setRenaming] = useState(false);
  const entries = [
    { id: 'rename', title: 'Rename' },
    { id: 'json', title: 'Export as JSON', note: 'everything, to be imported again' },
    { id: 'rollouts', title: 'Export rollouts.csv', note: 'one row a child: its ops, then its reward' },
    { id: 'losses', title: 'Export losses.csv', note: 'loss, policy loss, entropy' },
    ...(isOpen ? [] : [{ id: 'delete', title: 'Delete', note: 'can be undone' }]),
  ];
  return (
    <li className="runs-row" data-open={isOpen}>
      <input
        type="checkbox"
        aria-label={`Compare ${run.title}`}
        checked={isCompared}
        onChange={(event) => onCompare(event.target.checked)}
      />
      <div className="runs-what">
        {isRenaming ? (
          <Rename
            title={run.title}
            onDone={(title) => {
              setRenaming(false);
              if (title !== null) onRename(title);
            }}
          />
        ) : (
          <p>
            <b>{run.title}</b> <span className="runs-soft">seed {run.config.seed}</span>
            {isOpen ? <span className="runs-open">open now</span> : null}
          </p>
        )}
        <p className="runs-soft">
          {strategyTitle(run.config.strategy)}, {rewardName(run.config.reward)} · {when.format(run.updatedAt)}
        </p>
        <p className="runs-soft">
          {formatCount(run.episodes)} episodes, {formatCount(run.children)} children{run.done ? ', done' : ''}
          {run.bestArch === null ? '' : ` · best ${shortText(archLabel(run.bestArch), 30)} ${formatFixed(run.bestReward)}`}
        </p>
      </div>
      <div className="runs-do">
        {isOpen ? null : (
          <button type="button" className="button" aria-label={`Open ${run.title}`} onClick={onOpen}>
            Open
          </button>
        )}
        <MenuButton
          label={`More for ${run.title}`}
          className="button"
          trigger="⋯"
          entries={entries}
          onChoose={(id) => {
            if (id === 'rename') setRenaming(true);
            else if (id === 'json' || id === 'rollouts' || id === 'losses' || id === 'delete') onAction(id);
          }}
        />
      </div>
    </li>
  );
}

function Rename({ title, onDone }: { readonly title: string; readonly onDone: (title: string | null) => void }) {
  const [text, setText] = useState(title);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), []);
  const finish = (): void => {
    const trimmed = text.trim();
    onDone(trimmed === '' || trimmed === title ? null : trimmed);
  };
  return (
    <form
      className="runs-rename"
      onSubmit={(event) => {
        event.preventDefault();
        finish();
      }}
    >
      <input
        ref={field}
        aria-label="Title of the run"
        maxLength={120}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onBlur={finish}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.preventDefault();
          event.stopPropagation();
          onDone(null);
        }}
      />
    </form>
  );
}
