import type { PlainError } from '../core/errors';
import type { EpochReport, Measurement, TrainProgress } from '../core/measurement';
import type { RewardConfig } from '../reward/config';
import type { ProposalOrigin } from '../search/origin';
import type { UpdateReport } from '../search/types';
import type { StrategyView } from '../search/views';
import type { RunConfig } from './config';

/** Sums over one episode, under the names of the command-line contract. */
export interface EpisodeSummary {
  readonly episode: number; // 1-based
  readonly archs: readonly string[];
  readonly rewards: readonly number[];
  readonly mean: number;
  readonly min: number;
  readonly max: number;
  readonly std: number;
  readonly bestReward: number; // so far
  readonly bestArch: string;
  readonly entropy: number | null;
  readonly policyLoss: number | null;
  readonly loss: number | null;
  readonly kl: number | null;
  readonly baseline: number | null;
  readonly children: number; // so far
  readonly uniqueChildren: number; // so far
  /** Epochs trained or looked up so far, each once; absent in logs from before they were counted. */
  readonly epochs?: number;
  /** Probability of every genotype after the update; null where there is none. */
  readonly policy: readonly number[] | null;
  readonly marginals: readonly (readonly number[])[] | null;
}

/** A child as it was proposed. */
export interface ProposedTrial {
  readonly trial: number;
  readonly arch: string;
  /** Epochs it is to be trained for now, where the strategy says so. */
  readonly epochs?: number;
  readonly origin?: ProposalOrigin;
}

export interface BestChild {
  readonly arch: string;
  readonly reward: number;
  readonly measurement: Measurement;
}

/** Why a run stopped by itself. */
export type StopReason = 'episodes' | 'children' | 'time' | 'reward' | 'converged' | 'exhausted';

/** What happened, in order. A log of these replays the run; wall-clock facts are left out of what is compared. */
export type RunEvent =
  | { readonly type: 'started'; readonly config: RunConfig; readonly resumedAtEpisode: number }
  | {
      readonly type: 'proposed';
      readonly episode: number;
      readonly trials: readonly ProposedTrial[];
    }
  | { readonly type: 'childProgress'; readonly trial: number; readonly arch: string; readonly progress: TrainProgress }
  | { readonly type: 'childEpoch'; readonly trial: number; readonly arch: string; readonly report: EpochReport }
  | {
      readonly type: 'child';
      readonly episode: number;
      readonly trial: number;
      readonly arch: string;
      readonly reward: number;
      readonly measurement: Measurement;
      /** True where an earlier child with the same genotype, budget and seed had been measured. */
      readonly cached: boolean;
      /** An earlier child that is the same network under another genotype, whose measurement this is. */
      readonly sameAs?: string;
    }
  | ({ readonly type: 'update'; readonly episode: number; readonly step: number } & UpdateReport)
  | ({ readonly type: 'episode' } & EpisodeSummary)
  /** How the strategy thinks after the episode; only where the host asked for it (RunDeps.views). */
  | { readonly type: 'view'; readonly episode: number; readonly view: StrategyView }
  | {
      readonly type: 'rewardChanged';
      readonly episode: number;
      readonly formula: string;
      /** In force from this episode on, until the next change. */
      readonly reward: RewardConfig;
    }
  | { readonly type: 'log'; readonly level: 'info' | 'warning'; readonly message: string; readonly remedy?: string }
  | { readonly type: 'paused'; readonly episode: number; readonly error?: PlainError }
  | {
      readonly type: 'done';
      readonly reason: StopReason;
      readonly best: BestChild;
      readonly episodes: number;
      readonly children: number;
      readonly uniqueChildren: number;
      readonly wallMs: number;
    };

export type RunEventType = RunEvent['type'];
