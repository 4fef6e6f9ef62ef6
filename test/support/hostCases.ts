import type { Measurement } from '../../src/engine/core/measurement';
import { TableEstimator, tableMeasurements } from '../../src/engine/estimate/table';
import type { RunConfig } from '../../src/engine/run/config';
import type { RunEvent } from '../../src/engine/run/events';
import type { Checkpoint } from '../../src/engine/run/types';
import { aSmall } from '../../src/engine/space/aSmall/space';
import type { HostPlace, KeptRuns } from '../../src/worker/hostPlace';
import type { RunMessage, RunStatus } from '../../src/worker/protocol';
import { RunHost } from '../../src/worker/runHost';
import type { LoadedRun, StoredRun } from '../../src/worker/runStore';
import { table } from './runCases';
import { makeReward } from './tableRun';

/** The browser's store as a map that outlives its hosts, as IndexedDB outlives a tab; everything passes through JSON. */
export class MemoryStore implements KeptRuns {
  readonly runs = new Map<string, string>();
  saves = 0;
  closed = 0;

  async load(id: string): Promise<LoadedRun | null> {
    const text = this.runs.get(id);
    return text === undefined ? null : (JSON.parse(text) as LoadedRun);
  }

  async save(run: StoredRun, checkpoint: Checkpoint | null, events: readonly RunEvent[]): Promise<void> {
    this.saves += 1;
    const before = await this.load(run.id);
    this.runs.set(run.id, JSON.stringify({ run, checkpoint, events: [...(before?.events ?? []), ...events] }));
  }

  async measurement(): Promise<Measurement | null> {
    return null;
  }

  async keepMeasurement(): Promise<void> {}

  close(): void {
    this.closed += 1;
  }
}

/** A host on the synthetic table, with what it posted. */
export class HostCase {
  readonly messages: RunMessage[] = [];
  readonly host: RunHost;
  readonly place: HostPlace;
  held = 0;

  constructor(
    readonly store: MemoryStore,
    changes: Partial<HostPlace> = {},
  ) {
    this.place = {
      post: (message) => this.messages.push(message),
      openStore: async () => this.store,
      openEstimator: async () => ({
        estimator: new TableEstimator(table, 'mean', aSmall),
        backend: { label: 'Recorded', reason: 'a test' },
        known: tableMeasurements(table),
      }),
      makeReward,
      tensorAssets: async () => ({}),
      lockRun: async () => {
        this.held += 1;
        return {
          release: () => {
            this.held -= 1;
          },
        };
      },
      now: () => performance.now(),
      wall: () => 0,
      ...changes,
    };
    this.host = new RunHost(this.place);
  }

  open(runId: string, config: RunConfig, play: boolean): Promise<void> {
    return this.host.handle({ type: 'open', runId, config, play, pace: null, baseUrl: '' });
  }

  get statuses(): readonly RunStatus[] {
    return this.messages.flatMap((message) => (message.type === 'status' ? [message.status] : []));
  }

  events(runId?: string): readonly RunEvent[] {
    return this.messages.flatMap((message) =>
      message.type === 'events' && (runId === undefined || message.runId === runId) ? message.events : [],
    );
  }

  /** Resolves once the last status is this one. */
  async reaches(status: RunStatus): Promise<void> {
    for (let turn = 0; turn < 2000; turn += 1) {
      if (this.statuses.at(-1) === status) return;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new RangeError(`the run never was ${status}: ${this.statuses.join(', ')}`);
  }

  /** Steps once and waits until the run stands again. */
  async step(unit: 'child' | 'update' | 'episode'): Promise<void> {
    await this.host.handle({ type: 'step', unit });
    await this.reaches('paused');
  }

  async stored(runId: string): Promise<LoadedRun> {
    const loaded = await this.store.load(runId);
    if (loaded === null) throw new RangeError(`run ${runId} is not stored`);
    return loaded;
  }
}
