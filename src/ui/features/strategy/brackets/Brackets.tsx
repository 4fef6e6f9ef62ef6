import { useCallback, useMemo } from 'react';
import type { BracketView, RoundView } from '../../../../engine/search/views';
import { formatCount, formatFixed } from '../../../shared/format';
import { useMoment } from '../moment';
import { RowsOf } from '../parts/Axes';
import { childText } from '../parts/childText';
import { type Drawn, Picture } from '../parts/Picture';
import { rangeOf, scaleOf } from '../parts/scale';
import { TrialList } from '../parts/TrialList';
import { type BracketLine, bracketLines, epochBill, levelsOf, roundWords, runBill } from './layout';
import './brackets.css';

const HEIGHT = 168;
/** A view tells of so many trials of a rung. */
const MOST_TOLD = 256;

interface BracketsProps {
  readonly brackets: readonly BracketView[];
  readonly round: RoundView | null;
}

/** Brackets over time: who is stopped at which rung, who goes on, and what that saves. */
export function Brackets({ brackets, round }: BracketsProps) {
  const { strategy } = useMoment().config;
  const resumes = 'resume' in strategy ? strategy.resume : true;
  const begun = useMemo(() => brackets.filter(({ rungs }) => rungs.some(({ trials }) => trials.length > 0)), [brackets]);
  const levels = useMemo(() => levelsOf(begun), [begun]);
  const bill = runBill(epochBill(begun), round);
  const isCut = begun.some(({ rungs }) => rungs.some(({ trials }) => trials.length >= MOST_TOLD));
  const saved = bill.anew === 0 ? 0 : Math.round((100 * (bill.anew - bill.resumed)) / bill.anew);
  const best = useMemo(
    () =>
      begun
        .flatMap(({ rungs, bracket }) =>
          rungs.flatMap(({ trials, epochs }) => trials.map((one) => ({ ...one, bracket, epochs }))),
        )
        .filter(({ reward }) => reward !== null)
        .sort((a, b) => b.epochs - a.epochs || (b.reward ?? 0) - (a.reward ?? 0))
        .slice(0, 20),
    [begun],
  );
  return (
    <>
      <p className="st-bill">
        {resumes ? (
          <>
            <b>{formatCount(bill.resumed)}</b> epochs trained. Starting again at every rung would have cost{' '}
            <b>{formatCount(bill.anew)}</b>: {saved} % saved by going on from weights.
          </>
        ) : (
          <>
            <b>{formatCount(bill.anew)}</b> epochs trained, every rung from the start. Going on from weights would have cost{' '}
            <b>{formatCount(bill.resumed)}</b>.
          </>
        )}
        {roundWords(round)}
        {isCut ? ` Of the best ${MOST_TOLD} trials of each rung.` : ''}
      </p>
      {begun.map((bracket, i) => (
        <Bracket key={bracket.rungs[0]?.trials[0]?.trial} bracket={bracket} levels={levels} resumes={resumes} isFirst={i === 0} />
      ))}
      <TrialList
        label="Trained longest, best first"
        items={best.map((one) => ({
          key: `${one.bracket}:${one.trial}`,
          arch: one.arch,
          note: `${formatFixed(one.reward)} after ${one.epochs} ${one.epochs === 1 ? 'epoch' : 'epochs'}, bracket ${one.bracket}`,
        }))}
      />
    </>
  );
}

interface BracketProps {
  readonly bracket: BracketView;
  readonly levels: readonly number[];
  readonly resumes: boolean;
  /** Says what its signs mean, for all of them. */
  readonly isFirst: boolean;
}

function Bracket({ bracket, levels, resumes, isFirst }: BracketProps) {
  const lines = useMemo(() => bracketLines(bracket, levels.at(-1) ?? 0), [bracket, levels]);
  const draw = useCallback(
    (width: number) => drawBracket(width, bracket, lines, levels, resumes),
    [bracket, lines, levels, resumes],
  );
  const steps = bracket.rungs.filter(({ trials }) => trials.length > 0);
  const words = steps.map(({ epochs, trials }) => `${trials.length} at ${epochs}`).join(', ');
  return (
    <>
      <h3>
        Bracket {bracket.bracket}
        <span className="st-soft"> · trials at epochs: {words}</span>
      </h3>
      <Picture
        label={`Bracket ${bracket.bracket}: ${words} epochs; ${lines.filter(({ fate }) => fate === 'stopped').length} stopped.`}
        draw={draw}
        hint={
          isFirst
            ? `Upwards: reward. Grey: stopped. ${resumes ? 'A ring: training goes on from its weights.' : 'A dashed line: trained again from the start.'}`
            : ''
        }
      />
    </>
  );
}

function drawBracket(
  width: number,
  bracket: BracketView,
  lines: readonly BracketLine[],
  levels: readonly number[],
  resumes: boolean,
): Drawn {
  const box = { left: 40, right: width - 14, top: 8, bottom: HEIGHT - 24 };
  const y = scaleOf(rangeOf(lines.flatMap(({ stops }) => stops.flatMap(({ reward }) => reward ?? []))), box.bottom, box.top);
  const gap = (box.right - box.left) / (levels.length + 0.35);
  const x = (epochs: number): number => box.left + (levels.indexOf(epochs) + 1) * gap;
  const first = bracket.rungs[0]?.epochs ?? 0;
  const ordered = [...lines].sort((a, b) => a.stops.length - b.stops.length);
  const pointsOf = ({ stops }: BracketLine) =>
    stops.flatMap((stop) => (stop.reward === null ? [] : [{ ...stop, x: x(stop.epochs), y: y.at(stop.reward) }]));
  const pathOf = (line: BracketLine): string => {
    const points = pointsOf(line);
    const start = points[0];
    if (start === undefined) return '';
    const began = `M${(start.x - Math.min(gap * 0.45, 26)).toFixed(1)} ${start.y.toFixed(1)}`;
    return `${began}${points.map((one) => `L${one.x.toFixed(1)} ${one.y.toFixed(1)}`).join('')}`;
  };
  return {
    height: HEIGHT,
    marks: ordered.flatMap((line) =>
      pointsOf(line).map((one) => ({
        x: one.x,
        y: one.y,
        arch: line.arch,
        text: `${childText(line.arch)}: ${formatFixed(one.reward)} after ${one.epochs} epochs, ${line.fate} (trial ${one.trial})`,
      })),
    ),
    body: (
      <>
        <RowsOf scale={y} box={box} count={3} />
        {levels.map((epochs) => (
          <g key={epochs}>
            <path className="st-rung" data-used={epochs >= first} d={`M${x(epochs)} ${box.top}V${box.bottom}`} />
            <text x={x(epochs)} y={box.bottom + 14} textAnchor="middle">
              {epochs}
            </text>
          </g>
        ))}
        <text x={box.left} y={box.bottom + 14}>
          epochs
        </text>
        {ordered.map((line) => (
          <path
            key={line.stops[0]?.trial}
            className="st-way"
            data-fate={line.fate}
            data-promoted={line.stops.length > 1}
            data-anew={!resumes}
            d={pathOf(line)}
          />
        ))}
        {ordered.flatMap((line) =>
          pointsOf(line).map((one, i, points) => (
            <circle
              key={one.trial}
              className="st-stop"
              data-fate={line.fate}
              data-goes-on={i < points.length - 1}
              cx={one.x}
              cy={one.y}
              r={i < points.length - 1 ? 3.2 : 2.2}
            />
          )),
        )}
      </>
    ),
  };
}
