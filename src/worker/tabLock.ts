/** Something held by this tab alone. */
export interface TabLock {
  readonly release: () => void;
  /** Why it may not be alone after all. */
  readonly warning?: { readonly message: string; readonly remedy: string };
}

/** A page that was left a moment ago, by a reload, gives its locks back only now: null is believed the third time. */
const LOCK_TRIES = 3;
const LOCK_WAIT_MS = 150;

/** Holds a name until it is released; null where another tab has it. what: 'run', in the warning of a browser without locks. */
export async function lockForTab(name: string, what: string): Promise<TabLock | null> {
  // Web Locks are missing on pages that are served neither from https nor from this machine.
  if (!('locks' in navigator)) {
    return {
      release: () => undefined,
      warning: {
        message: `This browser cannot tell whether another tab has this ${what} open.`,
        remedy: 'Keep it open in one tab only, or serve the page over https.',
      },
    };
  }
  for (let attempt = 1; ; attempt += 1) {
    const lock = await tryLock(name);
    if (lock !== null || attempt === LOCK_TRIES) return lock;
    await new Promise((resolve) => setTimeout(resolve, LOCK_WAIT_MS));
  }
}

function tryLock(name: string): Promise<TabLock | null> {
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(name, { ifAvailable: true }, (lock) => {
        if (lock === null) {
          resolve(null);
          return undefined;
        }
        return new Promise<void>((release) => resolve({ release }));
      })
      .catch(reject);
  });
}
