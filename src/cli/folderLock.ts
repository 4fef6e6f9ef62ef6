import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { LabError } from '../engine/core/errors';
import { codeOf, fileError } from './files';

const LOCK = 'run.lock';
/** Two processes that take the same dead one's lock over see, after so long, which of them has it. */
const SETTLE_MS = 50;

const holderSchema = z.strictObject({ pid: z.number().int().min(1), host: z.string() });
type Holder = z.infer<typeof holderSchema>;

export interface FolderLock {
  /** Gives the folder back; may be called more than once. */
  readonly release: () => void;
}

/**
 * Holds a run's folder for this process: run.lock names it by pid and machine. A lock of a process that is dead is taken
 * over. LabError 'storage' where another process that lives has the folder, or one of another machine, of which nobody here can tell.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const file = join(folder, LOCK);
  const mine: Holder = { pid: process.pid, host: hostname() };
  const text = `${JSON.stringify(mine)}\n`;
  const isMine = (): boolean => contents(file) === text;
  const lock: FolderLock = {
    release: () => {
      if (isMine()) rmSync(file, { force: true });
    },
  };
  try {
    writeFileSync(file, text, { flag: 'wx' });
    return lock;
  } catch (thrown) {
    if (codeOf(thrown) !== 'EEXIST') throw fileError('write', file, thrown);
  }
  const before = contents(file);
  const holder = holderOf(before);
  if (holder !== null && !isGone(holder, mine)) throw inUse(folder, file, holder, mine);
  try {
    const own = `${file}.${process.pid}`;
    writeFileSync(own, text);
    if (contents(file) !== before) {
      rmSync(own, { force: true });
      throw inUse(folder, file, holderOf(contents(file)), mine);
    }
    renameSync(own, file);
  } catch (thrown) {
    if (thrown instanceof LabError) throw thrown;
    throw fileError('write', file, thrown);
  }
  await sleep(SETTLE_MS);
  if (!isMine()) throw inUse(folder, file, holderOf(contents(file)), mine);
  return lock;
}

/** The lock's text; null where there is none any more. */
function contents(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return null;
    throw fileError('read', file, thrown);
  }
}

/** Who a lock names; null where it names nobody: a process killed while it wrote it. */
function holderOf(text: string | null): Holder | null {
  if (text === null) return null;
  try {
    return holderSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    // Not JSON: as above.
    return null;
  }
}

/** True where the holder surely runs no more; this process itself cannot be in its own way. */
function isGone(holder: Holder, mine: Holder): boolean {
  if (holder.host !== mine.host) return false;
  if (holder.pid === mine.pid) return true;
  try {
    process.kill(holder.pid, 0);
    return false;
  } catch (thrown) {
    // EPERM: it lives, and is somebody else's.
    return codeOf(thrown) === 'ESRCH';
  }
}

function inUse(folder: string, file: string, holder: Holder | null, mine: Holder): LabError {
  if (holder === null) {
    return new LabError('storage', `${folder} is being taken by another process.`, 'Wait for it, or choose another folder.');
  }
  const { pid, host } = holder;
  return host === mine.host
    ? new LabError(
        'storage',
        `${folder} is in use by process ${pid}, which is still running.`,
        `Wait for it or stop it (kill ${pid}); if that process is no run of the lab, delete ${file}.`,
      )
    : new LabError(
        'storage',
        `${folder} is in use by process ${pid} on ${host}.`,
        `Wait for it or stop it there; if it runs no more, delete ${file}.`,
      );
}
