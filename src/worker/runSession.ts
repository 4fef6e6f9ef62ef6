import { orAborted } from '../engine/core/abort';
import { LabError, type PlainError, throwIfAborted, toPlainError } from '../engine/core/errors';
import type { Measurement } from '../engine/core/measurement';
import { trainsChildren } from '../engine/estimate/trainsChildren';
import type { RewardConfig } from '../engine/reward/config';
import type { RunConfig } from '../engine/run/config';
import type { RunEvent } from '../engine/run/events';
import { exportedText } from '../engine/run/exported';
import { createRun } from '../engine/run/run';
import type { Run, RunDeps, StepUnit } from '../engine/run/types';
import { openSpace } from '../engine/space/catalogue';
import { EventOutbox } from './eventOutbox';
import type { HostPlace, KeptRuns, OpenedEstimator } from './hostPlace';
import { MemoryRuns } from './memoryRuns';
import { Pacer } from './pacer';
import type { BackendReport, Pace, RunCommand, RunStatus } from './protocol';
import { RunSaver } from './runSaver';
import type { LoadedRun } from './runStore';
import type { TabLock } from './tabLock';

type OpenCommand = Extract<RunCommand, { type: 'open' }>;

/** What is there before the run itself can be made. */
interface Ground {
  readonly runId: string;
  readonly asked: RunConfig;
  readonly lock: TabLock;
  /** The browser's; in memory where it keeps nothing. */
  readonly store: KeptRuns;
  readonly loaded: LoadedRun | null;
  readonly opened: OpenedEstimator;
}

/** Views are drawn at most four times a second. */
const VIEW_INTERVAL_MS = 250;

/** One open run with everything that belongs to it; close() gives all of it back. */
export class RunSession {
  /** Known children by architecture: what a reward can be tried on. */
  readonly measured: Map<string, Measurement>;
  private run: Run | null = null;
  private readonly pacer: Pacer;
  private readonly outbox: EventOutbox;
  private readonly saver: RunSaver;
  private readonly stop = new AbortController();
  private state: 'open' | 'halted' | 'done' = 'open';
  /** The run waits for the person: between two of its steps, where a checkpoint may be taken. */
  private standing = true;
  /** A reward was set that no checkpoint holds yet. */
  private rewardUnsaved = false;
  private lastView = Number.NEGATIVE_INFINITY;
  private driving: Promise<void> = Promise.resolve();

  private constructor(
    private readonly place: HostPlace,
    private readonly ground: Ground,
  ) {
    const { runId, asked, store, loaded, opened } = ground;
    this.outbox = new EventOutbox((events) => place.post({ type: 'events', runId, events }), place.now);
    this.pacer = new Pacer(place.now, () => this.onPaused());
    const past = (loaded?.events ?? []).filter((event) => event.type === 'child');
    this.measured = new Map(opened.known.map((measurement) => [measurement.arch, measurement]));
    for (const { arch, measurement } of past) this.measured.set(arch, measurement);
    const archs = past.map(({ arch }) => arch);
    const kept = loaded?.run ?? RunSaver.newRun(runId, asked, place.wall());
    this.saver = new RunSaver(store, kept, archs, place, ({ message, remedy }) =>
      this.outbox.push({ type: 'log', level: 'warning', message, remedy }),
    );
  }

  /**
   * Opens a run: from its last checkpoint where the store holds one. Rejects with LabError 'aborted' as soon as the signal
   * fires, with 'storage' where another tab has it, or with what its parts say. Null where that was to be told, and was.
   */
  static async open(command: OpenCommand, place: HostPlace, signal: AbortSignal): Promise<RunSession | null> {
    const { runId, baseUrl } = command;
    throwIfAborted(signal, 'Opening the run');
    const lock = await place.lockRun(runId);
    if (lock === null) {
      if (command.tellBusy === true) {
        place.post({ type: 'busy', runId });
        return null;
      }
      throw new LabError(
        'storage',
        'This run is open in another tab.',
        'Go on there, or close that tab; "New run" starts a run of its own here.',
      );
    }
    // Said before there is a session to say it.
    const said: RunEvent[] = lock.warning === undefined ? [] : [{ type: 'log', level: 'warning', ...lock.warning }];
    let log = (event: RunEvent): void => void said.push(event);
    let store: KeptRuns | null = null;
    let opened: OpenedEstimator | null = null;
    let session: RunSession | null = null;
    try {
      let loaded: LoadedRun | null = null;
      try {
        store = await place.openStore();
        loaded = await store.load(runId);
      } catch (thrown) {
        const { message, remedy } = toPlainError(thrown);
        said.push({ type: 'log', level: 'warning', message, remedy });
      }
      store ??= new MemoryRuns();
      const asked = loaded?.run.config ?? command.config;
      const onBackend = (report: BackendReport): void => place.post({ type: 'backend', report });
      const opening = place.openEstimator(asked, { baseUrl, store, log: (event) => log(event), onBackend });
      try {
        opened = await orAborted(opening, signal, 'Opening the run');
      } catch (thrown) {
        // Left while it opens: it is closed once it is there. Its own failure has been told, or concerns nobody now.
        void opening.then(({ estimator }) => estimator.dispose()).catch(() => undefined);
        throw thrown;
      }
      place.post({ type: 'backend', report: opened.backend });
      session = new RunSession(place, { runId, asked, lock, store, loaded, opened });
      session.run = await createRun(asked, session.deps(), loaded?.checkpoint ?? undefined);
    } catch (thrown) {
      await opened?.estimator.dispose();
      store?.close();
      lock.release();
      throw thrown;
    }
    session.start(command, said);
    log = (event) => session.emit(event);
    return session;
  }

