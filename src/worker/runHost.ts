import { LabError, toPlainError } from '../engine/core/errors';
import type { RewardConfig } from '../engine/reward/config';
import type { RewardFunction } from '../engine/reward/types';
import { rewardsOf } from '../engine/run/rewarding';
import type { HostPlace } from './hostPlace';
import type { RunCommand } from './protocol';
import { RunSession } from './runSession';

/** The run worker's logic, free of the worker itself: commands in, messages out, one run open at a time. */
export class RunHost {
  private session: RunSession | null = null;
  /** Commands are carried out one after another; only 'open' and 'close' take time. */
  private queue: Promise<void> = Promise.resolve();
  /** Ends the latest opening; without effect once it is open. */
  private opening = new AbortController();

  constructor(private readonly place: HostPlace) {}

  /** Never rejects: what fails is posted as status 'failed', and the next command finds a host that works. */
  handle(command: RunCommand): Promise<void> {
    // Who leaves a run that is still loading does not wait for it.
    if (command.type === 'open' || command.type === 'close') {
      this.opening.abort();
      this.opening = new AbortController();
    }
    const { signal } = this.opening;
    this.queue = this.queue
      .then(() => this.carryOut(command, signal))
      .catch((thrown: unknown) => {
        const runId = command.type === 'open' ? command.runId : (this.session?.runId ?? '');
        this.place.post({ type: 'status', runId, status: 'failed', error: toPlainError(thrown) });
      });
    return this.queue;
  }

  private async carryOut(command: RunCommand, signal: AbortSignal): Promise<void> {
    switch (command.type) {
      case 'open':
        return this.open(command, signal);
      case 'close':
        return this.close();
      case 'dryRun':
        // Not waited for: a slow reward must not keep a pause waiting.
        void this.dryRun(command.id, command.reward);
        return;
      case 'export':
        void this.export(command.id);
        return;
      case 'play':
        this.session?.play();
        return;
      case 'pause':
        this.session?.pause();
        return;
      case 'step':
        this.session?.step(command.unit);
        return;
      case 'pace':
        this.session?.setPace(command.pace);
        return;
      case 'setReward':
        this.session?.setReward(command.reward);
        return;
      default:
        command satisfies never;
    }
  }

  private async open(command: Extract<RunCommand, { type: 'open' }>, signal: AbortSignal): Promise<void> {
    await this.close();
    this.place.post({ type: 'status', runId: command.runId, status: 'loading' });
    try {
      this.session = await RunSession.open(command, this.place, signal);
    } catch (thrown) {
      if (!signal.aborted) throw thrown;
    }
  }

  private async dryRun(id: number, reward: RewardConfig): Promise<void> {
    let made: RewardFunction | null = null;
    try {
      const { session } = this;
      if (session === null) throw new LabError('reward', 'No run is open to try the reward on.', 'Start a run first.');
      const { classes } = session;
      const measurements = [...session.measured.values()];
      made = await this.place.makeReward(reward);
      const rewards = await rewardsOf(
        made,
        measurements.map((measurement, trial) => ({
          measurement,
          context: { episode: 0, trial, bestReward: null, classes },
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

  private async export(id: number): Promise<void> {
    try {
      const { session } = this;
      if (session === null) throw new LabError('storage', 'No run is open to export.', 'Start a run first.');
      this.place.post({ type: 'exported', id, text: await session.exported() });
    } catch (thrown) {
      this.place.post({ type: 'exportFailed', id, error: toPlainError(thrown) });
    }
  }

  private async close(): Promise<void> {
    const { session } = this;
    this.session = null;
    await session?.close();
  }
}
