/** A command that computes hears of Ctrl-C after at most so long, besides what one step takes. */
export const BREATH_MS = 40;

/**
 * Lets waiting signals in: called between steps, it gives a promise that ends with the next turn of the event loop where the last one
 * was BREATH_MS ago, else undefined, which costs no more than reading the clock. A promise that is kept at once never leaves the turn.
 */
export function makeBreath(now: () => number): () => Promise<void> | undefined {
  let last = now();
  return () => {
    if (now() - last < BREATH_MS) return undefined;
    return new Promise((resolve) => {
      setImmediate(() => {
        last = now();
        resolve();
      });
    });
  };
}
