import type { ReplayProgress } from '../engine/run/replayTypes';

export interface ReplayClock {
  readonly now: () => number;
  /** Resolves in a later task, so that a cancel is heard. */
  readonly nextTask: () => Promise<void>;
}

export type OnEpisode = (done: number, total: number) => Promise<void> | undefined;

/** A replay is heard of, and hears, at most so often. */
const SLICE_MS = 80;

/**
 * What workers that replay runs share: one replay is kept, that of the past asked for last, and goes on from where it stands; orders
 * are carried out one after another.
 */
export class ReplayDesk<Replay extends { dispose(): void }> {
  private held: { readonly pastId: string; readonly replay: Replay } | null = null;
  private queue: Promise<unknown> = Promise.resolve();

  constructor(private readonly clock: ReplayClock) {}

  /** pastId: of one id the recorded past never changes, it only grows. Rejects as `open` and `work` do. */
  order<T>(
    pastId: string,
    open: () => Promise<Replay>,
    work: (replay: Replay, onEpisode: OnEpisode) => Promise<T>,
    progress: (at: ReplayProgress) => void,
  ): Promise<T> {
    const done = this.queue.then(async () => work(await this.replayOf(pastId, open), this.slices(progress)));
    this.queue = done.catch(() => undefined);
    return done;
  }

  private slices(progress: (at: ReplayProgress) => void): OnEpisode {
    const { now, nextTask } = this.clock;
    let heard = now();
    return (done, total) => {
      if (now() - heard < SLICE_MS) return undefined;
      heard = now();
      progress({ done, total });
      return nextTask();
    };
  }

  private async replayOf(pastId: string, open: () => Promise<Replay>): Promise<Replay> {
    if (this.held?.pastId === pastId) return this.held.replay;
    this.held?.replay.dispose();
    this.held = null;
    const replay = await open();
    this.held = { pastId, replay };
    return replay;
  }
}
