import { toPlainError } from '../engine/core/errors';

/** What is known of a worker's uncaught error. A program that could not be loaded comes without any words. */
export function workerFault(event: { readonly error?: unknown; readonly message?: string }): string {
  if (event.error !== undefined && event.error !== null) return toPlainError(event.error).message;
  return event.message === undefined || event.message === '' ? 'its program could not be loaded.' : event.message;
}
