import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import type { TreeNode } from '../../../../engine/search/views';
import { formatCount, formatFixed } from '../../../shared/format';
import { opLabel } from '../../../shared/ops';
import { openedSpace } from '../../../shared/spaces';
import { useLab } from '../../../store';
import { useMoment } from '../moment';
import { cut } from '../parts/childText';
import { shortNumber } from '../parts/scale';
import { archOf } from './archOf';
import { optionsTo, type TreeItem, type TreeLayout, treeLayout, unfolded } from './layout';
import { usePanZoom } from './usePanZoom';
import './tree.css';

const ROW = 22;
const COLUMN = 128;
const PAD = 14;
/** Leaves that are unfolded by themselves. */
const ROWS_AT_FIRST = 18;

/** The tree of choices: how often each branch was walked, and what walks through it were worth. */
export function Tree({ nodes }: { readonly nodes: readonly TreeNode[] }) {
  const { config } = useMoment();
  /** Folded or unfolded by hand, by the options that lead there: indices change with every view. */
  const [byHand, setByHand] = useState<ReadonlyMap<string, boolean>>(new Map());
  const layout = useMemo(() => {
    const own = unfolded(nodes, ROWS_AT_FIRST);
    return treeLayout(nodes, (index) => byHand.get(optionsTo(nodes, index).join('\n')) ?? own.has(index));
  }, [nodes, byHand]);
  const space = useMemo(() => openedSpace(config.space), [config]);
  const toggle = (item: TreeItem): void => {
    const key = optionsTo(nodes, item.index).join('\n');
    setByHand((held) => new Map(held).set(key, !item.isOpen));
  };
  const arch = (index: number): string | null => (space === null ? null : archOf(space, optionsTo(nodes, index)));
  return (
    <>
      <p className="st-soft">
        {formatCount(nodes[0]?.visits ?? 0)} walks from the left. Line width: visits; colour: mean reward; bold: the most visited
        way.
      </p>
      <Stage nodes={nodes} layout={layout} archOf={arch} onToggle={toggle} />
    </>
  );
}

interface StageProps {
  readonly nodes: readonly TreeNode[];
  readonly layout: TreeLayout;
  readonly archOf: (index: number) => string | null;
  readonly onToggle: (item: TreeItem) => void;
}

