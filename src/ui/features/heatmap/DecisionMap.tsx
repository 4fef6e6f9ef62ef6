import { type CSSProperties, type KeyboardEvent, useMemo, useRef, useState } from 'react';
import { type DecisionTally, metOf, type Tried, tallyDecisions, tallyPair } from '../../shared/decisions';
import { formatFixed } from '../../shared/format';
import { useThrottled } from '../../shared/hooks';
import { opLabel, shortText } from '../../shared/ops';
import { Segmented } from '../../shared/Segmented';
import { openedSpace } from '../../shared/spaces';
import { useLab } from '../../store';
import { useShown } from '../../store/preview';
import { cellOf, decisionRows, MAP_MODES, type MapMode, type MapRow, scaleOf } from './mapCells';
import { PointMap } from './PointMap';
import { shade } from './paint';
import './map.css';

/** Distinct children that are counted: the latest. */
const MOST_CHILDREN = 3000;

/** The children that were tried up to the time cursor, with the decisions each met. */
function useTried(): readonly Tried[] {
  const { config, series, version: grown } = useShown();
  const children = useLab((state) => state.children);
  const cursor = useLab((state) => state.episodeCursor);
  const version = useThrottled(grown, 500);
  return useMemo(() => {
    if (config === null || version < 0) return [];
    const space = openedSpace(config.space);
    const visits = [...series.visitsUpTo(cursor ?? series.episodes)].slice(-MOST_CHILDREN);
    return visits.map(([arch, count]) => ({
      arch,
      visits: count,
      reward: children.get(arch)?.reward ?? Number.NaN,
      met: metOf(space, arch),
    }));
  }, [config, series, children, cursor, version]);
}

/** What was tried of every decision and how it fared; any two decisions against each other; points of a function as points. */
export default function DecisionMap() {
  const tried = useTried();
  const isFunction =
    useShown().config?.estimator.id === 'synthetic' && tried[0]?.met.every(({ decision }) => decision.kind === 'float');
  const tallies = useMemo(() => tallyDecisions(tried), [tried]);
  const [mode, setMode] = useState<MapMode>('mean reward');
  const [down, setDown] = useState('');
  const [across, setAcross] = useState('');
  const names = tallies.map(({ name }) => name);
  const rowName = names.includes(down) ? down : '';
  const columnName = names.includes(across) && across !== rowName ? across : '';
  const isPair = rowName !== '' && columnName !== '';
  const rows = useMemo(
    () => (isPair ? pairRows(tried, rowName, columnName, mode) : decisionRows(tallies, mode)),
    [isPair, tried, rowName, columnName, tallies, mode],
  );
  if (tried.length === 0) return <p className="stage-note">No child yet: what is tried appears here, decision by decision.</p>;
  if (isFunction) return <PointMap tried={tried} />;
  return (
    <>
      <div className="map-head">
        <Segmented
          label="What the map shows"
          options={MAP_MODES.map((value) => ({ value, label: value }))}
          value={mode}
          onChange={setMode}
        />
        <Pick label="rows" value={rowName} tallies={tallies} none="all decisions" onChange={setDown} />
        {rowName === '' ? null : <Pick label="columns" value={columnName} tallies={tallies} none="choose" onChange={setAcross} />}
      </div>
      <MapTable
        rows={rows}
        mode={mode}
        corner={isPair ? `${rowName} ↓ ${columnName} →` : 'decision ↓ option →'}
        isPair={isPair}
      />
    </>
  );
}

function pairRows(tried: readonly Tried[], rowName: string, columnName: string, mode: MapMode): readonly MapRow[] {
  const pair = tallyPair(tried, rowName, columnName);
  if (pair === null) return [];
  return pair.rows.map((name, i) => ({
    name,
    cells: pair.columns.map((option, j) => {
      const tally = pair.options[i * pair.columns.length + j];
      return { option, ...(tally === undefined ? { value: Number.NaN, best: null } : cellOf(tally, mode)) };
    }),
  }));
}

