import type { RunConfig } from '../engine/run/config';
import type { RecordedPast, ReplayedView, ReplayProgress } from '../engine/run/replayTypes';
import type { CancelCommand, FailedMessage, ProgressMessage } from './requests';

/** Typed messages between the page and the view worker, which shows how a strategy thought at earlier episodes. */
export type ViewCommand =
  | {
      readonly type: 'view';
      readonly id: number;
      /** Of one past the recorded children never change, they only become more: the worker goes on from what it replayed last. */
      readonly pastId: string;
      readonly config: RunConfig;
      /** 1-based. */
      readonly episode: number;
      /** The children up to the end of that episode. */
      readonly recorded: RecordedPast;
    }
  | CancelCommand;

export type ViewMessage =
  | { readonly type: 'viewed'; readonly id: number; readonly replayed: ReplayedView }
  | ProgressMessage<ReplayProgress>
  | FailedMessage;
