/**
 * Without this a browser short of room may throw what is kept away again; it may also say no, and then it is kept as long as
 * it likes. Only a page may ask, not its workers; nothing waits for the answer, which may be the person's.
 */
export async function askToPersist(): Promise<boolean> {
  try {
    return (await navigator.storage?.persist?.()) ?? false;
  } catch {
    // A page without an origin of its own may not even ask.
    return false;
  }
}
