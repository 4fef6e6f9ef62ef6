import type { Measurement } from '../engine/core/measurement';
import type { RunEvent } from '../engine/run/events';
import type { Checkpoint } from '../engine/run/types';
import type { KeptRuns } from './hostPlace';
import type { LoadedRun, StoredRun } from './runStore';

/** The open run in memory, where the browser keeps nothing: for as long as the visit lasts it can still be exported. */
export class MemoryRuns implements KeptRuns {
  private readonly runs = new Map<string, { run: StoredRun; checkpoint: Checkpoint | null; events: RunEvent[] }>();
  private readonly measurements = new Map<string, Measurement>();

  async load(id: string): Promise<LoadedRun | null> {
    return this.runs.get(id) ?? null;
  }

  async save(run: StoredRun, checkpoint: Checkpoint | null, events: readonly RunEvent[]): Promise<void> {
    const held = this.runs.get(run.id);
    if (held === undefined) {
      this.runs.set(run.id, { run, checkpoint, events: [...events] });
      return;
    }
    held.run = run;
    held.checkpoint = checkpoint ?? held.checkpoint;
    for (const event of events) held.events.push(event);
  }

  async measurement(key: string): Promise<Measurement | null> {
    return this.measurements.get(key) ?? null;
  }

  async keepMeasurement(key: string, measurement: Measurement): Promise<void> {
    this.measurements.set(key, measurement);
  }

  close(): void {
    this.runs.clear();
    this.measurements.clear();
  }
}
