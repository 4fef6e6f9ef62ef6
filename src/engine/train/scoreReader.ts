import { readScalars, tf } from '../tensor';
import type { BatchScore } from './model';

/** Losses are read after so many steps or milliseconds: a read costs time, but lets messages (a cancel) in. */
const STEPS_PER_READ = 64;
const MS_PER_READ = 200;

/** On a device: milliseconds of its work that a read should wait for, and reads that may be under way before one is awaited. */
const MS_OF_DEVICE_WORK = 60;
const READS_UNDER_WAY = 2;

interface Scored {
  readonly score: BatchScore;
  readonly size: number;
}

interface Read {
  readonly sizes: readonly number[];
  /** Resolves, whatever happens, when the outcome is there. */
  readonly settled: Promise<void>;
  outcome: { readonly values: Float32Array } | { readonly error: unknown } | null;
}

export interface ScoreSums {
  /** Sum of the losses of all images read so far. */
  loss: number;
  correct: number;
  images: number;
}

/**
 * Reads batch scores from where they were computed. Without a device they are there at once, and are read every 64 steps or
 * 200 ms. On a device a read is asked for and looked at when it arrives, so that the queue never runs dry: at most two are
 * under way, each waiting for about 60 ms of work (by the pace so far), which bounds how long the device goes on after a cancel.
 */
export class ScoreReader {
  readonly sums: ScoreSums = { loss: 0, correct: 0, images: 0 };
  private pending: Scored[] = [];
  private readonly reads: Read[] = [];
  private rested: number;
  private arrived: number | null = null;
  private stepsPerRead: number;

  /**
   * queued: scores are computed behind a queue. onLosses: mean loss of each batch in turn, when it has been read; what it throws,
   * push and finish reject with.
   */
  constructor(
    private readonly now: () => number,
    private readonly queued: boolean,
    private readonly onLosses: (losses: readonly number[]) => void = () => undefined,
  ) {
    this.rested = now();
    this.stepsPerRead = queued ? 1 : STEPS_PER_READ;
  }

  /** Takes over the score of a batch of `size` images. True where it is time to let messages in: then call rest(). */
  async push(score: BatchScore, size: number): Promise<boolean> {
    this.pending.push({ score, size });
    const due = this.now() - this.rested >= MS_PER_READ;
    if (!due && this.pending.length < this.stepsPerRead) return false;
    this.ask();
    const spare = this.queued ? READS_UNDER_WAY : 0;
    while (this.reads.length > spare || this.reads[0]?.outcome) await this.takeOldest();
    return !this.queued || due || this.now() - this.rested >= MS_OF_DEVICE_WORK;
  }

  /** Says that messages have been let in. */
  rest(): void {
    this.rested = this.now();
  }

  /** Reads what is left. */
  async finish(): Promise<void> {
    this.ask();
    while (this.reads.length > 0) await this.takeOldest();
  }

  /** Frees the scores that were not read. */
  dispose(): void {
    for (const { score } of this.pending) tf.dispose([score.loss, score.correct]);
    this.pending = [];
  }

  private ask(): void {
    const taken = this.pending;
    if (taken.length === 0) return;
    this.pending = [];
    const scalars = taken.flatMap(({ score }) => [score.loss, score.correct]);
    const read: Read = { sizes: taken.map(({ size }) => size), outcome: null, settled: Promise.resolve() };
    const settled = readScalars(scalars).then(
      (values) => {
        read.outcome = { values };
      },
      (error: unknown) => {
        read.outcome = { error };
      },
    );
    tf.dispose(scalars);
    this.reads.push(Object.assign(read, { settled }));
  }

  private async takeOldest(): Promise<void> {
    const read = this.reads.shift();
    if (read === undefined) return;
    await read.settled;
    const { outcome, sizes } = read;
    if (outcome === null) return;
    if ('error' in outcome) throw outcome.error;
    this.pace(sizes.length);
    const losses = sizes.map((size, i) => {
      const loss = outcome.values[2 * i] ?? Number.NaN;
      this.sums.loss += loss * size;
      this.sums.correct += outcome.values[2 * i + 1] ?? Number.NaN;
      this.sums.images += size;
      return loss;
    });
    this.onLosses(losses);
  }

  /** Sets how many steps a read waits for, from how long these took. */
  private pace(steps: number): void {
    const now = this.now();
    if (this.queued && this.arrived !== null) {
      const msPerStep = (now - this.arrived) / steps;
      this.stepsPerRead = Math.max(1, Math.min(STEPS_PER_READ, Math.floor(MS_OF_DEVICE_WORK / Math.max(msPerStep, 1e-3))));
    }
    this.arrived = now;
  }
}
