import { LabError } from '../engine/core/errors';
import type { RunConfig } from '../engine/run/config';
import type { RunEvent } from '../engine/run/events';
import type { Checkpoint } from '../engine/run/types';
import type { KeptRuns } from './hostPlace';
import type { StoredRun } from './runStore';
import { thinEvents } from './thinEvents';

/**
 * A run faster than this saves only so often: what a crash loses is then recomputed, bit for bit, from the last
 * checkpoint in less time than the saving would have cost.
 */
const INTERVAL_MS = 500;

/** Keeps one run in the store: events and checkpoint together, one write at a time, a failure reported once. */
export class RunSaver {
  private readonly pending: RunEvent[] = [];
  private readonly seen: Set<string>;
  private lastSave = Number.NEGATIVE_INFINITY;
  private writing: Promise<void> | null = null;
  private failed = false;
  /** The last episode that was recorded. */
  private episode: number;

  constructor(
    private readonly store: Pick<KeptRuns, 'save'>,
    private run: StoredRun,
    knownArchs: Iterable<string>,
    private readonly clock: { readonly now: () => number; readonly wall: () => number },
    private readonly onFailure: (error: LabError) => void,
  ) {
    this.seen = new Set(knownArchs);
    this.episode = run.episodes;
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
    // A view can be had again from the checkpoint, whose strategy it is of.
    if (this.failed || event.type === 'view') return;
    this.pending.push(event);
    if (event.type === 'episode') this.episode = event.episode;
  }

  /** Called at an episode's end; writes when it is time to. patient: the run waits for its write (costly children). */
  save(take: () => Checkpoint, patient: boolean): Promise<void> | undefined {
    if (this.failed) return undefined;
    if (!patient && (this.writing !== null || this.clock.now() - this.lastSave < INTERVAL_MS)) return undefined;
    const write = this.write(take(), this.pending.splice(0), false);
    return patient ? write : undefined;
  }

  /**
   * Writes what save() has left out, wherever the run stands between two of its steps: the log up to the last whole
   * episode or change of reward, and the state. always: the state even where the log has nothing new. False where the
   * checkpoint is ahead of the log (between an episode's updates), and nothing can be written.
   */
  keep(checkpoint: Checkpoint, always: boolean): boolean {
    if (this.failed) return true;
    if (checkpoint.episode !== this.episode) return false;
    const end = this.pending.findLastIndex(({ type }) => type === 'episode' || type === 'rewardChanged') + 1;
    if (end > 0 || always) void this.write(checkpoint, this.pending.splice(0, end), false);
    return true;
  }

  /** Writes the state at a run's end, after any write under way. */
  async finish(checkpoint: Checkpoint): Promise<void> {
    await this.settled();
    if (!this.failed) await this.write(checkpoint, this.pending.splice(0), true);
  }

  /** Resolves when no write is under way. */
  async settled(): Promise<void> {
    while (this.writing !== null) await this.writing;
  }

  private write(checkpoint: Checkpoint, recorded: readonly RunEvent[], done: boolean): Promise<void> {
    this.lastSave = this.clock.now();
    const events = thinEvents(recorded, this.seen);
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
        this.pending.length = 0;
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