function Stage({ nodes, layout, archOf: archAt, onToggle }: StageProps) {
  const stage = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const select = useLab((state) => state.select);
  const hover = useLab((state) => state.hover);
  const selected = useLab((state) => state.selectedArch);
  const hovered = useLab((state) => state.hoveredArch);
  const width = (layout.depth + 1) * COLUMN + PAD;
  const height = Math.max(1, layout.rows) * ROW + PAD;
  const { view, zoom, reset, handlers, wasDragged } = usePanZoom(stage);
  const byIndex = useMemo(() => new Map(layout.items.map((item) => [item.index, item])), [layout]);
  const [low, high] = useMemo(() => {
    const values = layout.items.slice(1).map(({ index }) => nodes[index]?.value ?? 0);
    values.sort((a, b) => a - b);
    // Without the lowest tenth: one child at chance would make all others alike.
    return [values[Math.floor(values.length * 0.1)] ?? 0, values.at(-1) ?? 0];
  }, [nodes, layout]);
  const at = byIndex.has(active) ? active : 0;
  const x = ({ depth }: TreeItem): number => PAD / 2 + depth * COLUMN + 6;
  const y = ({ row }: TreeItem): number => PAD / 2 + (row + 0.5) * ROW;
  const total = Math.max(1, nodes[0]?.visits ?? 1);

  const go = (index: number | undefined): void => {
    if (index === undefined) return;
    setActive(index);
    const target = stage.current?.querySelector(`[data-node="${index}"]`);
    if (target instanceof SVGElement) target.focus();
  };
  const onKey = (event: KeyboardEvent, item: TreeItem): void => {
    const place = layout.items.indexOf(item);
    const parent = nodes[item.index]?.parent ?? -1;
    switch (event.key) {
      case 'ArrowDown':
        go(layout.items[place + 1]?.index);
        break;
      case 'ArrowUp':
        go(layout.items[place - 1]?.index);
        break;
      case 'ArrowRight':
        if (item.isOpen) go(item.children[0]);
        else if (item.children.length > 0) onToggle(item);
        break;
      case 'ArrowLeft':
        if (item.isOpen) onToggle(item);
        else if (parent >= 0) go(parent);
        break;
      case 'Home':
        go(layout.items[0]?.index);
        break;
      case 'End':
        go(layout.items.at(-1)?.index);
        break;
      case 'Enter':
      case ' ': {
        const arch = archAt(item.index);
        if (arch !== null) select(arch);
        else onToggle(item);
        break;
      }
      default:
        return;
    }
    event.preventDefault();
  };

  const shown = byIndex.get(at);
  const node = shown === undefined ? undefined : nodes[shown.index];
  return (
    <div className="st-tree">
      <div className="st-tools">
        <button type="button" className="button" aria-label="Zoom in" onClick={() => zoom(1.25)}>
          +
        </button>
        <button type="button" className="button" aria-label="Zoom out" onClick={() => zoom(0.8)}>
          −
        </button>
        <button type="button" className="button" onClick={reset}>
          Reset
        </button>
        <span className="st-soft">drag to move, Ctrl and wheel to zoom; click a branch to fold it</span>
      </div>
      <div
        ref={stage}
        className="st-stage"
        role="tree"
        aria-label={`Search tree: ${layout.items.length} of ${nodes.length} nodes shown, ${formatCount(total)} walks`}
        style={{ height: Math.min(430, Math.max(120, height + 8)) }}
        {...handlers}
      >
        <svg
          role="presentation"
          width={width}
          height={height}
          style={{ transform: `translate(${view.x}px, ${view.y}px) scale(${view.scale})`, transformOrigin: '0 0' }}
        >
          <g>
            {layout.items.map((item) => {
              const parent = byIndex.get(nodes[item.index]?.parent ?? -1);
              if (parent === undefined) return null;
              const middle = x(item) - 26;
              const share = (nodes[item.index]?.visits ?? 0) / total;
              return (
                <path
                  key={item.index}
                  className="st-branch"
                  data-best={layout.best.has(item.index)}
                  strokeWidth={1 + 9 * Math.sqrt(share)}
                  d={`M${x(parent)} ${y(parent)}C${middle} ${y(parent)} ${x(parent) + 40} ${y(item)} ${x(item) - 8} ${y(item)}H${x(item)}`}
                />
              );
            })}
          </g>
          {layout.items.map((item) => {
            const one = nodes[item.index];
            if (one === undefined) return null;
            const arch = archAt(item.index);
            const isLit = arch !== null && (arch === selected || arch === hovered);
            const share = high > low ? Math.max(0, (one.value - low) / (high - low)) : 1;
            const name = optionText(one);
            return (
              <g
                key={item.index}
                data-node={item.index}
                className="st-node"
                role="treeitem"
                aria-level={item.depth + 1}
                aria-selected={arch !== null && arch === selected}
                {...(item.children.length > 0 ? { 'aria-expanded': item.isOpen } : {})}
                aria-label={`${one.decision} ${name}: ${one.visits} visits, mean ${formatFixed(one.value)}`}
                tabIndex={item.index === at ? 0 : -1}
                onFocus={() => {
                  setActive(item.index);
                  hover(arch);
                }}
                onBlur={() => hover(null)}
                onPointerEnter={() => {
                  setActive(item.index);
                  hover(arch);
                }}
                onPointerLeave={() => hover(null)}
                onKeyDown={(event) => onKey(event, item)}
                onClick={() => {
                  if (wasDragged()) return;
                  if (arch !== null) select(arch);
                  else onToggle(item);
                }}
              >
                <rect x={x(item) - 8} y={y(item) - ROW / 2} width={COLUMN - 20} height={ROW} className="st-hit" />
                <circle
                  cx={x(item)}
                  cy={y(item)}
                  r={item.index === 0 ? 4 : 5.5}
                  className="st-value"
                  data-lit={isLit}
                  style={{ fill: `color-mix(in oklab, var(--truth) ${Math.round(8 + 92 * share)}%, var(--panel))` }}
                />
                {item.children.length > 0 && !item.isOpen ? (
                  <text x={x(item)} y={y(item) + 3.5} textAnchor="middle" className="st-plus">
                    +
                  </text>
                ) : null}
                <text x={x(item) + 9} y={y(item) + 4} data-best={layout.best.has(item.index)}>
                  {item.index === 0 ? '' : cut(name, 14)}
                </text>
              </g>
            );
          })}
        </svg>
      </div>
      <output className="st-readout">
        {node === undefined || at === 0
          ? `Point at a branch to read its visits and mean reward. Palest: ${formatFixed(low)} or less; strongest: ${formatFixed(high)}.`
          : `${node.decision} = ${optionText(node)}: ${formatCount(node.visits)} visits, mean reward ${formatFixed(node.value)}`}
      </output>
    </div>
  );
}

function optionText({ option, parent }: TreeNode): string {
  if (parent < 0) return 'start';
  const value = Number(option);
  return option !== '' && Number.isFinite(value) ? shortNumber(value) : opLabel(option);
}
