import type { TableFile } from '../../../engine/estimate/tableFile';
import { tableFacts } from '../../shared/tableFacts';
import type { ChildTable, Truth } from '../../store';
import type { SeriesView } from '../../store/preview';

export const HEAT_MODES = ['policy', 'visits', 'reward', 'accuracy', 'params'] as const;
export type HeatMode = (typeof HEAT_MODES)[number];

/** Whose colour: what the controller believes and tries, or what was measured. */
export type HeatHue = 'policy' | 'truth' | 'change';

export interface HeatValues {
  /** Row-major over (op 1, op 2); NaN where nothing is known. */
  readonly cells: Float64Array;
  /** Ends of the colour scale; values beyond them take the end's colour. */
  readonly low: number;
  readonly high: number;
  readonly hue: HeatHue;
  readonly unit: string;
  readonly text: (value: number) => string;
  /** Why there is nothing to show, or null. */
  readonly empty: string | null;
}

export interface HeatInputs {
  readonly mode: HeatMode;
  /** Change since the first episode, where the mode has one. */
  readonly delta: boolean;
  /** Arch of each cell, row-major. */
  readonly archs: readonly string[];
  /** 1-based; the last one when the page follows the run. */
  readonly episode: number;
  readonly series: SeriesView;
  readonly children: ChildTable;
  readonly table: TableFile | null;
  readonly truth: Truth | null;
}

/** Modes that change while a run goes on. */
export function hasDelta(mode: HeatMode): boolean {
  return mode === 'policy' || mode === 'visits';
}

const percent = (value: number): string => `${(value * 100).toFixed(value < 0.0995 ? 2 : 1)} %`;
const signedPercent = (value: number): string => `${value < 0 ? '−' : '+'}${(Math.abs(value) * 100).toFixed(2)} %`;

/** Low end of a scale that a few very bad cells must not flatten: the lower decile. */
function robustLow(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 10)] ?? 0;
}

function scaled(
  cells: Float64Array,
  hue: HeatHue,
  unit: string,
  text: (value: number) => string,
  empty: string,
  from?: number,
): HeatValues {
  const known = [...cells].filter(Number.isFinite);
  if (known.length === 0) return { cells, low: 0, high: 1, hue, unit, text, empty };
  const high = Math.max(...known);
  const low = from ?? robustLow(known);
  return { cells, low: Math.min(low, high), high, hue, unit, text, empty: null };
}

/** The numbers of a mode at an episode, with their scale. */
export function heatValues(inputs: HeatInputs): HeatValues {
  const { mode, delta, archs, episode, series, children, table, truth } = inputs;
  const fill = (of: (arch: string, index: number) => number | null | undefined): Float64Array =>
    Float64Array.from(archs, (arch, index) => of(arch, index) ?? Number.NaN);
  const measured = (arch: string) => children.get(arch)?.measurement ?? null;
  const facts = table === null ? null : tableFacts(table);
  switch (mode) {
    case 'policy': {
      const now = series.policyAt(episode);
      const uniform = 1 / Math.max(1, archs.length);
      if (now === null) {
        const known = series.episodes === 0;
        const empty = known ? 'No episode yet: every cell is as likely as any other.' : 'This strategy has no policy to show.';
        return {
          cells: fill(() => (known ? uniform : null)),
          low: 0,
          high: 1,
          hue: 'policy',
          unit: 'probability',
          text: percent,
          empty,
        };
      }
      if (!delta) return scaled(Float64Array.from(now), 'policy', 'probability', percent, '', 0);
      const change = fill((_, index) => (now[index] ?? 0) - uniform);
      const most = Math.max(...Array.from(change, Math.abs), 1e-9);
      const unit = 'above or below even odds, where it started';
      return { cells: change, low: -most, high: most, hue: 'change', unit, text: signedPercent, empty: null };
    }
    case 'visits': {
      const visits = series.visitsUpTo(episode);
      const count = (value: number): string => `${value.toLocaleString('en', { maximumFractionDigits: 1 })}`;
      const cells = fill((arch) => visits.get(arch) ?? 0);
      if (!delta) return scaled(cells, 'policy', 'children tried', count, 'No child yet.', 0);
      const even = cells.reduce((sum, value) => sum + value, 0) / Math.max(1, cells.length);
      const change = cells.map((value) => value - even);
      const most = Math.max(...Array.from(change, Math.abs), 1e-9);
      const signed = (value: number): string => `${value < 0 ? '−' : '+'}${count(Math.abs(value))}`;
      const unit = 'more or fewer than an even spread';
      return { cells: change, low: -most, high: most, hue: 'change', unit, text: signed, empty: null };
    }
    case 'reward': {
      const cells = fill((arch) => truth?.rewards.get(arch) ?? children.get(arch)?.reward);
      return scaled(cells, 'truth', 'reward', (value) => value.toFixed(2).replace('-', '−'), 'No child has been scored yet.');
    }
    case 'accuracy': {
      const cells = fill((arch) => facts?.get(arch)?.validAccuracy ?? measured(arch)?.validAccuracy);
      const text = (value: number): string => `${(value * 100).toFixed(2)} %`;
      return scaled(cells, 'truth', 'validation accuracy', text, 'No child has been measured yet.');
    }
    case 'params': {
      const cells = fill((arch) => facts?.get(arch)?.cellParams ?? measured(arch)?.params.cells);
      const count = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: 0 });
      return scaled(cells, 'truth', 'params in the cells', count, 'No child has been counted yet.', 0);
    }
    default:
      return mode satisfies never;
  }
}
