import { abortedError } from '../core/errors';
import type { Budget, EpochReport, Measurement, TrainProgress } from '../core/measurement';
import type { Estimator } from '../estimate/types';
import type { Genotype } from '../space/types';

/** One child of an episode, ready to be measured. */
export interface ChildTask {
  readonly trial: number;
  readonly arch: string;
  readonly genotype: Genotype;
  readonly budget: Budget;
  /** The estimator's key: equal keys, one measurement. */
  readonly key: string;
}

export interface ChildHooks {
  readonly onEpoch: (task: ChildTask, report: EpochReport) => void;
  readonly onProgress: (task: ChildTask, progress: TrainProgress) => void;
}

/** Measurements that are looked up again as fast as they are remembered: beyond so many, those of earlier episodes are let go. */
const LOOKED_UP = 1024;

/**
 * Measures children, up to the estimator's parallelism at once, and hands the results out in the order of the tasks
 * whatever the order of their completion: a run is the same for any number of workers. Every key is paid for once.
 */
export class ChildMeasurer {
  readonly measured: Map<string, Measurement>;
  private readonly running = new Map<string, Promise<void>>();
  private readonly failures = new Map<string, unknown>();
  private tasks: readonly ChildTask[] = [];
  private held = true;

  constructor(
    private readonly estimator: Estimator,
    private readonly hooks: ChildHooks,
    measured: Iterable<readonly [string, Measurement]>,
    /** True where asking again costs nothing: then not all that was measured is kept. */
    private readonly forgets: boolean,
  ) {
    this.measured = new Map(measured);
  }

  /** The tasks to be measured from now on; those of before that are under way are finished and remembered. */
  begin(tasks: readonly ChildTask[]): void {
    this.tasks = tasks;
    if (this.forgets && this.measured.size > LOOKED_UP) this.measured.clear();
  }

  /** Starts no further child until the next call of ready(). */
  hold(): void {
    this.held = true;
  }

  /**
   * The measurements of tasks from, from + 1, ... as far as they are known without a gap, at least one; that of another
   * genotype with the same key as one of the task's own (Estimator.asOf). Rejects with
   * what the estimator said of task `from` (asked again, it tries again), or LabError 'aborted'.
   */
  async ready(from: number, signal: AbortSignal): Promise<readonly Measurement[]> {
    // What failed while the run stood still is tried again too: one lost device fails every child under way, and would
    // halt the run once for each of them.
    if (this.held) this.failures.clear();
    this.held = false;
    const head = this.tasks[from];
    if (head === undefined) throw new RangeError(`ChildMeasurer.ready: ${from} of ${this.tasks.length}`);
    while (!this.measured.has(head.key)) {
      if (signal.aborted) throw abortedError('The run');
      if (this.failures.has(head.key)) {
        const failure = this.failures.get(head.key);
        this.hold();
        throw failure;
      }
      this.start(signal);
      await (this.running.get(head.key) ?? Promise.race(this.running.values()));
    }
    const known: Measurement[] = [];
    for (const task of this.tasks.slice(from)) {
      const measurement = this.measured.get(task.key);
      if (measurement === undefined) break;
      known.push(this.asOf(task, measurement));
    }
    return known;
  }

  private asOf({ genotype, arch }: ChildTask, measured: Measurement): Measurement {
    if (measured.arch === arch) return measured;
    return this.estimator.asOf?.(genotype, measured) ?? { ...measured, arch };
  }

  /** Starts tasks in order while the estimator has room. */
  private start(signal: AbortSignal): void {
    if (this.held || signal.aborted) return;
    for (const task of this.tasks) {
      if (this.running.size >= this.estimator.parallelism) return;
      const { key } = task;
      if (this.measured.has(key) || this.running.has(key) || this.failures.has(key)) continue;
      this.running.set(key, this.measure(task, signal));
    }
  }

  /** Never rejects: a failure is kept until its task's turn comes. */
  private async measure(task: ChildTask, signal: AbortSignal): Promise<void> {
    try {
      const measurement = await this.estimator.estimate(task.genotype, task.budget, {
        signal,
        onEpoch: (report) => this.hooks.onEpoch(task, report),
        onProgress: (progress) => this.hooks.onProgress(task, progress),
      });
      this.measured.set(task.key, measurement);
    } catch (thrown) {
      // A child that was cancelled has not failed: it is measured when the run goes on.
      if (!signal.aborted) this.failures.set(task.key, thrown);
    }
    this.running.delete(task.key);
    this.start(signal);
  }
}
