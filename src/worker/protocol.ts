import type { PlainError } from '../engine/core/errors';
import type { RewardConfig } from '../engine/reward/config';
import type { RunConfig } from '../engine/run/config';
import type { RunEvent } from '../engine/run/events';
import type { StepUnit } from '../engine/run/types';

/**
 * Typed messages between the page and the run worker. The worker owns the truth; the page keeps a projection of it.
 * Requests that have an answer carry an id.
 */
export type RunStatus = 'loading' | 'running' | 'paused' | 'done' | 'failed';

/** How fast a run is shown: episodes a second, or null for as fast as it goes. */
export type Pace = number | null;

export type RunCommand =
  /** Opens a run: from its last checkpoint where the browser holds one under this id, else from the start. */
  | {
      readonly type: 'open';
      readonly runId: string;
      readonly config: RunConfig;
      readonly play: boolean;
      readonly pace: Pace;
      /** Where another tab has the run: true, 'busy' is posted and nothing opened; else it fails. */
      readonly tellBusy?: boolean;
      /** Where tables/ lies: the page's own folder. */
      readonly baseUrl: string;
    }
  | { readonly type: 'play' }
  | { readonly type: 'pause' }
  | { readonly type: 'step'; readonly unit: StepUnit }
  | { readonly type: 'pace'; readonly pace: Pace }
  /** Replaces the reward from the next episode on; the run goes on. */
  | { readonly type: 'setReward'; readonly reward: RewardConfig }
  /** Evaluates a reward on all known children (the whole table, or those measured so far) without touching the run. */
  | { readonly type: 'dryRun'; readonly id: number; readonly reward: RewardConfig }
  /** Asks for the open run as a file, wherever it is kept. */
  | { readonly type: 'export'; readonly id: number }
  | { readonly type: 'close' };

export interface DryRunRow {
  readonly arch: string;
  readonly reward: number;
}

/** How the children are computed, and why. */
export interface BackendReport {
  readonly label: string; // 'WASM SIMD x 2', 'WebGPU'
  readonly reason: string; // 'No WebGPU adapter: one WASM worker per core.'
  /** Sentences: what is slower here than it could be, and why. */
  readonly slower?: readonly string[];
}

export type RunMessage =
  | { readonly type: 'status'; readonly runId: string; readonly status: RunStatus; readonly error?: PlainError }
  /**
   * At most 10 a second, in order, and thinned (see thinEvents): every 'episode' event arrives and carries all archs
   * and rewards, so count visits from it; 'child' arrives for each arch's first measurement and for the latest episode,
   * 'proposed' and 'update' only for the latest episode. After 'open' the first batch holds the stored run's past.
   */
  | { readonly type: 'events'; readonly runId: string; readonly events: readonly RunEvent[] }
  /** Another tab has the run that was to be opened. */
  | { readonly type: 'busy'; readonly runId: string }
  | { readonly type: 'backend'; readonly report: BackendReport }
  | { readonly type: 'dryRun'; readonly id: number; readonly rows: readonly DryRunRow[] }
  | { readonly type: 'dryRunFailed'; readonly id: number; readonly error: PlainError }
  | { readonly type: 'exported'; readonly id: number; readonly text: string }
  | { readonly type: 'exportFailed'; readonly id: number; readonly error: PlainError };
