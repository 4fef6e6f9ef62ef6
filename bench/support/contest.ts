import type { OpenedRealm, Realm } from './realm';
import { firstLine } from './realm';
import { type Standing, standingsTable } from './standings';
import { interquartileRange, largestDeviation, median } from './stats';
import type { BenchOutput, BenchRow } from './types';

/** An engine that may take part in contests. */
export interface EngineSource<Task> {
  /** Also what --engine is matched with. */
  readonly name: string;
  /** False where it has nothing for this task. */
  readonly can: (task: Task) => boolean;
  open(): Promise<OpenedRealm<Task>>;
  /** The contest is over. */
  release(realm: Realm<Task>): Promise<void>;
  /** True: it was asked for, and the bench fails where it is not there. */
  readonly required: boolean;
}

/** What an engine is given to do again and again. */
export interface Work<Task> {
  readonly task: Task;
  /** What one run of the task counts in the contest's unit. */
  readonly perRun: number;
  /** Floating-point operations of one run; 0 where they are not what its time goes to. */
  readonly flops: number;
}

/** Engines at one task, against each other. */
export interface Contest<Task> {
  readonly bench: string;
  readonly case: string;
  /** Contests of one kind take an engine about the same time per operation. */
  readonly kind: string;
  readonly unit: string;
  readonly work: Work<Task>;
  /** The same on fewer images, for engines that would take seconds; null: all do the same. */
  readonly lessWork: (Work<Task> & { readonly images: number }) | null;
  /** Images of the check against the reference, and how many runs' work that is. */
  readonly checkImages: number;
  readonly checkRuns: number;
  /** Images of one run, where engines are also to agree with each other on that; null: the check is enough. */
  readonly fullImages: number | null;
  readonly reference: readonly number[];
  /** Largest deviation from the reference, relative to max(1, |expected|). */
  readonly tolerance: number;
}

export interface ContestLimits {
  /** Milliseconds that a run may take; slower engines are left out. */
  readonly patienceMs: number;
  /** From here on a run is measured once; from four times that, without a warm-up of its own: the check was one. */
  readonly slowMs: number;
  /** Of one round, and how many rounds. */
  readonly roundMs: number;
  readonly rounds: number;
}

/** Operations per millisecond that an engine reached in an earlier contest: what says whether it is too slow for the next. */
export type Rates = Map<string, number>;

interface Entrant<Task> {
  readonly source: EngineSource<Task>;
  readonly realm: Realm<Task>;
  /** The realm's, and what is particular about its work. */
  readonly engine: string;
  readonly work: Work<Task>;
  /** Runs of one round. */
  readonly times: number;
  readonly rounds: number;
  /** In the contest's unit. */
  readonly values: number[];
  /** GFLOP/s, measured between the rounds. */
  readonly peaks: number[];
}

/** Slow runs are warmed up until they take so many times slowMs. */
const WARMED = 4;
/** A run that takes longer is done on fewer images, where the contest has such work. */
const LESS_WORK_MS = 300;
const MOST_TIMES = 2000;

