import type { RunConfig } from '../engine/run/config';
import type { ReplayProgress } from '../engine/run/replayTypes';
import type { EpisodeTrace, RecordedTrials } from '../engine/run/traceTypes';
import type { CancelCommand, FailedMessage, ProgressMessage } from './requests';

/** Typed messages between the page and the trace worker, which takes episodes apart for slow motion. */
export type TraceCommand =
  | {
      readonly type: 'trace';
      readonly id: number;
      /** Of one run the recorded past never changes, it only grows: the worker goes on from what it replayed last. */
      readonly runId: string;
      readonly config: RunConfig;
      /** 1-based. */
      readonly episode: number;
      /** The run's children up to the end of that episode. */
      readonly recorded: RecordedTrials;
    }
  | CancelCommand;

export type TraceMessage =
  | { readonly type: 'traced'; readonly id: number; readonly trace: EpisodeTrace }
  | ProgressMessage<ReplayProgress>
  | FailedMessage;
