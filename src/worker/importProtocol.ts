import type { CancelCommand, FailedMessage, ProgressMessage } from './requests';
import type { StoredRun } from './runStore';

/** Typed messages between the page and the import worker, which reads, checks and keeps a run's file. */
export type ImportCommand =
  | {
      readonly type: 'import';
      readonly id: number;
      readonly file: File;
      /** What the run is kept under. */
      readonly runId: string;
    }
  | CancelCommand;

export type ImportMessage =
  | { readonly type: 'imported'; readonly id: number; readonly run: StoredRun }
  | ProgressMessage<never>
  | FailedMessage;
