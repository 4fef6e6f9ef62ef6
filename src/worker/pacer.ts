import type { StepUnit } from '../engine/run/types';
import type { Pace } from './protocol';

const STEP_RANK = { child: 0, update: 1, episode: 2 } as const satisfies Record<StepUnit, number>;

/** How long the loop may run before it lets messages in, ms. */
const SLICE_MS = 12;

/** A macrotask's turn: lets posted messages in, without a timer's clamp. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      channel.port1.close();
      resolve();
    };
    channel.port2.postMessage(null);
  });
}

/**
 * Play, pause, step and speed of a run. The run calls gate() after each child, update and episode and waits for what it
 * returns; at full speed that is nothing except every few milliseconds, when messages are let in.
 */
export class Pacer {
  private playing = false;
  private stepTo: StepUnit | null = null;
  private pace: Pace = null;
  private sliceStart = 0;
  private nextDue = 0;
  private wake: (() => void) | null = null;

  constructor(
    private readonly now: () => number,
    private readonly onPaused: () => void,
  ) {}

  play(): void {
    this.playing = true;
    this.stepTo = null;
    this.release();
  }

  pause(): void {
    this.playing = false;
    this.stepTo = null;
    this.release();
  }

  /** Goes on to the end of the next unit, then pauses. */
  step(unit: StepUnit): void {
    this.playing = false;
    this.stepTo = unit;
    this.release();
  }

  setPace(pace: Pace): void {
    this.pace = pace;
    this.nextDue = 0;
    this.release();
  }

  get isPlaying(): boolean {
    return this.playing;
  }

  /** Resolves when the run may start or go on. */
  async admitted(): Promise<void> {
    while (!this.playing && this.stepTo === null) await this.sleep();
  }

  gate(unit: StepUnit): Promise<void> | undefined {
    if (!this.playing) return this.hold(unit);
    const now = this.now();
    if (this.pace !== null && unit === 'episode') return this.waitForBeat(now);
    if (now - this.sliceStart < SLICE_MS) return undefined;
    return this.breathe();
  }

  private async breathe(): Promise<void> {
    await nextTurn();
    this.sliceStart = this.now();
    await this.holdUnlessTold('child');
  }

  /** After a wait at a boundary of `unit`: a step that was asked for meanwhile begins here, it does not end here. */
  private async holdUnlessTold(unit: StepUnit): Promise<void> {
    if (!this.playing && this.stepTo === null) await this.hold(unit);
  }

  private async hold(unit: StepUnit): Promise<void> {
    // A finer step ends at a coarser boundary too: the last update of an episode is also the episode's end.
    if (this.stepTo !== null && STEP_RANK[unit] < STEP_RANK[this.stepTo]) {
      await nextTurn();
      return;
    }
    this.stepTo = null;
    this.onPaused();
    await this.admitted();
    this.sliceStart = this.now();
  }

  private async waitForBeat(now: number): Promise<void> {
    const interval = 1000 / (this.pace ?? 1);
    const due = this.nextDue > now - interval ? this.nextDue : now;
    this.nextDue = due + interval;
    if (due > now) await this.sleep(due - now);
    else await nextTurn();
    this.sliceStart = this.now();
    await this.holdUnlessTold('episode');
  }

  private release(): void {
    this.wake?.();
  }

  /** Until release(), at most timeoutMs. */
  private sleep(timeoutMs?: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = timeoutMs === undefined ? null : setTimeout(() => this.wake?.(), timeoutMs);
      this.wake = () => {
        this.wake = null;
        if (timer !== null) clearTimeout(timer);
        resolve();
      };
    });
  }
}
