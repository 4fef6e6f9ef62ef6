/** Small strings of this browser that survive a reload: preferences, and what one tab remembers. A browser without storage keeps them for the visit. */

const PREFIX = 'nas-lab.';
let storageFault: string | null = null;

/** Small strings in one of the browser's two storages, or in memory where it refuses. */
class Strings {
  private readonly held = new Map<string, string>();

  constructor(private readonly storage: () => Storage) {}

  read(name: string): string | null {
    const held = this.held.get(name);
    if (held !== undefined) return held;
    return guarded(() => this.storage().getItem(PREFIX + name));
  }

  write(name: string, value: string): void {
    this.held.set(name, value);
    guarded(() => this.storage().setItem(PREFIX + name, value));
  }

  remove(name: string): void {
    this.held.delete(name);
    guarded(() => this.storage().removeItem(PREFIX + name));
  }
}

function guarded<T>(work: () => T): T | null {
  try {
    return work();
  } catch (thrown) {
    storageFault = String(thrown);
    return null;
  }
}

/** Of this browser, in every tab. */
const browser = new Strings(() => localStorage);
/** Of this tab. */
const tab = new Strings(() => sessionStorage);

export const readPref = (name: string): string | null => browser.read(name);
export const writePref = (name: string, value: string): void => browser.write(name, value);
export const removePref = (name: string): void => browser.remove(name);

export const readVisit = (name: string): string | null => tab.read(name);
export const writeVisit = (name: string, value: string): void => tab.write(name, value);
export const forgetVisit = (name: string): void => tab.remove(name);

/** Why they cannot be kept, or null where they can. */
export function storageFailure(): string | null {
  return storageFault;
}
