import { type KeyboardEvent, useRef, useState } from 'react';
import { formatFixed } from '../../shared/format';
import { ticks } from './figure';
import { lookOf } from './palette';
import type { PlayedValues } from './played';

interface StripProps {
  readonly played: readonly PlayedValues[];
  readonly digits: number;
  readonly placeOf: (name: string) => number;
  readonly isDark: boolean;
  readonly onOpen: (contender: string, seed: number) => void;
}

interface Range {
  readonly low: number;
  readonly high: number;
}

/** Each seed's value as a dot, which opens its run. A row is one stop of the Tab key; arrows go from dot to dot. */
export function Strip({ played, digits, placeOf, isDark, onOpen }: StripProps) {
  const values = played.flatMap(({ runs }) => runs.map(({ value }) => value));
  if (values.length === 0) return null;
  const least = Math.min(...values);
  const most = Math.max(...values);
  const range = most > least ? { low: least, high: most } : { low: least - 0.5, high: most + 0.5 };
  return (
    <section className="cmp-strip" aria-label="Every seed">
      <h3>Every seed</h3>
      <p className="cmp-soft">One dot a seed, further right is better. A dot opens its run in the lab.</p>
      <div className="cmp-strip-rows">
        {played.map((one) => (
          <Row
            key={one.contender}
            one={one}
            range={range}
            digits={digits}
            place={placeOf(one.name)}
            isDark={isDark}
            onOpen={onOpen}
          />
        ))}
        <div className="cmp-strip-axis" aria-hidden="true">
          <span />
          <span className="cmp-strip-line">
            {ticks(range.low, range.high, 4).map((value) => (
              <span key={value} style={{ left: `${share(value, range)}%` }}>
                {formatFixed(value, Math.min(digits, 3))}
              </span>
            ))}
          </span>
        </div>
      </div>
    </section>
  );
}

const share = (value: number, { low, high }: Range): number => (100 * (value - low)) / (high - low);
/** Dots of nearly the same place lie on so many lines. */
const LINES = 5;
const NEAR = 2;

function Row({
  one: { contender, name, runs },
  range,
  digits,
  place,
  isDark,
  onOpen,
}: Omit<StripProps, 'played' | 'placeOf'> & { readonly one: PlayedValues; readonly range: Range; readonly place: number }) {
  const [current, setCurrent] = useState(0);
  const row = useRef<HTMLDivElement>(null);
  const sorted = [...runs].sort((a, b) => a.value - b.value || a.seed - b.seed);
  const seen = new Map<number, number>();
  const dots = sorted.map((run) => {
    const left = share(run.value, range);
    const bin = Math.round(left / NEAR);
    const line = seen.get(bin) ?? 0;
    seen.set(bin, line + 1);
    return { ...run, left, line: line % LINES };
  });
  const move = (event: KeyboardEvent, by: number): void => {
    event.preventDefault();
    const next = Math.min(dots.length - 1, Math.max(0, Math.min(current, dots.length - 1) + by));
    setCurrent(next);
    row.current?.querySelectorAll('button').item(next).focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowRight' || event.key === 'ArrowDown') move(event, 1);
    else if (event.key === 'ArrowLeft' || event.key === 'ArrowUp') move(event, -1);
    else if (event.key === 'Home') move(event, -dots.length);
    else if (event.key === 'End') move(event, dots.length);
  };
  const { colour } = lookOf(place, isDark);
  return (
    <div className="cmp-strip-row">
      <span className="cmp-strip-name">{name}</span>
      <div ref={row} className="cmp-strip-line" role="toolbar" aria-label={`Seeds of ${name}`} onKeyDown={onKeyDown}>
        {dots.map(({ seed, value, left, line }, i) => (
          <button
            key={seed}
            type="button"
            tabIndex={i === Math.min(current, dots.length - 1) ? 0 : -1}
            aria-label={`${name}, seed ${seed}: ${formatFixed(value, digits)}. Open this run`}
            title={`seed ${seed}: ${formatFixed(value, digits)}`}
            style={{ left: `${left}%`, top: `${((line + 0.5) / LINES) * 100}%`, color: colour }}
            onFocus={() => setCurrent(i)}
            onClick={() => onOpen(contender, seed)}
          />
        ))}
      </div>
    </div>
  );
}
