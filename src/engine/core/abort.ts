import { abortedError } from './errors';

/**
 * What the work gives, or LabError 'aborted' as soon as the signal fires, whichever is first. The work itself is not
 * ended by it: whoever started it still has to dispose of what it brings.
 */
export async function orAborted<T>(work: Promise<T>, signal: AbortSignal, what: string): Promise<T> {
  let abort: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(abortedError(what));
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    if (abort !== undefined) signal.removeEventListener('abort', abort);
  }
}
