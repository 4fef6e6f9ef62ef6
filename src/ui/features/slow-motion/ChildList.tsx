import { type KeyboardEvent, useRef } from 'react';
import type { EpisodeTrace, TraceUpdate } from '../../../engine/run/traceTypes';
import { ArchText } from '../../shared/ArchText';
import { childFacts } from '../../shared/childFacts';
import { digitsFor, formatCount, formatFixed, formatPercent, formatSigned } from '../../shared/format';
import { useLab } from '../../store';
import { digitsOf } from './parts';
import type { Step } from './stepping';

interface ChildListProps {
  readonly trace: EpisodeTrace;
  readonly step: Step;
  readonly followed: number;
  readonly onFollow: (child: number) => void;
}

interface Column {
  readonly head: string;
  readonly text: (child: number) => string;
}

/** The episode's children with the one number that the step is about; choosing one follows it through all steps. */
export function ChildList({ trace, step, followed, onFollow }: ChildListProps) {
  const column = useColumn(trace, step);
  const update = step.update === null ? null : (trace.updates[step.update] ?? null);
  const buttons = useRef(new Map<number, HTMLButtonElement>());
  const hover = useLab((state) => state.hover);
  const move = (event: KeyboardEvent): void => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const next = followed + by;
    if (by === 0 || next < 0 || next >= trace.children.length) return;
    event.preventDefault();
    onFollow(next);
    buttons.current.get(next)?.focus();
  };
  return (
    <section className="slow-children" aria-label="Children of the episode">
      <table>
        <thead>
          <tr>
            <td className="slow-child-head">child</td>
            <td className="slow-child-head" data-value="true">
              {column.head}
            </td>
          </tr>
        </thead>
        <tbody>
          {trace.children.map((child, i) => {
            const times = update === null ? 0 : update.rows.filter((row) => row.child === i).length;
            return (
              <tr
                key={child.trial}
                data-followed={i === followed}
                data-out={update !== null && times === 0}
                onPointerEnter={() => hover(child.arch)}
                onPointerLeave={() => hover(null)}
              >
                <th scope="row" className="slow-child-name">
                  <button
                    type="button"
                    className="slow-child-button"
                    ref={(element) => {
                      if (element === null) buttons.current.delete(i);
                      else buttons.current.set(i, element);
                    }}
                    aria-pressed={i === followed}
                    tabIndex={i === followed ? 0 : -1}
                    onClick={() => onFollow(i)}
                    onKeyDown={move}
                  >
                    <span className="slow-rank">{i + 1}</span> <ArchText arch={child.arch} most={26} />
                  </button>
                </th>
                <td className="slow-child-value">
                  {times > 1 ? <span className="slow-times">{times}× </span> : null}
                  {column.text(i)}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

function useColumn(trace: EpisodeTrace, step: Step): Column {
  const table = useLab((state) => state.table);
  const measured = useLab((state) => state.children);
  const child = (i: number) => trace.children[i];
  const facts = (i: number) => {
    const arch = child(i)?.arch;
    return arch === undefined ? null : childFacts(arch, measured.get(arch)?.measurement ?? null, table);
  };
  const rewards = trace.children.map(({ credited }) => credited);
  const digits = Math.max(2, digitsFor(Math.max(...rewards) - Math.min(...rewards)));
  switch (step.kind) {
    case 'state':
    case 'softmax':
    case 'sample':
      return { head: 'log p', text: (i) => formatFixed(child(i)?.logProb, 3) };
    case 'build':
      return { head: 'params', text: (i) => formatCount(facts(i)?.params) };
    case 'train':
      return { head: 'accuracy', text: (i) => formatPercent(facts(i)?.validAccuracy) };
    case 'reward':
      return { head: 'reward', text: (i) => formatFixed(child(i)?.reward, digits) };
    case 'advantage':
      return { head: 'advantage', text: (i) => formatSigned(child(i)?.advantage, digits) };
    case 'update':
      return updateColumn(trace, step.update === null ? null : (trace.updates[step.update] ?? null));
    case 'after': {
      const changes = trace.children.map(({ logProb, logProbAfter }) => logProbAfter - logProb);
      const fine = digitsOf(Math.max(...changes.map(Math.abs)), 3);
      return { head: 'Δ log p', text: (i) => formatSigned(changes[i], fine) };
    }
    default:
      return step.kind satisfies never;
  }
}

function updateColumn({ settings, children }: EpisodeTrace, update: TraceUpdate | null): Column {
  const row = (i: number) => update?.rows.find((entry) => entry.child === i);
  if (settings.update === 'reinforce') return { head: 'advantage', text: (i) => formatSigned(children[i]?.advantage, 2) };
  const furthest = Math.max(0, ...(update?.rows ?? []).map(({ ratio }) => Math.abs(ratio - 1)));
  const digits = digitsOf(furthest || 0.1, 3);
  return {
    head: 'ratio',
    text: (i) => {
      const found = row(i);
      if (found === undefined) return '·';
      const mark = found.side === 'inside' ? '' : found.slope === 0 ? ' ⊣' : ' ↔';
      return `${formatFixed(found.ratio, digits)}${mark}`;
    },
  };
}
