/** Preferences of this browser: small strings that survive a reload. A browser without storage keeps them for the visit. */

const PREFIX = 'nas-lab.';
const visit = new Map<string, string>();
let storageFault: string | null = null;

export function readPref(name: string): string | null {
  const held = visit.get(name);
  if (held !== undefined) return held;
  try {
    return localStorage.getItem(PREFIX + name);
  } catch (thrown) {
    storageFault = String(thrown);
    return null;
  }
}

export function writePref(name: string, value: string): void {
  visit.set(name, value);
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch (thrown) {
    storageFault = String(thrown);
  }
}

export function removePref(name: string): void {
  visit.delete(name);
  try {
    localStorage.removeItem(PREFIX + name);
  } catch (thrown) {
    storageFault = String(thrown);
  }
}

/** Why preferences cannot be kept, or null where they can. */
export function storageFailure(): string | null {
  return storageFault;
}
