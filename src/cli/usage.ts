import { LabError } from '../engine/core/errors';

/** What was typed cannot be meant: exit code 2, one line. */
export function usageError(message: string, remedy: string): LabError {
  return new LabError('config', message, remedy);
}

/** Exit code of an error: 130 for Ctrl-C, 1 for a fault of the lab itself, 2 for what a person typed or gave. */
export function exitCode(thrown: unknown): 1 | 2 | 130 {
  if (!(thrown instanceof LabError)) return 1;
  switch (thrown.kind) {
    case 'aborted':
      return 130;
    case 'internal':
    case 'worker':
    case 'train':
      return 1;
    case 'space':
    case 'data':
    case 'config':
    case 'reward':
    case 'backend':
    case 'storage':
    case 'checkpoint':
      return 2;
    default:
      return thrown.kind satisfies never;
  }
}
