import { type CSSProperties, type KeyboardEvent, useMemo, useRef, useState } from 'react';
import { countedChild } from '../../shared/childGraph';
import { formatCount, formatLarge } from '../../shared/format';
import { archLabel } from '../../shared/ops';
import { useLab } from '../../store';
import { useShown } from '../../store/preview';
import { type CellNode, cellNodes, partNodes } from './cellNodes';

/** Share of a column that its box takes; the rest is the line to the next. */
const BOX_SHARE = 0.8;
/** The same where boxes are parts, whose names are longer. */
const PART_SHARE = 0.88;
/** Rows for which there is room; more of them are drawn closer together. */
const ROOMY = 2;
/** Middle of a box within its row: half of its height over the row's, as loop.css has them. */
const MIDDLE = { roomy: 0.24, dense: 0.29 } as const;

interface CellGraphProps {
  readonly arch: string | null;
  /** A box per part of the network instead of one per op of its cells. */
  readonly byPart?: boolean;
}

/** The child as the network graph has it: a box per op, shapes under them, params and MACs on hover and focus. */
export function CellGraph({ arch, byPart = false }: CellGraphProps) {
  const { config } = useShown();
  const table = useLab((state) => state.table);
  const counted = useMemo(
    () => (arch === null || config === null ? null : countedChild(arch, config, table)),
    [arch, config, table],
  );
  const nodes = useMemo(() => (counted?.ok === true ? (byPart ? partNodes : cellNodes)(counted.count) : []), [counted, byPart]);
  const [focused, setFocused] = useState<string | null>(null);
  const boxes = useRef(new Map<string, HTMLButtonElement>());
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
  const lanes = Math.max(...nodes.map((node) => node.lane)) + 1;
  const rows = Math.max(...nodes.map((node) => node.row)) + 1;
  const tabStop = shown?.id ?? nodes[0]?.id;
  const move = (event: KeyboardEvent, id: string): void => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = nodes.findIndex((node) => node.id === id);
    const next = nodes[Math.min(nodes.length - 1, Math.max(0, at + step))];
    if (next !== undefined) boxes.current.get(next.id)?.focus();
  };
  const share = byPart ? PART_SHARE : BOX_SHARE;
  const isDense = rows * lanes > ROOMY;
  const { params } = counted.count;
  const grid: CSSProperties & { '--rows': number; '--columns': number } = { '--rows': rows * lanes, '--columns': columns };
  return (
    <>
      <div className={byPart ? 'cell-scroll' : 'cell-all'}>
        <div className="cell" style={grid} data-parts={byPart} data-dense={isDense}>
          <svg viewBox={`0 0 ${columns} ${rows * lanes}`} preserveAspectRatio="none" aria-hidden="true">
            {nodes.map((node) => (
              <Edges
                key={node.id}
                node={node}
                nodes={nodes}
                lanes={lanes}
                share={share}
                middle={MIDDLE[isDense ? 'dense' : 'roomy']}
              />
            ))}
          </svg>
          <ol aria-label={`Network of ${archLabel(arch ?? '')}`}>
            {nodes.map((node) => (
              <li
                key={node.id}
                style={{
                  left: `${(100 * node.column) / columns}%`,
                  top: `${(100 * (node.row * lanes + node.lane)) / (rows * lanes)}%`,
                  width: `${(100 * share) / columns}%`,
                }}
              >
                <button
                  type="button"
                  ref={(element) => {
                    if (element === null) boxes.current.delete(node.id);
                    else boxes.current.set(node.id, element);
                  }}
                  className="cell-node"
                  data-chosen={node.chosen}
                  tabIndex={node.id === tabStop ? 0 : -1}
                  aria-label={`${node.title}: output ${node.shape}, ${formatCount(node.params)} params, ${formatCount(node.macs)} MACs`}
                  onPointerEnter={() => setFocused(node.id)}
                  onPointerLeave={() => setFocused(null)}
                  onFocus={() => setFocused(node.id)}
                  onBlur={() => setFocused(null)}
                  onClick={() => setFocused(node.id)}
                  onKeyDown={(event) => move(event, node.id)}
                >
                  {node.title}
                </button>
                <span className="cell-shape" aria-hidden="true">
                  {node.shape}
                </span>
              </li>
            ))}
          </ol>
        </div>
      </div>
      <p className="cell-note">
        {shown === null
          ? `${formatCount(params.cells)} of ${formatCount(params.total)} params are in the cells`
          : `${byPart ? `${shown.title}, ${shown.layers.length} layers` : shown.layers.map((layer) => layer.name).join(' + ')}: ${formatCount(shown.params)} params · ${formatLarge(shown.macs)} MACs`}
      </p>
    </>
  );
}

interface EdgesProps {
  readonly node: CellNode;
  readonly nodes: readonly CellNode[];
  readonly lanes: number;
  readonly share: number;
  readonly middle: number;
}

/** Lines from the nodes of the same row that this one reads; columns and rows are units. */
function Edges({ node, nodes, lanes, share, middle }: EdgesProps) {
  const heightOf = (other: CellNode): number => other.row * lanes + other.lane + middle;
  return node.inputs.map((id) => {
    const from = nodes.find((other) => other.id === id);
    if (from === undefined || from.row !== node.row) return null;
    const start = from.column + share;
    const bend = (start + node.column) / 2;
    return (
      <path
        key={id}
        className="cell-edge"
        d={`M${start} ${heightOf(from)}C${bend} ${heightOf(from)} ${bend} ${heightOf(node)} ${node.column} ${heightOf(node)}`}
      />
    );
  });
}
