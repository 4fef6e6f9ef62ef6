import type { DecisionTally, OptionTally } from '../../shared/decisions';

export const MAP_MODES = ['visits', 'mean reward', 'best reward'] as const;
export type MapMode = (typeof MAP_MODES)[number];

export interface MapCell {
  /** NaN where nothing is known. */
  readonly value: number;
  /** The best child that took the option(s); null where none did. */
  readonly best: string | null;
}

export interface MapRow {
  readonly name: string;
  /** As many as the decision has options. */
  readonly cells: readonly (MapCell & { readonly option: string })[];
}

export function cellOf(tally: OptionTally, mode: MapMode): MapCell {
  const best = tally.best?.arch ?? null;
  switch (mode) {
    case 'visits':
      return { value: tally.visits, best };
    case 'mean reward':
      return { value: tally.scored === 0 ? Number.NaN : tally.sum / tally.scored, best };
    case 'best reward':
      return { value: tally.best?.reward ?? Number.NaN, best };
    default:
      return mode satisfies never;
  }
}

/** A row per decision, a cell per option. */
export function decisionRows(tallies: readonly DecisionTally[], mode: MapMode): readonly MapRow[] {
  return tallies.map(({ name, bins, options }) => ({
    name,
    cells: bins.map((option, i) => {
      const tally = options[i];
      return { option, ...(tally === undefined ? { value: Number.NaN, best: null } : cellOf(tally, mode)) };
    }),
  }));
}

/** Ends of the colour scale: a few very bad cells must not flatten the others. */
export function scaleOf(rows: readonly MapRow[], mode: MapMode): { readonly low: number; readonly high: number } | null {
  const known = rows.flatMap(({ cells }) => cells.map(({ value }) => value).filter(Number.isFinite)).sort((a, b) => a - b);
  const high = known.at(-1);
  if (high === undefined) return null;
  return { low: mode === 'visits' ? 0 : (known[Math.floor(known.length / 10)] ?? 0), high };
}
