import type { ReactNode } from 'react';
import type { EpisodeTrace, TraceChild } from '../../../engine/run/traceTypes';
import { formatFixed } from '../../shared/format';
import { opLabel } from '../../shared/ops';

/** What every step's drawing is given. */
export interface StepViewProps {
  readonly trace: EpisodeTrace;
  /** The child that is followed, and its place in the episode. */
  readonly child: TraceChild;
  readonly index: number;
}

/** What happens, in words. */
export function Words({ children }: { readonly children: ReactNode }) {
  return <p className="slow-words">{children}</p>;
}

/** Lines of mathematics with this episode's numbers in them. */
export function Formulas({ children }: { readonly children: ReactNode }) {
  return <div className="slow-formulas">{children}</div>;
}

export function Formula({ children }: { readonly children: ReactNode }) {
  return <p>{children}</p>;
}

/** A number the person should look at. */
export function Num({ children }: { readonly children: ReactNode }) {
  return <b>{children}</b>;
}

/** 'op1' -> 'op 1' */
export const decisionLabel = (name: string): string => name.replace(/^([a-z]+)(\d+)$/, '$1 $2');

export const optionLabel = opLabel;

/** A number in a sum or a product: negative ones in brackets. */
export function inBrackets(value: number, digits: number): string {
  const text = formatFixed(value, digits);
  return value < 0 ? `(${text})` : text;
}

/** Digits that show `span` with two significant figures, between `least` and 6. */
export function digitsOf(span: number, least: number): number {
  if (!Number.isFinite(span) || span <= 0) return least;
  return Math.min(6, Math.max(least, 1 - Math.floor(Math.log10(span))));
}

const SUBSCRIPTS = '₀₁₂₃₄₅₆₇₈₉';

/** 12 -> '₁₂' */
export const subscript = (n: number): string =>
  String(n)
    .split('')
    .map((digit) => SUBSCRIPTS[Number(digit)] ?? '')
    .join('');

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** -4 -> '10⁻⁴' */
export function powerOfTen(power: number): string {
  const raised = [...String(Math.abs(power))].map((digit) => SUPERSCRIPTS[Number(digit)] ?? '').join('');
  return `10${power < 0 ? '⁻' : ''}${raised}`;
}

/** Small numbers with a power of ten: 0.000021 -> '2.1 × 10⁻⁵'. */
export function scientific(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size >= 1e-3 && size < 1e5) return formatFixed(value, digitsOf(size, 0) + 1);
  const power = Math.floor(Math.log10(size));
  return `${formatFixed(value / 10 ** power, 1)} × ${powerOfTen(power)}`;
}
