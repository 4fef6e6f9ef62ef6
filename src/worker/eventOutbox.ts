import type { RunEvent } from '../engine/run/events';
import { thinEvents } from './thinEvents';

/** At most ten batches a second reach the page. */
const INTERVAL_MS = 100;

/** Collects a run's events and hands them on, thinned, at most ten times a second. */
export class EventOutbox {
  private queue: RunEvent[] = [];
  private readonly seen = new Set<string>();
  private lastFlush = Number.NEGATIVE_INFINITY;
  private timer: ReturnType<typeof setTimeout> | null = null;

  constructor(
    private readonly deliver: (events: readonly RunEvent[]) => void,
    private readonly now: () => number,
  ) {}

  push(event: RunEvent): void {
    this.queue.push(event);
    const wait = this.lastFlush + INTERVAL_MS - this.now();
    // A run at full speed seldom lets timers fire, so the clock is looked at here too.
    if (wait <= 0) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), wait);
  }

  flush(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.lastFlush = this.now();
    if (this.queue.length === 0) return;
    const batch = thinEvents(this.queue, this.seen);
    this.queue = [];
    this.deliver(batch);
  }

  /** Forgets what is queued: the run it belonged to was left. */
  discard(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.queue = [];
  }
}
