import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import { countedChild } from '../../shared/childGraph';
import { formatCount, formatLarge } from '../../shared/format';
import { archLabel } from '../../shared/ops';
import { useLab } from '../../store';
import { type CellNode, cellNodes } from './cellNodes';

const BOX = { width: 60, height: 26, stepX: 76, stepY: 60, lane: 30 } as const;

/** The child as the network graph has it: a box per op, shapes under them, params and MACs on hover and focus. */
export function CellGraph({ arch }: { readonly arch: string | null }) {
  const config = useLab((state) => state.config);
  const table = useLab((state) => state.table);
  const counted = useMemo(
    () => (arch === null || config === null ? null : countedChild(arch, config, table)),
    [arch, config, table],
  );
  const nodes = useMemo(() => (counted?.ok === true ? cellNodes(counted.count) : []), [counted]);
  const [focused, setFocused] = useState<string | null>(null);
  const boxes = useRef(new Map<string, SVGGElement>());
  if (counted === null) return <p className="stage-note">The first sampled network appears here.</p>;
  if (!counted.ok) {
    return (
      <p className="stage-note" role="note">
        {counted.error.message} {counted.error.remedy}
      </p>
    );
  }
  const shown = nodes.find((node) => node.id === focused) ?? null;
  const columns = Math.max(...nodes.map((node) => node.column)) + 1;
  const rows = Math.max(...nodes.map((node) => node.row)) + 1;
  const tabStop = shown?.id ?? nodes[0]?.id;
  const move = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = nodes.findIndex((node) => node.id === focused);
    const next = nodes[Math.min(nodes.length - 1, Math.max(0, at + step))];
    if (next !== undefined) boxes.current.get(next.id)?.focus();
  };
  const { params, macs } = counted.count;
  return (
    <>
      <svg
        className="cell"
        viewBox={`0 0 ${columns * BOX.stepX - 12} ${rows * BOX.stepY - 6}`}
        role="list"
        aria-label={`Network of ${archLabel(arch ?? '')}`}
        onKeyDown={move}
      >
        {nodes.map((node) => (
          <Edges key={node.id} node={node} nodes={nodes} />
        ))}
        {nodes.map((node) => (
          <g
            key={node.id}
            ref={(element) => {
              if (element === null) boxes.current.delete(node.id);
              else boxes.current.set(node.id, element);
            }}
            className="cell-node"
            data-chosen={node.chosen}
            role="listitem"
            tabIndex={node.id === tabStop ? 0 : -1}
            aria-label={`${node.title}: output ${node.shape}, ${formatCount(node.params)} params, ${formatCount(node.macs)} MACs`}
            transform={`translate(${node.column * BOX.stepX + 2} ${node.row * BOX.stepY + node.lane * BOX.lane + 2})`}
            onPointerEnter={() => setFocused(node.id)}
            onPointerLeave={() => setFocused(null)}
            onFocus={() => setFocused(node.id)}
            onBlur={() => setFocused(null)}
          >
            <rect width={BOX.width} height={BOX.height} rx={5} />
            <text className="cell-title" x={BOX.width / 2} y={17} textAnchor="middle">
              {node.title}
            </text>
            <text className="cell-shape" x={BOX.width / 2} y={BOX.height + 14} textAnchor="middle">
              {node.shape}
            </text>
          </g>
        ))}
      </svg>
      <p className="cell-note">
        {shown === null
          ? `${formatCount(params.total)} params, ${formatCount(params.cells)} of them in the cells · ${formatLarge(macs)} MACs`
          : `${shown.layers.map((layer) => layer.name).join(' + ')}: ${formatCount(shown.params)} params · ${formatLarge(shown.macs)} MACs`}
      </p>
    </>
  );
}

/** Lines from the nodes this one reads; a line from the row above turns into the row's beginning. */
function Edges({ node, nodes }: { readonly node: CellNode; readonly nodes: readonly CellNode[] }) {
  const y = node.row * BOX.stepY + node.lane * BOX.lane + 2 + BOX.height / 2;
  const x = node.column * BOX.stepX + 2;
  return node.inputs.map((id) => {
    const from = nodes.find((other) => other.id === id);
    if (from === undefined || from.row !== node.row) return null;
    const fromX = from.column * BOX.stepX + 2 + BOX.width;
    const fromY = from.row * BOX.stepY + from.lane * BOX.lane + 2 + BOX.height / 2;
    const bend = (fromX + x) / 2;
    return <path key={id} className="cell-edge" d={`M${fromX} ${fromY}C${bend} ${fromY} ${bend} ${y} ${x} ${y}`} />;
  });
}
