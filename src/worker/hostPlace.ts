import type { Measurement } from '../engine/core/measurement';
import type { Estimator } from '../engine/estimate/types';
import type { RewardConfig } from '../engine/reward/config';
import type { RewardFunction } from '../engine/reward/types';
import type { RunConfig } from '../engine/run/config';
import type { RunEvent } from '../engine/run/events';
import type { BackendAssets } from '../engine/tensor/assets';
import type { BackendReport, RunMessage } from './protocol';
import type { RunStore } from './runStore';
import type { TabLock } from './tabLock';

/** What a host uses of the browser's store. */
export type KeptRuns = Pick<RunStore, 'load' | 'save' | 'measurement' | 'keepMeasurement' | 'close'>;

/** What a host needs from the place it runs in. */
export interface HostPlace {
  readonly post: (message: RunMessage) => void;
  /** Rejects with LabError 'storage' where nothing can be kept. */
  readonly openStore: () => Promise<KeptRuns>;
  readonly openEstimator: (config: RunConfig, place: EstimatorPlace) => Promise<OpenedEstimator>;
  readonly makeReward: (reward: RewardConfig) => Promise<RewardFunction>;
  readonly tensorAssets: () => Promise<BackendAssets>;
  /** Null where another tab holds the run. */
  readonly lockRun: (runId: string) => Promise<TabLock | null>;
  readonly now: () => number;
  readonly wall: () => number;
}

/** What an estimator may use of the host. */
export interface EstimatorPlace {
  /** The folder that holds tables/. */
  readonly baseUrl: string;
  readonly store: KeptRuns | null;
  readonly log: (event: RunEvent) => void;
  /** What computes has changed since the estimator was opened. */
  readonly onBackend: (report: BackendReport) => void;
}

export interface OpenedEstimator {
  readonly estimator: Estimator;
  readonly backend: BackendReport;
  /** Every child whose measurement is known without paying for it: a table's rows; empty for real training. */
  readonly known: readonly Measurement[];
}
