import { type RunPart, type SeedRun, seedRun } from '../../engine/analysis/sampleEfficiency';
import type { PlainError } from '../../engine/core/errors';
import type { RunConfig } from '../../engine/run/config';
import { type Instant, type InstantRun, isLast } from '../../worker/instantClient';

/** One config over several seeds, as far as it is computed. */
export interface SeedRuns {
  /** Of the seeds that are done, in the order in which they were asked for. */
  readonly runs: readonly SeedRun[];
  /** Reward of every cell of the table; null until it is known. */
  readonly rewards: readonly number[] | null;
  /** The reward is the person's code and looks at the course of the run: rewards are those of a first episode. */
  readonly readsContext: boolean;
  /** Why the config could not be computed, or why a seed ended before its time; null: nothing. */
  readonly error: PlainError | null;
  readonly isComputing: boolean;
}

interface Entry {
  readonly config: RunConfig;
  seeds: readonly number[];
  readonly done: Map<number, SeedRun>;
  shown: SeedRuns;
  /** Who wants it, each with a rank; nobody: it stands still. */
  readonly wishes: Set<{ readonly rank: number }>;
}

const NOTHING: SeedRuns = { runs: [], rewards: null, readsContext: false, error: null, isComputing: false };
/** Configs whose seeds are kept while nobody looks at them. */
const MOST_KEPT = 48;

const keyOf = (config: RunConfig): string => JSON.stringify({ ...config, title: '', seed: 0 });

/**
 * Computes configs over seeds in the background, one config at a time, the lowest rank first. Only what is wanted is computed: when the last wish
 * is withdrawn it stops at once, and goes on from the seeds that were done when it is wanted again.
 */
export class SeedRunner {
  private readonly entries = new Map<string, Entry>();
  private readonly listeners = new Set<() => void>();
  private instant: Instant | null = null;
  private isHeld = false;
  private active: { readonly key: string; readonly run: InstantRun } | null = null;

  constructor(private readonly open: () => Instant) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** The same object until there is something new. */
  read(config: RunConfig): SeedRuns {
    return this.entries.get(keyOf(config))?.shown ?? NOTHING;
  }

  /** Computes the config's seeds until all are done or the answer is called. A config that failed is tried again. */
  want(config: RunConfig, seeds: readonly number[], rank: number): () => void {
    const key = keyOf(config);
    const entry = this.entries.get(key) ?? { config, seeds, done: new Map(), shown: NOTHING, wishes: new Set() };
    entry.seeds = seeds;
    this.entries.delete(key);
    this.entries.set(key, entry);
    const wish = { rank };
    entry.wishes.add(wish);
    this.show(entry, { error: null });
    this.next();
    return () => {
      entry.wishes.delete(wish);
      this.next();
    };
  }

  /**
   * Nothing is computed but between this and the call of its answer, which ends the workers; what is done stays. Wishes may come before it and
   * be withdrawn after it: parts of a page are put up before the whole and taken down after it.
   */
  hold(): () => void {
    this.isHeld = true;
    this.next();
    return () => {
      this.isHeld = false;
      this.stop();
      this.instant?.dispose();
      this.instant = null;
    };
  }

  /** Turns to the most urgent config that has seeds missing; leaves it as it is where that is under way. */
  private next(): void {
    if (!this.isHeld) return;
    const rankOf = ({ wishes }: Entry): number => Math.min(...[...wishes].map(({ rank }) => rank));
    const open = [...this.entries].filter(
      ([, entry]) => entry.wishes.size > 0 && entry.shown.error === null && this.missing(entry).length > 0,
    );
    const chosen = open.sort(([, a], [, b]) => rankOf(a) - rankOf(b))[0];
    if (chosen !== undefined && chosen[0] === this.active?.key) return;
    this.stop();
    this.forget();
    if (chosen !== undefined) this.start(...chosen);
  }

  private missing({ seeds, done }: Entry): readonly number[] {
    return seeds.filter((seed) => !done.has(seed));
  }

  private start(key: string, entry: Entry): void {
    this.instant ??= this.open();
    const parts = new Map<number, RunPart[]>();
    const run = this.instant.run({
      config: entry.config,
      seeds: this.missing(entry),
      priority: 'background',
      onTruth: ({ rows, readsContext }) => this.show(entry, { rewards: rows.map(({ reward }) => reward), readsContext }),
      onChunk: (seed, chunk) => {
        const held = parts.get(seed) ?? [];
        held.push(chunk);
        parts.set(seed, held);
        if (!isLast(chunk)) return;
        parts.delete(seed);
        entry.done.set(seed, seedRun(held));
        this.show(entry, chunk.error === null ? {} : { error: chunk.error });
      },
    });
    this.active = { key, run };
    this.show(entry, {});
    void run.done.then((outcome) => {
      if (this.active?.run !== run) return;
      this.active = null;
      this.show(entry, outcome.kind === 'failed' ? { error: outcome.error } : {});
      this.next();
    });
  }

  private stop(): void {
    const { active } = this;
    if (active === null) return;
    this.active = null;
    active.run.cancel();
    const entry = this.entries.get(active.key);
    if (entry !== undefined) this.show(entry, {});
  }

  /** The longest unwanted go first. */
  private forget(): void {
    for (const [key, { wishes }] of this.entries) {
      if (this.entries.size <= MOST_KEPT) return;
      if (wishes.size === 0) this.entries.delete(key);
    }
  }

  private show(entry: Entry, news: Partial<SeedRuns>): void {
    const runs = entry.seeds.flatMap((seed) => entry.done.get(seed) ?? []);
    entry.shown = { ...entry.shown, ...news, runs, isComputing: this.active?.key === keyOf(entry.config) };
    for (const listener of this.listeners) listener();
  }
}