const seconds = (ms: number): string => `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;

function requireAgreement(found: readonly number[], expected: readonly number[], tolerance: number, what: string): void {
  const deviation = largestDeviation(found, expected);
  if (deviation <= tolerance) return;
  throw new Error(`its result deviates from ${what} by ${deviation.toExponential(1)}, ${tolerance} allowed`);
}

/** How many runs fill a round, by a first one and, where it is quick, a second guess. */
async function timesOf(realm: Realm<unknown>, roundMs: number): Promise<number> {
  await realm.run(1); // warm-up: compilation, caches, first allocations
  const guess = (ms: number): number => Math.min(MOST_TIMES, Math.max(1, Math.round(roundMs / ms)));
  const first = guess(await realm.run(1));
  return first < 4 ? first : guess((await realm.run(first)) / first);
}

/** Engines of one contest while it goes on: each is opened, checked and warmed up as it enters; then rounds are taken in turn. */
class Arena<Task> {
  private readonly entrants: Entrant<Task>[] = [];
  /** The full check of the first engine that did it. */
  private full: { readonly engine: string; readonly values: readonly number[] } | null = null;

  constructor(
    private readonly contest: Contest<Task>,
    private readonly limits: ContestLimits,
    private readonly rates: Rates,
    private readonly output: BenchOutput,
  ) {}

  async enter(source: EngineSource<Task>): Promise<void> {
    const { contest, output } = this;
    const work = this.workFor(source);
    const expected = this.expectedMs(source, work);
    if (expected > this.limits.patienceMs) {
      this.leaveOut(source.name, expected);
      return;
    }
    const opened = await source.open();
    if (!opened.ok) {
      const line = `${contest.case}: ${source.name} is left out: ${opened.reason}`;
      if (source.required) output.fail(line);
      else output.note(line);
      return;
    }
    const { realm } = opened;
    let entered = false;
    try {
      const entrant = await this.prepare(source, realm, work);
      entered = entrant !== null;
      if (entrant !== null) this.entrants.push(entrant);
    } catch (thrown) {
      output.fail(`${contest.case}: ${realm.engine} failed: ${firstLine(thrown)}`);
    } finally {
      if (!entered) await this.release(source, realm);
    }
  }

  async measure(): Promise<readonly BenchRow[]> {
    const standings: Standing[] = [];
    try {
      const rounds = Math.max(0, ...this.entrants.map((entrant) => entrant.rounds));
      for (let round = 0; round < rounds; round += 1) {
        for (const entrant of this.entrants) if (round < entrant.rounds) await this.takeRound(entrant);
      }
      for (const entrant of this.entrants) standings.push(await this.standingOf(entrant));
    } finally {
      for (const { source, realm } of this.entrants) await this.release(source, realm);
    }
    for (const { row } of standings) this.output.row(row);
    if (standings.length > 0) this.output.details(standingsTable(this.contest.case, standings));
    return standings.map(({ row }) => row);
  }

  private rateKey(source: EngineSource<Task>): string {
    return `${this.contest.kind}: ${source.name}`;
  }

  /** What a run took this engine in earlier contests of the kind, per operation; 0 where it has not been in one. */
  private expectedMs(source: EngineSource<Task>, { flops }: Work<Task>): number {
    const known = this.rates.get(this.rateKey(source));
    return known === undefined ? 0 : flops / known;
  }

  private workFor(source: EngineSource<Task>): Work<Task> {
    const { work, lessWork } = this.contest;
    return lessWork !== null && this.expectedMs(source, work) > LESS_WORK_MS ? lessWork : work;
  }

  private leaveOut(name: string, ms: number): void {
    this.output.note(`${this.contest.case}: ${name} is left out: one run would take about ${seconds(ms)} (--patience)`);
  }

  /**
   * Checks the realm against the reference; how long a run will take, by that check and by earlier contests. The check may
   * be of a few images, and most of its time spent on compiling: where nothing else is known, it is done again.
   */
  private async checkedMs(source: EngineSource<Task>, realm: Realm<Task>, work: Work<Task>): Promise<number> {
    const { checkImages, checkRuns, reference, tolerance } = this.contest;
    const check = async (): Promise<number> => {
      const started = performance.now();
      requireAgreement(await realm.check(checkImages), reference, tolerance, 'the reference');
      return (performance.now() - started) / checkRuns;
    };
    const first = await check();
    if (first <= this.limits.slowMs) return first;
    const known = this.expectedMs(source, work);
    return Math.min(first, known > 0 ? known : await check());
  }

  /** Null where the engine is too slow for this task. */
  private async prepare(source: EngineSource<Task>, realm: Realm<Task>, work: Work<Task>): Promise<Entrant<Task> | null> {
    const { contest, limits } = this;
    await realm.load(work.task);
    const expected = await this.checkedMs(source, realm, work);
    if (expected > limits.patienceMs) {
      if (work.flops > 0) this.rates.set(this.rateKey(source), work.flops / expected);
      this.leaveOut(source.name, expected);
      return null;
    }
    const images = work === contest.lessWork ? `, ${contest.lessWork.images} images` : '';
    const entrant = { source, realm, engine: `${realm.engine}${images}`, work, values: [], peaks: [] };
    if (expected > limits.slowMs) {
      if (expected < WARMED * limits.slowMs) await realm.run(1);
      return { ...entrant, times: 1, rounds: 1 };
    }
    if (contest.fullImages !== null) {
      const values = await realm.check(contest.fullImages);
      if (this.full === null) this.full = { engine: realm.engine, values };
      else requireAgreement(values, this.full.values, contest.tolerance, this.full.engine);
    }
    return { ...entrant, times: await timesOf(realm, limits.roundMs), rounds: limits.rounds };
  }

  private async takeRound({ source, realm, work, times, values, peaks }: Entrant<Task>): Promise<void> {
    const { perRun, flops } = work;
    const ms = (await realm.run(times)) / times;
    values.push((1000 * perRun) / ms);
    if (flops > 0) this.rates.set(this.rateKey(source), flops / ms);
    const peak = flops > 0 ? await realm.peak() : null;
    if (peak !== null) peaks.push(peak);
  }

  private async standingOf({ realm, engine, work, values, peaks }: Entrant<Task>): Promise<Standing> {
    const { bench, case: name, unit } = this.contest;
    const { perRun, flops } = work;
    const value = median(values);
    const gflops = flops > 0 ? (value * flops) / perRun / 1e9 : null;
    const share = gflops === null || peaks.length === 0 ? null : gflops / median(peaks);
    const row: BenchRow = {
      bench,
      case: name,
      engine,
      value,
      unit,
      spread: interquartileRange(values),
      ...(share === null ? {} : { peakShare: share }),
      checked: true,
    };
    return { row, gflops, peakBytes: await realm.peakBytes() };
  }

  private async release(source: EngineSource<Task>, realm: Realm<Task>): Promise<void> {
    try {
      await source.release(realm);
    } catch (thrown) {
      this.output.note(`${realm.engine} did not close: ${firstLine(thrown)}`);
    }
  }
}

/**
 * Measures engines against each other in one run. Each is opened, checked against the reference and warmed up; then
 * rounds are taken in turn (one of each, again and again), so that a slow minute of the machine hurts all alike. An
 * engine that the machine lacks or that is too slow for the task is named and left out; one whose result deviates fails
 * the bench: how fast a wrong result comes says nothing.
 */
export async function hold<Task>(
  contest: Contest<Task>,
  sources: readonly EngineSource<Task>[],
  limits: ContestLimits,
  rates: Rates,
  output: BenchOutput,
): Promise<readonly BenchRow[]> {
  const arena = new Arena(contest, limits, rates, output);
  for (const source of sources) if (source.can(contest.work.task)) await arena.enter(source);
  return arena.measure();
}
