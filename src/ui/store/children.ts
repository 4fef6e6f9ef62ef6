import type { Measurement } from '../../engine/core/measurement';
import type { EpisodeSummary, RunEvent } from '../../engine/run/events';

/** One distinct child of the run. */
export interface ChildRow {
  readonly arch: string;
  /** Of its latest trial. */
  reward: number;
  visits: number;
  readonly firstEpisode: number;
  lastEpisode: number;
  /** Null until its measurement has arrived. */
  measurement: Measurement | null;
  /** The reward of the trial that the measurement is of, under the reward in force; NaN where there is none. */
  measuredReward: number;
}

/** The run's distinct children, outside React; read again when the store's `version` changes. */
export class ChildTable {
  private readonly rows = new Map<string, ChildRow>();

  get size(): number {
    return this.rows.size;
  }

  get(arch: string): ChildRow | undefined {
    return this.rows.get(arch);
  }

  /** In order of first appearance. */
  list(): readonly ChildRow[] {
    return [...this.rows.values()];
  }

  recordChild(event: Extract<RunEvent, { type: 'child' }>): void {
    const row = this.row(event.arch, event.episode);
    row.measurement = event.measurement;
    row.measuredReward = event.reward;
    row.reward = event.reward;
    row.lastEpisode = event.episode;
  }

  recordEpisode(episode: EpisodeSummary): void {
    episode.archs.forEach((arch, i) => {
      const row = this.row(arch, episode.episode);
      row.visits += 1;
      row.lastEpisode = episode.episode;
      row.reward = episode.rewards[i] ?? row.reward;
    });
  }

  /** Another reward is in force: what the measurements were worth is of the past. */
  forgetRewards(): void {
    for (const row of this.rows.values()) row.measuredReward = Number.NaN;
  }

  private row(arch: string, episode: number): ChildRow {
    let row = this.rows.get(arch);
    if (row === undefined) {
      row = {
        arch,
        reward: Number.NaN,
        visits: 0,
        firstEpisode: episode,
        lastEpisode: episode,
        measurement: null,
        measuredReward: Number.NaN,
      };
      this.rows.set(arch, row);
    }
    return row;
  }
}
