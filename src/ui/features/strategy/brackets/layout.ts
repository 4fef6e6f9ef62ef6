import type { BracketView, RoundView } from '../../../../engine/search/views';

/** A trial's way through a bracket, rung by rung. */
export interface BracketLine {
  readonly arch: string;
  /** Of each rung it has been at, from `first` on. */
  readonly stops: readonly { readonly trial: number; readonly epochs: number; readonly reward: number | null }[];
  readonly fate: 'stopped' | 'waiting' | 'finished';
}

type Rung = BracketView['rungs'][number];

/**
 * Lines of a bracket, joined by architecture: a trial that is promoted comes again in the next rung. Stopped: its rung has promoted others;
 * finished: it stands at the last rung that the bracket has; waiting: nothing is decided.
 */
export function bracketLines({ rungs }: BracketView, lastLevel: number): readonly BracketLine[] {
  type Stops = BracketLine['stops'][number][];
  const open = new Map<string, Stops[]>();
  const all: { readonly arch: string; readonly stops: BracketLine['stops'][number][]; promoted: boolean; rung: number }[] = [];
  rungs.forEach((rung, r) => {
    for (const { arch, trial, reward, promoted } of rung.trials) {
      const stop = { trial, epochs: rung.epochs, reward };
      const waiting = open.get(arch)?.shift();
      const known = waiting === undefined ? undefined : all.find(({ stops }) => stops === waiting);
      const line = known ?? { arch, stops: [], promoted, rung: r };
      line.stops.push(stop);
      line.promoted = promoted;
      line.rung = r;
      if (known === undefined) all.push(line);
    }
    open.clear();
    for (const line of all) {
      if (!line.promoted || line.rung !== r) continue;
      open.set(line.arch, [...(open.get(line.arch) ?? []), line.stops]);
    }
  });
  return all.map(({ arch, stops, promoted, rung }) => {
    const isLast = (stops.at(-1)?.epochs ?? 0) >= lastLevel;
    const isDecided = rungs[rung]?.trials.some((one) => one.promoted) ?? false;
    return { arch, stops, fate: isLast ? 'finished' : promoted || !isDecided ? 'waiting' : 'stopped' };
  });
}

/** All rungs' epochs, ascending: the columns that brackets share. */
export function levelsOf(brackets: readonly BracketView[]): readonly number[] {
  return [...new Set(brackets.flatMap(({ rungs }) => rungs.map(({ epochs }) => epochs)))].sort((a, b) => a - b);
}

export interface EpochBill {
  /** Epochs trained: each trial's new ones where it goes on from its weights. */
  readonly resumed: number;
  /** Epochs if every rung were trained from initial weights. */
  readonly anew: number;
}

/** Epochs of the trials that have a reward: from the rung before to this one, or from the start at every rung. */
export function epochBill(brackets: readonly BracketView[]): EpochBill {
  const trained = ({ trials }: Rung): number => trials.filter(({ reward }) => reward !== null).length;
  let resumed = 0;
  let anew = 0;
  for (const { rungs } of brackets) {
    rungs.forEach((rung, r) => {
      const before = rungs[r - 1]?.epochs ?? 0;
      resumed += trained(rung) * (rung.epochs - before);
      anew += trained(rung) * rung.epochs;
    });
  }
  return { resumed, anew };
}

/** The bill of the whole run: this round's, and that of the rounds before. */
export function runBill({ resumed, anew }: EpochBill, round: RoundView | null): EpochBill {
  const before = round?.before ?? { resumed: 0, anew: 0 };
  return { resumed: resumed + before.resumed, anew: anew + before.anew };
}

/** Which round is drawn, and whether it is all. */
export function roundWords(round: RoundView | null): string {
  if (round === null) return '';
  const { number, isComplete, repeats } = round;
  if (!repeats) return isComplete ? ' It is complete: every bracket has come to its end.' : '';
  if (isComplete) return ` Round ${number} is complete, and drawn here; the next begins again with new trials.`;
  return number === 1 ? ' The first round is drawn here.' : ` Round ${number} is drawn here; the epochs are those of all rounds.`;
}
