import { type CSSProperties, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useSize } from '../../shared/hooks';
import { archLabel, opLabel, opWords } from '../../shared/ops';
import { useLab } from '../../store';
import { type HeatColors, paintCells, readColors } from './paint';
import type { HeatMode, HeatValues } from './values';

interface HeatGridProps {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly archs: readonly string[];
  readonly values: HeatValues;
  readonly mode: HeatMode;
  /** The truly best cell, where it is known. */
  readonly best: string | null;
}

const KEYS: Readonly<Record<string, readonly [row: number, column: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** The tokens' colours, read again when the theme changes. */
function useHeatColors(): HeatColors {
  const [colors, setColors] = useState(() => readColors(document.documentElement));
  useEffect(() => {
    const root = document.documentElement;
    const observer = new MutationObserver(() => setColors(readColors(root)));
    observer.observe(root, { attributeFilter: ['data-theme'] });
    setColors(readColors(root));
    return () => observer.disconnect();
  }, []);
  return colors;
}

/** A canvas of colours under a real table: headers, one button a cell, arrow keys; the table's text is for readers. */
export function HeatGrid({ rows, columns, archs, values, mode, best }: HeatGridProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [box, size] = useSize<HTMLDivElement>();
  const cells = useRef(new Map<number, HTMLButtonElement>());
  const [tabStop, setTabStop] = useState(0);
  const colors = useHeatColors();
  const selected = useLab((state) => state.selectedArch);
  const hovered = useLab((state) => state.hoveredArch);
  const select = useLab((state) => state.select);
  const hover = useLab((state) => state.hover);

  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    paintCells(element, values, colors, {
      columns: columns.length,
      rows: rows.length,
      width: size.width,
      height: size.height,
    });
  }, [values, size, rows, columns, colors]);

  const rowCount: CSSProperties & { '--rows': number } = { '--rows': rows.length };
  const move = (event: KeyboardEvent, index: number): void => {
    const step = KEYS[event.key];
    const row = Math.floor(index / columns.length);
    const column = index % columns.length;
    const to =
      step !== undefined
        ? [row + step[0], column + step[1]]
        : event.key === 'Home'
          ? [row, 0]
          : event.key === 'End'
            ? [row, columns.length - 1]
            : null;
    if (to === null) return;
    event.preventDefault();
    const [toRow = 0, toColumn = 0] = to;
    const next =
      Math.min(rows.length - 1, Math.max(0, toRow)) * columns.length + Math.min(columns.length - 1, Math.max(0, toColumn));
    setTabStop(next);
    cells.current.get(next)?.focus();
  };

  return (
    <div className="heat-frame" style={rowCount}>
      <div className="heat-canvas" ref={box} aria-hidden="true">
        <canvas ref={canvas} style={{ width: size.width, height: size.height }} />
      </div>
      <table className="heat-table" onPointerLeave={() => hover(null)}>
        <caption className="sr-only">
          {values.unit} of every cell; rows are op 1, columns op 2. Arrow keys move, Enter selects.
        </caption>
        <thead>
          <tr>
            <td className="heat-corner">
              <span aria-hidden="true">op 1 ↓ op 2 →</span>
            </td>
            {columns.map((op) => (
              <th key={op} scope="col" abbr={opWords(op)}>
                {opLabel(op)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((op, row) => (
            <tr key={op}>
              <th scope="row" abbr={opWords(op)}>
                {opLabel(op)}
              </th>
              {columns.map((column, j) => {
                const index = row * columns.length + j;
                const arch = archs[index] ?? '';
                const value = values.cells[index] ?? Number.NaN;
                const text = Number.isFinite(value) ? values.text(value) : 'unknown';
                return (
                  <td key={column}>
                    <button
                      type="button"
                      ref={(element) => {
                        if (element === null) cells.current.delete(index);
                        else cells.current.set(index, element);
                      }}
                      className="heat-cell"
                      tabIndex={index === tabStop ? 0 : -1}
                      aria-pressed={arch === selected}
                      data-best={arch === best}
                      data-hovered={arch === hovered}
                      onPointerEnter={() => hover(arch)}
                      onFocus={() => {
                        setTabStop(index);
                        hover(arch);
                      }}
                      onBlur={() => hover(null)}
                      onKeyDown={(event) => move(event, index)}
                      onClick={() => select(arch)}
                      aria-label={`${archLabel(arch)}: ${mode} ${text}${arch === best ? ', the truly best cell' : ''}`}
                    />
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
