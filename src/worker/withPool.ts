import { orAborted } from '../engine/core/abort';

/**
 * What the work with a pool gives; the pool is ended however the work ends. Rejects with LabError 'aborted' as soon as the signal fires
 * while it opens; then it is closed once it is there. doing: what is aborted, in words.
 */
export async function withPool<P extends { dispose(): Promise<void> }, T>(
  opening: Promise<P>,
  signal: AbortSignal,
  doing: string,
  work: (pool: P) => Promise<T>,
): Promise<T> {
  let pool: P;
  try {
    pool = await orAborted(opening, signal, doing);
  } catch (thrown) {
    // Its own failure has been told, or concerns nobody now.
    void opening.then((late) => late.dispose()).catch(() => undefined);
    throw thrown;
  }
  try {
    return await work(pool);
  } finally {
    await pool.dispose();
  }
}
