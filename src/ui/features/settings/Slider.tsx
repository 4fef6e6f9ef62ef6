import type { CSSProperties, KeyboardEvent } from 'react';
import { KEY_STEPS, type Knob, nextValue, POSITIONS, positionOf, valueAtPosition } from './knobs';

interface SliderProps {
  readonly knob: Knob;
  readonly label: string;
  /** The value in words. */
  readonly text: string;
  readonly value: number;
  readonly isInteger: boolean;
  readonly describedBy: string;
  readonly onChange: (value: number) => void;
}

const DIRECTIONS: Readonly<Record<string, readonly [direction: 1 | -1, factor: number]>> = {
  ArrowRight: [1, 1],
  ArrowUp: [1, 1],
  ArrowLeft: [-1, 1],
  ArrowDown: [-1, 1],
  PageUp: [1, 5],
  PageDown: [-1, 5],
};

/** A native slider over a value's usual range; every key press moves to another value. */
export function Slider({ knob, label, text, value, isInteger, describedBy, onChange }: SliderProps) {
  const position = positionOf(knob, value);
  const style: CSSProperties & { '--fill': string } = { '--fill': `${(100 * position) / POSITIONS}%` };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = DIRECTIONS[event.key];
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    onChange(nextValue(knob, value, step[0], KEY_STEPS * step[1], isInteger));
  };
  return (
    <input
      className="range set-slider"
      type="range"
      min={0}
      max={POSITIONS}
      step={1}
      value={position}
      style={style}
      aria-label={`${label}, slider`}
      aria-valuetext={text}
      aria-describedby={describedBy}
      onKeyDown={onKeyDown}
      onChange={(event) => onChange(valueAtPosition(knob, Number(event.target.value), isInteger))}
    />
  );
}
