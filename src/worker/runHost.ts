import { LabError, type PlainError, toPlainError } from '../engine/core/errors';
import type { Measurement } from '../engine/core/measurement';
import type { Estimator } from '../engine/estimate/types';
import type { RewardConfig } from '../engine/reward/config';
import type { RewardFunction } from '../engine/reward/types';
import type { RunConfig } from '../engine/run/config';
import type { RunEvent } from '../engine/run/events';
import { createRun } from '../engine/run/run';
import type { Run } from '../engine/run/types';
import { spaceById } from '../engine/space/catalogue';
import type { BackendAssets } from '../engine/tensor/assets';
import { EventOutbox } from './eventOutbox';
import { Pacer } from './pacer';
import type { BackendReport, RunCommand, RunMessage, RunStatus } from './protocol';
import { RunSaver } from './runSaver';
import type { LoadedRun, RunStore } from './runStore';

/** What a host needs from the place it runs in. */
export interface HostPlace {
  readonly post: (message: RunMessage) => void;
  /** Rejects with LabError 'storage' where nothing can be kept. */
  readonly openStore: () => Promise<RunStore>;
  readonly openEstimator: (config: RunConfig, place: EstimatorPlace) => Promise<OpenedEstimator>;
  readonly makeReward: (reward: RewardConfig) => Promise<RewardFunction>;
  readonly tensorAssets: () => Promise<BackendAssets>;
  /** Resolves to a function that gives the run back, or to null where another tab holds it. */
  readonly lockRun: (runId: string) => Promise<(() => void) | null>;
  readonly now: () => number;
  readonly wall: () => number;
}

/** What an estimator may use of the host. */
export interface EstimatorPlace {
  /** The folder that holds tables/. */
  readonly baseUrl: string;
  readonly store: RunStore | null;
  readonly log: (event: RunEvent) => void;
}

export interface OpenedEstimator {
  readonly estimator: Estimator;
  readonly backend: BackendReport;
  /** Every child whose measurement is known without paying for it: a table's rows; empty for real training. */
  readonly known: readonly Measurement[];
}

/** One open run with everything that belongs to it; closing it gives all of it back. */
interface Session {
  readonly runId: string;
  readonly run: Run;
  readonly estimator: Estimator;
  readonly pacer: Pacer;
  readonly outbox: EventOutbox;
  readonly saver: RunSaver | null;
  readonly store: RunStore | null;
  readonly unlock: () => void;
  readonly stop: AbortController;
  readonly measured: Map<string, Measurement>;
  /** Set when the run stands still because of an error; play tries again. */
  halted: boolean;
}

/** The run worker's logic, free of the worker itself: commands in, messages out, one run open at a time. */
export class RunHost {
  private session: Session | null = null;
  /** Commands are carried out one after another; only 'open' and 'close' take time. */
  private queue: Promise<void> = Promise.resolve();

  constructor(private readonly place: HostPlace) {}

  handle(command: RunCommand): Promise<void> {
    this.queue = this.queue.then(() => this.carryOut(command));
    return this.queue;
  }

  private async carryOut(command: RunCommand): Promise<void> {
    switch (command.type) {
      case 'open':
        return this.open(command);
      case 'close':
        return this.close();
      case 'dryRun':
        // Not waited for: a slow reward must not keep a pause waiting.
        void this.dryRun(command.id, command.reward);
        return;
      default:
        return this.steer(command);
    }
  }

  private steer(command: Exclude<RunCommand, { type: 'open' | 'close' | 'dryRun' }>): void {
    const session = this.session;
    if (session === null) return;
    switch (command.type) {
      case 'play':
        session.pacer.play();
        this.resume(session);
        return;
      case 'pause':
        session.pacer.pause();
        return;
      case 'step':
        session.pacer.step(command.unit);
        this.resume(session);
        return;
      case 'pace':
        session.pacer.setPace(command.pace);
        return;
      case 'setReward':
        session.run.setReward(command.reward);
        return;
      default:
        command satisfies never;
    }
  }

  private async open(command: Extract<RunCommand, { type: 'open' }>): Promise<void> {
    await this.close();
    const { runId } = command;
    this.status(runId, 'loading');
    try {
      const session = await this.openSession(command);
      this.session = session;
      session.pacer.setPace(command.pace);
      if (command.play) session.pacer.play();
      void this.drive(session);
    } catch (thrown) {
      this.status(runId, 'failed', toPlainError(thrown));
    }
  }

