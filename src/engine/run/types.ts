import type { PlainError } from '../core/errors';
import type { JsonValue } from '../core/json';
import type { Measurement } from '../core/measurement';
import type { Estimator } from '../estimate/types';
import type { RewardConfig } from '../reward/config';
import type { RewardFunction } from '../reward/types';
import type { SearchSpace } from '../space/types';
import type { BackendAssets } from '../tensor';
import type { RunConfig } from './config';
import type { BestChild, RunEvent } from './events';

/** A reward that was set in the middle of an episode. */
export interface NextReward {
  readonly reward: RewardConfig;
  /** The first episode it is for. */
  readonly episode: number;
}

/** Everything a run needs to go on exactly where it was, as plain JSON; written after each episode. */
export interface Checkpoint {
  readonly version: 1;
  /** stableHash of the canonical JSON of config without its reward: a checkpoint of another run is refused by it. */
  readonly configHash: string;
  readonly config: RunConfig;
  /** The reward in force: config.reward until the person applied another. */
  readonly reward: RewardConfig;
  /** Set, but not yet in force. */
  readonly nextReward: NextReward | null;
  /** Episodes completed. */
  readonly episode: number;
  readonly children: number;
  /** Trained or looked up so far, those of children measured before not counted again; absent in older checkpoints. */
  readonly epochs?: number;
  readonly uniqueArchs: readonly string[];
  readonly best: BestChild | null;
  readonly convergedFor: number;
  readonly strategy: JsonValue;
  /** Estimator keys of the children told so far: what a child event's `cached` is decided by. */
  readonly measuredKeys: readonly string[];
  /** Of each of those keys the first child that had it, by its place in uniqueArchs; absent in older checkpoints. */
  readonly measuredArchs?: readonly number[];
  /** Measurements by estimator key, so that a resumed run pays for no child twice. Empty where children are answered at once. */
  readonly measurements: readonly (readonly [key: string, measurement: Measurement])[];
  readonly elapsedMs: number;
}

export type StepUnit = 'child' | 'update' | 'episode';

export interface RunDeps {
  readonly space: SearchSpace;
  readonly estimator: Estimator;
  readonly makeReward: (reward: RewardConfig) => Promise<RewardFunction>;
  /** Where tfjs finds its files; needed only by strategies computed on a tfjs backend other than cpu. */
  readonly tensorAssets?: () => Promise<BackendAssets>;
  /** Milliseconds of a monotonic clock; the engine has none of its own. */
  readonly now: () => number;
  readonly emit: (event: RunEvent) => void;
  /** Asked after each episode: whether the strategy's view is wanted now, as a 'view' event. Absent: never. The last one comes unasked. */
  readonly views?: () => boolean;
  /**
   * Called after each episode; the run waits for it where it returns a promise. Taking a checkpoint copies the
   * strategy's whole state, so it is a function: a host that saves less often than each episode pays only for those
   * it takes. It must be called before save returns (or before its promise settles).
   */
  readonly save: (take: () => Checkpoint) => Promise<void> | undefined;
  /** Called after each child, update and episode; the run waits for what it returns. Where it returns nothing the run goes on at once. */
  readonly gate: (unit: StepUnit) => Promise<void> | undefined;
}

/** Why advance() came back: the run is finished, or it stands at an error and can go on from the same child. */
export type AdvanceOutcome = { readonly kind: 'done' } | { readonly kind: 'halted'; readonly error: PlainError };

/** A run in memory, as src/engine/run/run.ts makes it: `createRun(config, deps, checkpoint?): Promise<Run>`. */
export interface Run {
  /**
   * Goes on until a stop condition is met or something fails. A failure (a reward that throws, an estimator that gives
   * up) emits 'paused' with the error and loses nothing: advance() again tries the same episode again, measured
   * children kept. Rejects with LabError 'aborted' when the signal fires.
   */
  advance(signal: AbortSignal): Promise<AdvanceOutcome>;
  /** Replaces the reward from the next episode on, or at once where the run is halted by the old one. */
  setReward(reward: RewardConfig): void;
  /** The state after the last completed episode. */
  checkpoint(): Checkpoint;
  dispose(): void;
}
