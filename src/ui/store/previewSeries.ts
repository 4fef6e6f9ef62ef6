import type { PolicySnapshot, SimulatedChunk } from '../../engine/run/simulate';
import type { RecordedTrials } from '../../engine/run/traceTypes';
import { GrowableF64 } from './growable';
import { type RunSeries, SERIES_KEYS, type SeriesKey } from './series';

/** What a view reads of a past: a run's own, or one that was computed at once. */
export type SeriesView = Pick<
  RunSeries,
  'episodes' | 'column' | 'policyAt' | 'marginalsAt' | 'childrenOf' | 'visitsUpTo' | 'trial' | 'trialsUpTo'
>;

/** The past of a run that is computed at once, chunk by chunk. Between two snapshots the policy is the earlier one's. */
export class PreviewSeries implements SeriesView {
  private readonly columns = new Map<SeriesKey, GrowableF64>(SERIES_KEYS.map((key) => [key, new GrowableF64()]));
  private readonly names: string[] = [];
  private readonly indices = new Map<string, number>();
  private readonly archs = new GrowableF64();
  private readonly rewards = new GrowableF64();
  private readonly snapshots: PolicySnapshot[] = [];

  append(chunk: SimulatedChunk): void {
    for (const key of SERIES_KEYS) {
      const column = this.column(key);
      for (const value of chunk.series[key]) column.push(value);
    }
    const { names, archs, rewards } = chunk.trials;
    const global = names.map((name) => this.intern(name));
    for (const [i, local] of archs.entries()) {
      this.archs.push(global[local] ?? Number.NaN);
      this.rewards.push(rewards[i] ?? Number.NaN);
    }
    this.snapshots.push(...chunk.snapshots);
  }

  get episodes(): number {
    return this.column('mean').length;
  }

  column(key: SeriesKey): GrowableF64 {
    const column = this.columns.get(key);
    if (column === undefined) throw new RangeError(`PreviewSeries: there is no column '${key}'`);
    return column;
  }

  policyAt(episode: number): Float32Array | null {
    const policy = this.snapshotAt(episode)?.policy ?? null;
    return policy === null ? null : Float32Array.from(policy);
  }

  marginalsAt(episode: number): readonly Float32Array[] | null {
    return this.snapshotAt(episode)?.marginals?.map((row) => Float32Array.from(row)) ?? null;
  }

  childrenOf(episode: number): readonly { readonly arch: string; readonly reward: number }[] {
    if (episode < 1 || episode > this.episodes) return [];
    const out: { arch: string; reward: number }[] = [];
    for (let i = this.end(episode - 1); i < this.end(episode); i += 1) {
      out.push({ arch: this.names[this.archs.at(i)] ?? '', reward: this.rewards.at(i) });
    }
    return out;
  }

  trial(trial: number): { readonly arch: string; readonly reward: number } | null {
    if (trial < 0 || trial >= this.archs.length) return null;
    return { arch: this.names[this.archs.at(trial)] ?? '', reward: this.rewards.at(trial) };
  }

  trialsUpTo(episode: number): RecordedTrials {
    const to = this.end(Math.min(episode, this.episodes));
    return { names: [...this.names], archs: this.archs.view().slice(0, to), rewards: this.rewards.view().slice(0, to) };
  }

  visitsUpTo(episode: number): ReadonlyMap<string, number> {
    const counts = new Float64Array(this.names.length);
    for (const arch of this.archs.view().subarray(0, this.end(Math.min(episode, this.episodes))))
      counts[arch] = (counts[arch] ?? 0) + 1;
    const tried = this.names.flatMap((name, i): [string, number][] => ((counts[i] ?? 0) > 0 ? [[name, counts[i] ?? 0]] : []));
    return new Map(tried);
  }

  /** Children up to the end of an episode. */
  private end(episode: number): number {
    return episode < 1 ? 0 : this.column('children').at(episode - 1);
  }

  /** The latest at or before an episode; before the first snapshot, that one. */
  private snapshotAt(episode: number): PolicySnapshot | null {
    if (this.snapshots.length === 0 || episode < 1) return null;
    let low = 0;
    let high = this.snapshots.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.snapshots[middle]?.episode ?? 0) <= episode) low = middle;
      else high = middle - 1;
    }
    return this.snapshots[low] ?? null;
  }

  private intern(name: string): number {
    const known = this.indices.get(name);
    if (known !== undefined) return known;
    const index = this.names.length;
    this.names.push(name);
    this.indices.set(name, index);
    return index;
  }
}
