import { type KeyboardEvent, useRef, useState } from 'react';
import { useLab } from '../../../store';
import { childText } from './childText';

export interface TrialItem {
  readonly key: string;
  readonly arch: string;
  /** Beside the child's name: reward, age, where it comes from. */
  readonly note: string;
}

interface TrialListProps {
  readonly label: string;
  readonly items: readonly TrialItem[];
}

/** Children as a list for keyboard and screen reader: arrow keys walk and show the child everywhere, Enter selects it. */
export function TrialList({ label, items }: TrialListProps) {
  const selected = useLab((state) => state.selectedArch);
  const select = useLab((state) => state.select);
  const hover = useLab((state) => state.hover);
  const list = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const at = Math.min(active, items.length - 1);
  if (items.length === 0) return null;

  const walk = (event: KeyboardEvent, index: number, arch: string): void => {
    const targets: Readonly<Record<string, number>> = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      Home: 0,
      End: items.length - 1,
    };
    const target = targets[event.key];
    if (target !== undefined) {
      event.preventDefault();
      const next = Math.max(0, Math.min(items.length - 1, target));
      setActive(next);
      const row = list.current?.children[next];
      if (row instanceof HTMLElement) row.focus();
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      select(arch);
    }
  };

  return (
    <section className="st-list">
      <h3>{label}</h3>
      <div
        ref={list}
        role="listbox"
        className="st-listbox"
        aria-label={label}
        onPointerLeave={() => hover(null)}
        onBlur={() => hover(null)}
      >
        {items.map(({ key, arch, note }, i) => (
          <div
            key={key}
            role="option"
            aria-selected={arch === selected}
            tabIndex={i === at ? 0 : -1}
            onPointerEnter={() => hover(arch)}
            onFocus={() => {
              setActive(i);
              hover(arch);
            }}
            onClick={() => select(arch)}
            onKeyDown={(event) => walk(event, i, arch)}
          >
            <b title={childText(arch)}>{childText(arch)}</b> <span>{note}</span>
          </div>
        ))}
      </div>
    </section>
  );
}
