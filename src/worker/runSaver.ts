import { LabError } from '../engine/core/errors';
import type { RunConfig } from '../engine/run/config';
import type { RunEvent } from '../engine/run/events';
import type { Checkpoint } from '../engine/run/types';
import type { RunStore, StoredRun } from './runStore';
import { thinEvents } from './thinEvents';

/**
 * A run faster than this saves only so often: what a crash loses is then recomputed, bit for bit, from the last
 * checkpoint in less time than the saving would have cost.
 */
const INTERVAL_MS = 500;

/** Keeps one run in the store: events and checkpoint together, one write at a time, a failure reported once. */
export class RunSaver {
  private pending: RunEvent[] = [];
  private readonly seen: Set<string>;
  private lastSave = Number.NEGATIVE_INFINITY;
  private writing: Promise<void> | null = null;
  private failed = false;

  constructor(
    private readonly store: RunStore,
    private run: StoredRun,
    knownArchs: Iterable<string>,
    private readonly clock: { readonly now: () => number; readonly wall: () => number },
    private readonly onFailure: (error: LabError) => void,
  ) {
    this.seen = new Set(knownArchs);
  }

  static newRun(id: string, config: RunConfig, wall: number): StoredRun {
    return {
      id,
      title: config.title,
      config,
      createdAt: wall,
      updatedAt: wall,
      episodes: 0,
      children: 0,
      bestArch: null,
      bestReward: null,
      done: false,
    };
  }

  record(event: RunEvent): void {
    this.pending.push(event);
  }

  /** Called at an episode's end; writes when it is time to. patient: the run waits for its write (costly children). */
  save(take: () => Checkpoint, patient: boolean): Promise<void> | undefined {
    if (this.failed) return undefined;
    if (!patient && (this.writing !== null || this.clock.now() - this.lastSave < INTERVAL_MS)) return undefined;
    const write = this.write(take(), false);
    return patient ? write : undefined;
  }

  /** Writes the state at a run's end, after any write under way. */
  async finish(checkpoint: Checkpoint): Promise<void> {
    await this.settled();
    if (!this.failed) await this.write(checkpoint, true);
  }

  /** Resolves when no write is under way. */
  async settled(): Promise<void> {
    await this.writing;
  }

  private write(checkpoint: Checkpoint, done: boolean): Promise<void> {
    this.lastSave = this.clock.now();
    const events = thinEvents(this.pending, this.seen);
    this.pending = [];
    this.run = {
      ...this.run,
      updatedAt: this.clock.wall(),
      episodes: checkpoint.episode,
      children: checkpoint.children,
      bestArch: checkpoint.best?.arch ?? null,
      bestReward: checkpoint.best?.reward ?? null,
      done,
    };
    const before = this.writing ?? Promise.resolve();
    const writing: Promise<void> = before
      .then(() => this.store.save(this.run, checkpoint, events))
      .catch((cause: unknown) => {
        this.failed = true;
        this.onFailure(
          cause instanceof LabError ? cause : new LabError('storage', String(cause), 'Export the run to keep it.', { cause }),
        );
      })
      .finally(() => {
        if (this.writing === writing) this.writing = null;
      });
    this.writing = writing;
    return writing;
  }
}
