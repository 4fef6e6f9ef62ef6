import type { Choice, Decision, SearchSpace } from '../../engine/space/types';

/** A decision that was met, and what was chosen there. */
export interface Met {
  readonly decision: Decision;
  readonly choice: Choice;
}

/** Longer genotypes are shown by their beginning. */
const MOST_DECISIONS = 200;
/** Values of a number decision up to which each is an option of its own. */
const MOST_VALUES = 16;
const BINS = 8;

/** The decisions of a genotype in order, with its choices; the first options where there are no choices. */
export function decisionsMet(space: SearchSpace, choices: readonly Choice[]): readonly Met[] {
  const met: Met[] = [];
  const path: Choice[] = [];
  for (let next = space.next(path); next !== null && met.length < MOST_DECISIONS; next = space.next(path)) {
    const choice = choices[met.length] ?? (next.kind === 'categorical' ? 0 : next.min);
    path.push(choice);
    met.push({ decision: next, choice });
  }
  return met;
}

const numberText = (value: number): string => String(Number(value.toPrecision(4)));

/** A choice as it is shown: an option's name, or a number of at most four digits. */
export function choiceWords({ decision, choice }: Met): string {
  return decision.kind === 'categorical' ? (decision.options[choice] ?? String(choice)) : numberText(choice);
}

/** Where a number lies between a decision's ends, 0..1, on its own scale. */
export function shareOf(decision: Exclude<Decision, { kind: 'categorical' }>, value: number): number {
  const { min, max } = decision;
  if (!(max > min)) return 0;
  const share =
    decision.kind === 'float' && decision.scale === 'log'
      ? Math.log(value / min) / Math.log(max / min)
      : (value - min) / (max - min);
  return Math.min(1, Math.max(0, share));
}

const countOf = (decision: Exclude<Decision, { kind: 'categorical' }>): number =>
  decision.step === undefined ? Number.POSITIVE_INFINITY : Math.floor((decision.max - decision.min) / decision.step + 1e-9) + 1;

/** Names of what a decision can be: its options, its values where they are few, else eight equal parts of its range. */
export function binsOf(decision: Decision): readonly string[] {
  if (decision.kind === 'categorical') return decision.options;
  const { min, max } = decision;
  const values = countOf(decision);
  if (values <= MOST_VALUES) return Array.from({ length: values }, (_, i) => numberText(min + i * (decision.step ?? 0)));
  const isLog = decision.kind === 'float' && decision.scale === 'log';
  const edge = (i: number): number => (isLog ? min * (max / min) ** (i / BINS) : min + ((max - min) * i) / BINS);
  return Array.from({ length: BINS }, (_, i) => `${Number(edge(i).toPrecision(2))} to ${Number(edge(i + 1).toPrecision(2))}`);
}

/** Which of binsOf a choice is. */
export function binOf({ decision, choice }: Met): number {
  if (decision.kind === 'categorical') return choice;
  if (countOf(decision) <= MOST_VALUES) return Math.round((choice - decision.min) / (decision.step ?? 1));
  return Math.min(BINS - 1, Math.floor(shareOf(decision, choice) * BINS));
}

/** What is known of the children that took one option. */
export interface OptionTally {
  /** Trials. */
  visits: number;
  /** Of trials with a finite reward, and of their rewards. */
  scored: number;
  sum: number;
  best: { readonly arch: string; readonly reward: number } | null;
}

/** A child that was tried. */
export interface Tried {
  readonly arch: string;
  readonly visits: number;
  readonly reward: number;
  readonly met: readonly Met[];
}

export interface DecisionTally {
  readonly name: string;
  readonly bins: readonly string[];
  readonly options: readonly OptionTally[];
}

const emptyTally = (): OptionTally => ({ visits: 0, scored: 0, sum: 0, best: null });

function count(tally: OptionTally, child: Tried): void {
  tally.visits += child.visits;
  if (!Number.isFinite(child.reward)) return;
  tally.scored += child.visits;
  tally.sum += child.visits * child.reward;
  if (tally.best === null || child.reward > tally.best.reward) tally.best = { arch: child.arch, reward: child.reward };
}

/** Every decision that any child met, in the order of meeting, with what its options came to. */
export function tallyDecisions(children: readonly Tried[]): readonly DecisionTally[] {
  const rows = new Map<string, DecisionTally>();
  for (const child of children) {
    for (const met of child.met) {
      const { name } = met.decision;
      let row = rows.get(name);
      if (row === undefined) {
        const bins = binsOf(met.decision);
        row = { name, bins, options: bins.map(emptyTally) };
        rows.set(name, row);
      }
      // A conditional decision may have other options on another path: those beyond the first path's are not shown.
      const option = row.options[binOf(met)];
      if (option !== undefined) count(option, child);
    }
  }
  return [...rows.values()];
}

/** Options of two decisions against each other, over the children that met both; row-major. Null where none did. */
export function tallyPair(
  children: readonly Tried[],
  rowName: string,
  columnName: string,
): { readonly rows: readonly string[]; readonly columns: readonly string[]; readonly options: readonly OptionTally[] } | null {
  let made: { rows: readonly string[]; columns: readonly string[]; options: OptionTally[] } | null = null;
  for (const child of children) {
    const row = child.met.find(({ decision }) => decision.name === rowName);
    const column = child.met.find(({ decision }) => decision.name === columnName);
    if (row === undefined || column === undefined) continue;
    if (made === null) {
      const rows = binsOf(row.decision);
      const columns = binsOf(column.decision);
      made = { rows, columns, options: Array.from({ length: rows.length * columns.length }, emptyTally) };
    }
    const option =
      binOf(column) < made.columns.length ? made.options[binOf(row) * made.columns.length + binOf(column)] : undefined;
    if (option !== undefined) count(option, child);
  }
  return made;
}

const parsed = new WeakMap<SearchSpace, Map<string, readonly Met[]>>();
/** Texts whose decisions are kept. */
const MOST_PARSED = 6000;

/** The decisions of a child by its text form, remembered. LabError 'space' where it is none of the space. */
export function metOf(space: SearchSpace, arch: string): readonly Met[] {
  let held = parsed.get(space);
  if (held === undefined || held.size > MOST_PARSED) {
    held = new Map();
    parsed.set(space, held);
  }
  let met = held.get(arch);
  if (met === undefined) {
    met = decisionsMet(space, space.parse(arch).choices);
    held.set(arch, met);
  }
  return met;
}

/** True where a space is exactly two categorical decisions whose options never depend on each other: A_small's kind. */
export function isPairSpace(space: SearchSpace): boolean {
  const first = space.next([]);
  if (first?.kind !== 'categorical') return false;
  const second = space.next([0]);
  if (second?.kind !== 'categorical' || space.next([0, 0]) !== null) return false;
  return first.options.every((_, i) => {
    const next = space.next([i]);
    return next?.kind === 'categorical' && next.options.join() === second.options.join();
  });
}
