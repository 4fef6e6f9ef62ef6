import { LabError, type PlainError, toPlainError } from '../../../engine/core/errors';
import type { RunConfig } from '../../../engine/run/config';
import type { KeptOutcome } from '../../../worker/compareProtocol';

/** A run to be computed. */
export interface Task {
  readonly contender: string;
  readonly seed: number;
  readonly config: RunConfig;
}

export interface Runner {
  run(config: RunConfig, hooks: { readonly signal: AbortSignal }): Promise<KeptOutcome>;
  dispose(): void;
}

interface Hooks {
  readonly onOutcome: (task: Task, outcome: KeptOutcome) => void;
  /** A contender that cannot be computed; its other seeds are left out. */
  readonly onFault: (contender: string, error: PlainError) => void;
  readonly onDone: () => void;
}

/**
 * Computes runs on a few workers, in the order given: all contenders of a seed before the next seed, so that what is there can be
 * compared at any time. Ends with onDone, or without it by stop(), which loses no more than the runs under way.
 */
export class Computing {
  private readonly controller = new AbortController();
  private readonly faulty = new Set<string>();
  private readonly runners: Runner[] = [];
  private readonly waiting: Task[];
  private working = 0;

  constructor(
    tasks: readonly Task[],
    size: number,
    private readonly open: () => Runner,
    private readonly hooks: Hooks,
  ) {
    this.waiting = [...tasks];
    const started = Math.min(size, tasks.length);
    for (let i = 0; i < started; i += 1) void this.work();
    if (started === 0) queueMicrotask(() => this.finish());
  }

  stop(): void {
    this.controller.abort();
    this.close();
  }

  private close(): void {
    for (const runner of this.runners.splice(0)) runner.dispose();
  }

  private finish(): void {
    if (this.controller.signal.aborted) return;
    this.close();
    this.hooks.onDone();
  }

  private async work(): Promise<void> {
    this.working += 1;
    const runner = this.open();
    this.runners.push(runner);
    const { signal } = this.controller;
    for (let task = this.waiting.shift(); task !== undefined && !signal.aborted; task = this.waiting.shift()) {
      const { contender, config } = task;
      if (this.faulty.has(contender)) continue;
      try {
        const outcome = await runner.run(config, { signal });
        if (!signal.aborted) this.hooks.onOutcome(task, outcome);
      } catch (thrown) {
        if (signal.aborted) return;
        if (!this.faulty.has(contender)) this.hooks.onFault(contender, toPlainError(thrown));
        this.faulty.add(contender);
      }
    }
    this.working -= 1;
    if (this.working === 0) this.finish();
  }
}

/** Of a budget of epochs: a run whose first episode costs more has no value at all. */
export function budgetFault(outcome: KeptOutcome, epochs: number): PlainError | null {
  const first = outcome.byEpochs.cost[0] ?? Number.POSITIVE_INFINITY;
  if (first <= epochs) return null;
  return toPlainError(
    new LabError(
      'config',
      `Its first episode already costs ${first} epochs, the budget is ${epochs}.`,
      `Set the budget to ${first} epochs or more.`,
    ),
  );
}