  private async openSession({ runId, config, baseUrl }: Extract<RunCommand, { type: 'open' }>): Promise<Session> {
    const unlock = await this.place.lockRun(runId);
    if (unlock === null) {
      throw new LabError(
        'storage',
        'This run is open in another tab.',
        'Go on there, or close that tab; "New run" starts a run of its own here.',
      );
    }
    const stop = new AbortController();
    const pending: RunEvent[] = [];
    let emit = (event: RunEvent): void => {
      pending.push(event);
    };
    let store: RunStore | null = null;
    let estimator: Estimator | null = null;
    try {
      let loaded: LoadedRun | null = null;
      try {
        store = await this.place.openStore();
        loaded = await store.load(runId);
      } catch (thrown) {
        const plain = toPlainError(thrown);
        pending.push({ type: 'log', level: 'warning', message: plain.message, remedy: plain.remedy });
      }
      const asked = loaded?.run.config ?? config;
      const opened = await this.place.openEstimator(asked, { baseUrl, store, log: (event) => emit(event) });
      estimator = opened.estimator;
      this.place.post({ type: 'backend', report: opened.backend });

      const outbox = new EventOutbox((events) => this.place.post({ type: 'events', runId, events }), this.place.now);
      const pacer = new Pacer(this.place.now, () => {
        outbox.flush();
        this.status(runId, 'paused');
      });
      const measured = new Map(opened.known.map((measurement) => [measurement.arch, measurement]));
      const past = loaded?.events ?? [];
      for (const event of past) if (event.type === 'child') measured.set(event.arch, event.measurement);
      const saver =
        store === null
          ? null
          : new RunSaver(
              store,
              loaded?.run ?? RunSaver.newRun(runId, asked, this.place.wall()),
              past.flatMap((event) => (event.type === 'child' ? [event.arch] : [])),
              this.place,
              ({ message, remedy }) => outbox.push({ type: 'log', level: 'warning', message, remedy }),
            );
      emit = (event) => {
        if (event.type === 'child') measured.set(event.arch, event.measurement);
        saver?.record(event);
        outbox.push(event);
      };
      const costly = asked.estimator.id === 'train';
      const run = await createRun(
        asked,
        {
          space: spaceById(asked.space.id),
          estimator,
          makeReward: this.place.makeReward,
          tensorAssets: this.place.tensorAssets,
          now: this.place.now,
          emit: (event) => emit(event),
          save: (take) => saver?.save(take, costly),
          gate: (unit) => pacer.gate(unit),
        },
        loaded?.checkpoint ?? undefined,
      );
      if (past.length > 0) this.place.post({ type: 'events', runId, events: past });
      for (const event of pending.splice(0)) emit(event);
      return { runId, run, estimator, pacer, outbox, saver, store, unlock, stop, measured, halted: false };
    } catch (thrown) {
      await estimator?.dispose();
      store?.close();
      unlock();
      throw thrown;
    }
  }

  /** Runs the session until it is done, closed, or stopped by an error; an error leaves it open, to be resumed. */
  private async drive(session: Session): Promise<void> {
    const { runId, run, pacer, outbox, saver, stop } = session;
    session.halted = false;
    if (!pacer.isPlaying) this.status(runId, 'paused');
    try {
      await pacer.admitted();
      if (stop.signal.aborted) return;
      this.status(runId, 'running');
      const outcome = await run.advance(stop.signal);
      outbox.flush();
      if (outcome.kind === 'done') {
        await saver?.finish(run.checkpoint());
        this.status(runId, 'done');
      } else {
        session.halted = true;
        pacer.pause();
        this.status(runId, 'paused', outcome.error);
      }
    } catch (thrown) {
      outbox.flush();
      if (stop.signal.aborted) return;
      session.halted = true;
      pacer.pause();
      this.status(runId, 'failed', toPlainError(thrown));
    }
  }

  /** After play or step: a halted run is driven anew, a waiting one has been woken by its pacer. */
  private resume(session: Session): void {
    if (session.halted) void this.drive(session);
    else this.status(session.runId, 'running');
  }

  private async dryRun(id: number, reward: RewardConfig): Promise<void> {
    let made: RewardFunction | null = null;
    try {
      const session = this.session;
      if (session === null) throw new LabError('reward', 'No run is open to try the reward on.', 'Start a run first.');
      made = await this.place.makeReward(reward);
      const measurements = [...session.measured.values()];
      const rewards = await made.evaluate(
        measurements.map((measurement, trial) => ({
          measurement,
          context: { episode: 0, trial, bestReward: null, classes: session.estimator.classes },
        })),
      );
      this.place.post({
        type: 'dryRun',
        id,
        rows: measurements.map(({ arch }, i) => ({ arch, reward: rewards[i] ?? Number.NaN })),
      });
    } catch (thrown) {
      this.place.post({ type: 'dryRunFailed', id, error: toPlainError(thrown) });
    } finally {
      made?.dispose();
    }
  }

  private async close(): Promise<void> {
    const session = this.session;
    if (session === null) return;
    this.session = null;
    session.stop.abort();
    session.pacer.play();
    session.outbox.discard();
    await session.saver?.settled();
    session.run.dispose();
    await session.estimator.dispose();
    session.store?.close();
    session.unlock();
  }

  private status(runId: string, status: RunStatus, error?: PlainError): void {
    this.place.post({ type: 'status', runId, status, ...(error === undefined ? {} : { error }) });
  }
}
