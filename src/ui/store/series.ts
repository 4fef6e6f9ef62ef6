import type { EpisodeSummary } from '../../engine/run/events';
import type { RecordedTrials } from '../../engine/run/traceTypes';
import { GrowableF64, SnapshotRows } from './growable';
import { Lineage } from './lineage';

/** The columns kept of every episode; NaN where a strategy has no such number. */
export const SERIES_KEYS = [
  'mean',
  'min',
  'max',
  'std',
  'bestReward',
  'baseline',
  'loss',
  'policyLoss',
  'entropy',
  'kl',
  'children',
  'uniqueChildren',
  'epochs',
] as const;

export type SeriesKey = (typeof SERIES_KEYS)[number];

/**
 * A run's whole past, outside React. Index i is episode i + 1. Written only by the store as events arrive; readers
 * look at it when the store's `version` changes.
 */
export class RunSeries {
  /** Where its latest trials come from. */
  readonly lineage = new Lineage();
  private readonly columns: Record<SeriesKey, GrowableF64>;
  private readonly archNames: string[] = [];
  private readonly archIndex = new Map<string, number>();
  /** Children of all episodes in proposal order: index of the arch, and its reward. */
  private readonly trialArch = new GrowableF64();
  private readonly trialReward = new GrowableF64();
  /** First trial of each episode. */
  private readonly firstTrial = new GrowableF64();
  private policyRows: SnapshotRows | null = null;
  private marginalRows: SnapshotRows | null = null;
  private marginalWidths: readonly number[] = [];

  constructor() {
    const column = () => new GrowableF64();
    this.columns = {
      mean: column(),
      min: column(),
      max: column(),
      std: column(),
      bestReward: column(),
      baseline: column(),
      loss: column(),
      policyLoss: column(),
      entropy: column(),
      kl: column(),
      children: column(),
      uniqueChildren: column(),
      epochs: column(),
    };
  }

  /** Episodes recorded. */
  get episodes(): number {
    return this.columns.mean.length;
  }

  column(key: SeriesKey): GrowableF64 {
    return this.columns[key];
  }

  record(episode: EpisodeSummary): void {
    for (const key of SERIES_KEYS) this.columns[key].push(episode[key] ?? Number.NaN);
    this.firstTrial.push(this.trialArch.length);
    episode.archs.forEach((arch, i) => {
      this.trialArch.push(this.intern(arch));
      this.trialReward.push(episode.rewards[i] ?? Number.NaN);
    });
    if (episode.policy !== null) {
      this.policyRows ??= new SnapshotRows(episode.policy.length);
      this.policyRows.push(episode.policy);
    }
    if (episode.marginals !== null) {
      if (this.marginalRows === null) {
        this.marginalWidths = episode.marginals.map((row) => row.length);
        this.marginalRows = new SnapshotRows(this.marginalWidths.reduce((sum, width) => sum + width, 0));
      }
      this.marginalRows.push(episode.marginals.flat());
    }
  }

  private intern(arch: string): number {
    const known = this.archIndex.get(arch);
    if (known !== undefined) return known;
    const index = this.archNames.length;
    this.archNames.push(arch);
    this.archIndex.set(arch, index);
    return index;
  }

  /** Probability of every genotype after an episode (1-based), or null. */
  policyAt(episode: number): Float32Array | null {
    return this.policyRows?.atOrBefore(episode - 1) ?? null;
  }

  /** Marginal distribution of each decision after an episode (1-based), or null. */
  marginalsAt(episode: number): readonly Float32Array[] | null {
    const row = this.marginalRows?.atOrBefore(episode - 1) ?? null;
    if (row === null) return null;
    let start = 0;
    return this.marginalWidths.map((width) => {
      const part = row.subarray(start, start + width);
      start += width;
      return part;
    });
  }

  /** The children of an episode (1-based), in proposal order. */
  childrenOf(episode: number): readonly { readonly arch: string; readonly reward: number }[] {
    if (episode < 1 || episode > this.episodes) return [];
    const from = this.firstTrial.at(episode - 1);
    const to = episode < this.episodes ? this.firstTrial.at(episode) : this.trialArch.length;
    const out: { arch: string; reward: number }[] = [];
    for (let i = from; i < to; i += 1) {
      out.push({ arch: this.archNames[this.trialArch.at(i)] ?? '', reward: this.trialReward.at(i) });
    }
    return out;
  }

  /** Children of all recorded episodes: their trials are 0 .. trials - 1. */
  get trials(): number {
    return this.trialArch.length;
  }

  /** The child of a trial; null where its episode is not recorded. */
  trial(trial: number): { readonly arch: string; readonly reward: number } | null {
    if (trial < 0 || trial >= this.trialArch.length) return null;
    return { arch: this.archNames[this.trialArch.at(trial)] ?? '', reward: this.trialReward.at(trial) };
  }

  /** Copies of all children up to the end of an episode (1-based), for a replay in a worker. */
  trialsUpTo(episode: number): RecordedTrials {
    const to = episode < this.episodes ? this.firstTrial.at(episode) : this.trialArch.length;
    return {
      names: [...this.archNames],
      archs: this.trialArch.view().slice(0, to),
      rewards: this.trialReward.view().slice(0, to),
    };
  }

  /** How often each arch was sampled up to and including an episode. */
  visitsUpTo(episode: number): ReadonlyMap<string, number> {
    const to = episode < this.episodes ? this.firstTrial.at(episode) : this.trialArch.length;
    const counts = new Float64Array(this.archNames.length);
    for (let i = 0; i < to; i += 1) {
      const arch = this.trialArch.at(i);
      counts[arch] = (counts[arch] ?? 0) + 1;
    }
    const visits = new Map<string, number>();
    this.archNames.forEach((arch, i) => {
      if ((counts[i] ?? 0) > 0) visits.set(arch, counts[i] ?? 0);
    });
    return visits;
  }
}
