import { LabError, type PlainError, toPlainError } from '../engine/core/errors';
import type { RunConfig } from '../engine/run/config';
import type { SimulatedChunk } from '../engine/run/simulate';
import { type InstantMessage, type InstantPort, type InstantPriority, isLast } from './instantProtocol';
import type { DryRunRow } from './protocol';

/** The reward of every child of the table under a request's reward. */
export interface InstantTruth {
  readonly rows: readonly DryRunRow[];
  /** The reward is the person's own code and looks at the episode or the best so far: rows are those of a first episode. */
  readonly readsContext: boolean;
}

export interface InstantRequest {
  /** Its estimator is a table; anything else ends as 'failed'. */
  readonly config: RunConfig;
  /** Computed in this order, several at a time; config.seed alone where absent. */
  readonly seeds?: readonly number[];
  /** 'now' where absent. */
  readonly priority?: InstantPriority;
  /** A snapshot of the policy after every so many episodes; none where absent. */
  readonly snapshotEvery?: number;
  /** A seed's chunks come in order; the last one has a reason or an error. Not called after cancel(). */
  readonly onChunk: (seed: number, chunk: SimulatedChunk) => void;
  /** The reward of every child of the table; comes before the first seed's first chunk. */
  readonly onTruth?: (truth: InstantTruth) => void;
}

/** How a request ended. A seed that ends by a fault in the middle says so in its last chunk; the request then is 'done' all the same. */
export type InstantOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly error: PlainError };

export interface InstantRun {
  /** Ends it at once; without effect once it is done. */
  cancel(): void;
  /** Never rejects. */
  readonly done: Promise<InstantOutcome>;
}

interface Task {
  readonly id: number;
  readonly job: Job;
  readonly seed: number;
  readonly withTruth: boolean;
}

interface Seat {
  readonly port: InstantPort;
  /** One task of each priority at most: while there is one for 'now' the other stands still in the worker. */
  readonly tasks: Map<InstantPriority, Task>;
}

/** A request with what is left of it. */
class Job {
  readonly priority: InstantPriority;
  readonly waiting: number[];
  private readonly first: number | undefined;
  private finish: (outcome: InstantOutcome) => void = () => undefined;
  readonly done = new Promise<InstantOutcome>((resolve) => {
    this.finish = resolve;
  });
  isOver = false;

  constructor(readonly request: InstantRequest) {
    this.priority = request.priority ?? 'now';
    this.waiting = [...(request.seeds ?? [request.config.seed])];
    this.first = this.waiting[0];
  }

  wantsTruth(seed: number): boolean {
    return this.request.onTruth !== undefined && seed === this.first;
  }

  end(outcome: InstantOutcome): void {
    this.isOver = true;
    this.waiting.length = 0;
    this.finish(outcome);
  }
}

/**
 * Computes requests on a few workers: seeds in parallel, 'now' before 'background'. Nothing is queued inside a worker: what waits
 * waits here, where cancelling it costs nothing.
 */
export class InstantPool {
  private readonly seats: Seat[] = [];
  private readonly jobs: Job[] = [];
  private nextId = 1;
  private isDisposed = false;

  /** size: workers at most; each is started when there is work for it. */
  constructor(
    private readonly spawn: () => InstantPort,
    private readonly size: number,
    private readonly baseUrl: string,
  ) {}

  run(request: InstantRequest): InstantRun {
    const job = new Job(request);
    if (this.isDisposed) job.end({ kind: 'cancelled' });
    else if (job.waiting.length === 0) job.end({ kind: 'done' });
    else {
      this.jobs.push(job);
      this.assign();
    }
    return { done: job.done, cancel: () => this.drop(job, { kind: 'cancelled' }) };
  }

  /** Ends every worker; what was under way is cancelled. */
  dispose(): void {
    this.isDisposed = true;
    for (const job of [...this.jobs]) this.drop(job, { kind: 'cancelled' });
    for (const { port } of this.seats.splice(0)) port.terminate();
  }

  private drop(job: Job, outcome: InstantOutcome): void {
    if (job.isOver) return;
    for (const seat of this.seats) {
      const task = seat.tasks.get(job.priority);
      if (task?.job !== job) continue;
      seat.tasks.delete(job.priority);
      seat.port.post({ type: 'cancel', id: task.id });
    }
    this.close(job, outcome);
    this.assign();
  }

  private close(job: Job, outcome: InstantOutcome): void {
    this.jobs.splice(this.jobs.indexOf(job), 1);
    job.end(outcome);
  }

  /** Gives what waits to workers that have room for its priority; of several requests the newest goes first. */
  private assign(): void {
    for (const job of [...this.jobs].reverse()) {
      while (job.waiting.length > 0) {
        const seat = this.seatFor(job.priority);
        if (seat === null) break;
        const seed = job.waiting.shift();
        if (seed !== undefined) this.begin(seat, job, seed);
      }
    }
  }

  private begin(seat: Seat, job: Job, seed: number): void {
    const task: Task = { id: this.nextId, job, seed, withTruth: job.wantsTruth(seed) };
    this.nextId += 1;
    seat.tasks.set(job.priority, task);
    seat.port.post({
      type: 'simulate',
      id: task.id,
      config: { ...job.request.config, seed },
      baseUrl: this.baseUrl,
      priority: job.priority,
      snapshotEvery: job.request.snapshotEvery ?? 0,
      withTruth: task.withTruth,
    });
  }

  /** An idle worker, else a new one, else one that has only work of the other priority; null where there is none. */
  private seatFor(priority: InstantPriority): Seat | null {
    const idle = this.seats.find((seat) => seat.tasks.size === 0);
    if (idle !== undefined) return idle;
    if (this.seats.length < this.size) return this.open();
    return this.seats.find((seat) => !seat.tasks.has(priority)) ?? null;
  }

  private open(): Seat {
    const seat: Seat = { port: this.spawn(), tasks: new Map() };
    this.seats.push(seat);
    seat.port.listen(
      (message) => this.receive(seat, message),
      (reason) => this.lose(seat, reason),
    );
    return seat;
  }

  private receive(seat: Seat, message: InstantMessage): void {
    const task = [...seat.tasks.values()].find(({ id }) => id === message.id);
    // Of a request that was cancelled while this was on its way.
    if (task === undefined) return;
    const { job, seed } = task;
    switch (message.type) {
      case 'truth':
        job.request.onTruth?.(message);
        return;
      case 'chunk':
        if (isLast(message.chunk)) seat.tasks.delete(job.priority);
        job.request.onChunk(seed, message.chunk);
        if (isLast(message.chunk)) this.settle(job);
        return;
      case 'failed':
        seat.tasks.delete(job.priority);
        this.drop(job, { kind: 'failed', error: message.error });
        return;
      default:
        message satisfies never;
    }
  }

  /** A seed is done: the request is, too, where it was the last. */
  private settle(job: Job): void {
    if (!job.isOver && job.waiting.length === 0 && !this.seats.some((seat) => seat.tasks.get(job.priority)?.job === job)) {
      this.close(job, { kind: 'done' });
    }
    this.assign();
  }

  /** A worker has ended by itself: its requests fail; the next one finds a new worker. */
  private lose(seat: Seat, reason: string): void {
    if (!this.seats.includes(seat)) return;
    this.seats.splice(this.seats.indexOf(seat), 1);
    seat.port.terminate();
    const error = toPlainError(
      new LabError(
        'worker',
        `The worker that computes runs at once ended by itself: ${reason}`,
        'Try again: another is started.',
      ),
    );
    for (const { job } of seat.tasks.values()) this.drop(job, { kind: 'failed', error });
  }
}