interface PickProps {
  readonly label: string;
  readonly value: string;
  readonly tallies: readonly DecisionTally[];
  readonly none: string;
  readonly onChange: (name: string) => void;
}

function Pick({ label, value, tallies, none, onChange }: PickProps) {
  return (
    <label className="map-pick">
      {label}{' '}
      <select value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">{none}</option>
        {tallies.map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

interface MapTableProps {
  readonly rows: readonly MapRow[];
  readonly mode: MapMode;
  readonly corner: string;
  /** All rows have the same options, which then head the columns. */
  readonly isPair: boolean;
}

const shareStyle = (share: number): CSSProperties & { '--share': string } => ({ '--share': `${Math.round(100 * share)}%` });

/** An option as its cell shows it. */
const shown = (option: string): string => shortText(opLabel(option), 12);

/** The same to be read aloud: what is shown, then the option where that is something else. */
const spoken = (option: string): string => (shown(option) === option ? option : `${shown(option)} (${option})`);

const STEPS: Readonly<Record<string, readonly [row: number, column: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** One button a cell, arrow keys between them; Enter shows the best child that took the option. */
function MapTable({ rows, mode, corner, isPair }: MapTableProps) {
  const select = useLab((state) => state.select);
  const hover = useLab((state) => state.hover);
  const [at, setAt] = useState({ row: 0, column: 0 });
  const [pointed, setPointed] = useState<string | null>(null);
  const cells = useRef(new Map<string, HTMLButtonElement>());
  const scale = scaleOf(rows, mode);
  const text = (value: number): string =>
    !Number.isFinite(value) ? 'not tried' : mode === 'visits' ? `${value} tried` : `${mode} ${formatFixed(value)}`;
  const move = (event: KeyboardEvent, row: number, column: number): void => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const toRow = Math.min(rows.length - 1, Math.max(0, row + step[0]));
    const toColumn = Math.min((rows[toRow]?.cells.length ?? 1) - 1, Math.max(0, column + step[1]));
    cells.current.get(`${toRow},${toColumn}`)?.focus();
  };
  const stop = rows[at.row]?.cells[at.column] === undefined ? { row: 0, column: 0 } : at;
  return (
    <>
      <div className="map-scroll">
        <table className="map-table">
          <caption className="sr-only">{mode} of every option. Arrow keys move, Enter selects the best child with it.</caption>
          <thead>
            <tr>
              <th scope="col">{shortText(corner, 34)}</th>
              {isPair
                ? rows[0]?.cells.map(({ option }) => (
                    <th key={option} scope="col" title={option}>
                      {shortText(opLabel(option), 9)}
                    </th>
                  ))
                : null}
            </tr>
          </thead>
          <tbody onPointerLeave={() => hover(null)}>
            {rows.map(({ name, cells: options }, row) => (
              <tr key={name}>
                <th scope="row" title={name}>
                  {shortText(name, 20)}
                </th>
                {options.map(({ option, value, best }, column) => (
                  <td key={option}>
                    <button
                      type="button"
                      ref={(element) => {
                        if (element === null) cells.current.delete(`${row},${column}`);
                        else cells.current.set(`${row},${column}`, element);
                      }}
                      className="map-cell"
                      data-known={Number.isFinite(value)}
                      tabIndex={row === stop.row && column === stop.column ? 0 : -1}
                      style={shareStyle(scale === null ? 0 : shade(value, scale.low, scale.high))}
                      data-mode={mode}
                      aria-label={`${spoken(option)} of ${name}: ${text(value)}`}
                      onPointerEnter={() => {
                        setPointed(`${name} = ${option}: ${text(value)}`);
                        hover(best);
                      }}
                      onFocus={() => {
                        setAt({ row, column });
                        setPointed(`${name} = ${option}: ${text(value)}`);
                      }}
                      onKeyDown={(event) => move(event, row, column)}
                      onClick={() => {
                        if (best !== null) select(best);
                      }}
                    >
                      {isPair ? '' : shown(option)}
                    </button>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="heat-readout">{pointed ?? 'Point at an option; a click shows the best child that took it.'}</p>
    </>
  );
}