  get runId(): string {
    return this.ground.runId;
  }

  get classes(): number {
    return this.ground.opened.estimator.classes;
  }

  play(): void {
    this.pacer.play();
    this.goOn();
  }

  pause(): void {
    this.pacer.pause();
  }

  step(unit: StepUnit): void {
    this.pacer.step(unit);
    this.goOn();
  }

  setPace(pace: Pace): void {
    this.pacer.setPace(pace);
  }

  setReward(reward: RewardConfig): void {
    this.run?.setReward(reward);
    this.rewardUnsaved = true;
    if (this.standing) this.keep();
  }

  /** The run as the text of a file that can be imported, up to what was kept last: at most half a second ago. */
  async exported(): Promise<string> {
    if (this.standing) this.keep();
    await this.saver.settled();
    const loaded = await this.ground.store.load(this.runId);
    if (loaded === null) {
      throw new LabError('storage', 'This run has no whole episode yet.', 'Let it go on for an episode, then export it.');
    }
    const { run, checkpoint, events } = loaded;
    return exportedText({ title: run.title, config: run.config, done: run.done, checkpoint, events });
  }

  /** Stops the run where it is, keeps what can be kept, and gives everything back. */
  async close(): Promise<void> {
    const { store, opened, lock } = this.ground;
    this.stop.abort();
    this.pacer.play();
    await this.driving;
    this.keep();
    await this.saver.settled();
    this.outbox.discard();
    this.run?.dispose();
    await opened.estimator.dispose();
    store.close();
    lock.release();
  }

  private deps(): RunDeps {
    const { asked, opened } = this.ground;
    const costly = trainsChildren(asked.estimator);
    return {
      space: openSpace(asked.space),
      estimator: opened.estimator,
      makeReward: this.place.makeReward,
      tensorAssets: this.place.tensorAssets,
      now: this.place.now,
      emit: (event) => this.emit(event),
      views: () => this.wantsView(),
      save: (take) => this.saver.save(take, costly),
      gate: (unit) => {
        if (this.rewardUnsaved && unit !== 'update') this.keep();
        return this.pacer.gate(unit);
      },
    };
  }

  /** A view may cost as much as many episodes: not one for each. */
  private wantsView(): boolean {
    const now = this.place.now();
    if (now - this.lastView < VIEW_INTERVAL_MS) return false;
    this.lastView = now;
    return true;
  }

  /** Shows the stored past, then goes on; a run that has ended stays as it ended. */
  private start({ pace, play }: OpenCommand, said: readonly RunEvent[]): void {
    const { runId, loaded } = this.ground;
    const past = loaded?.events ?? [];
    if (past.length > 0) this.place.post({ type: 'events', runId, events: past });
    for (const event of said) this.emit(event);
    this.pacer.setPace(pace);
    if (loaded?.run.done) {
      this.state = 'done';
      this.outbox.flush();
      this.status('done');
      return;
    }
    if (play) this.pacer.play();
    this.driving = this.drive();
  }

  private emit(event: RunEvent): void {
    if (event.type === 'child') this.measured.set(event.arch, event.measurement);
    this.saver.record(event);
    this.outbox.push(event);
    // A change made by the person is what recomputing from an older checkpoint could not bring back.
    if (event.type === 'rewardChanged') this.keep();
  }

  /** Runs until it is done, closed, or stopped by an error; an error leaves it open, to be resumed. */
  private async drive(): Promise<void> {
    const { run, pacer, outbox, stop } = this;
    if (run === null) throw new RangeError('RunSession.drive: there is no run yet');
    this.state = 'open';
    if (!pacer.isPlaying) this.status('paused');
    try {
      await pacer.admitted();
      if (stop.signal.aborted) return;
      this.standing = false;
      this.status('running');
      const outcome = await run.advance(stop.signal);
      outbox.flush();
      if (outcome.kind === 'done') {
        this.state = 'done';
        await this.saver.finish(run.checkpoint());
        if (!stop.signal.aborted) this.status('done');
      } else {
        this.halt('paused', outcome.error);
      }
    } catch (thrown) {
      outbox.flush();
      if (!stop.signal.aborted) this.halt('failed', toPlainError(thrown));
    } finally {
      this.standing = true;
    }
  }

  private halt(status: 'paused' | 'failed', error: PlainError): void {
    this.state = 'halted';
    this.pacer.pause();
    this.status(status, error);
    this.keep();
  }

  /** After play or step: a halted run is driven anew, a waiting one has been woken by its pacer, an ended one stays. */
  private goOn(): void {
    switch (this.state) {
      case 'halted':
        this.driving = this.drive();
        return;
      case 'done':
        this.status('done');
        return;
      case 'open':
        this.standing = false;
        this.status('running');
        return;
      default:
        this.state satisfies never;
    }
  }

  private onPaused(): void {
    this.standing = true;
    this.outbox.flush();
    this.status('paused');
    this.keep();
  }

  /** Saves the last whole episode and a reward set since; only where the run stands between two of its steps. */
  private keep(): void {
    if (this.state === 'done' || this.run === null) return;
    if (this.saver.keep(this.run.checkpoint(), this.rewardUnsaved)) this.rewardUnsaved = false;
  }

  private status(status: RunStatus, error?: PlainError): void {
    const { runId } = this.ground;
    this.place.post({ type: 'status', runId, status, ...(error === undefined ? {} : { error }) });
  }
}
