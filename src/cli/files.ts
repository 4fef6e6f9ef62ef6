import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { LabError } from '../engine/core/errors';
import { withoutMark } from '../engine/core/json';

/** The system's code of a failed file operation, e.g. 'ENOENT'; '' where it has none. */
export function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
}

const WHY: { readonly [code: string]: string } = {
  ENOENT: 'it does not exist',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'it is a file',
};

/** A failed file operation as one clear line. doing: 'write', 'read', 'create the folder'. */
export function fileError(doing: string, path: string, thrown: unknown): LabError {
  const code = codeOf(thrown);
  const why =
    (code === 'ENOENT' && doing !== 'read' ? 'the system has no such place' : WHY[code]) ??
    (thrown instanceof Error ? thrown.message : String(thrown));
  const remedy = doing === 'read' ? 'Check the path.' : 'Choose a folder that can be written to.';
  return new LabError('storage', `Cannot ${doing} ${path}: ${why}.`, remedy, { cause: thrown });
}

/**
 * Creates a folder and what leads to it, outermost first. One by one: Node's own recursive mkdir never returns where the
 * file system answers ENOENT for a folder whose parent exists, as /proc does.
 */
export async function makeFolder(path: string): Promise<void> {
  const missing: string[] = [];
  try {
    for (let folder = path; !(await isFolder(folder)); folder = dirname(folder)) missing.unshift(folder);
    for (const folder of missing) {
      try {
        await mkdir(folder);
      } catch (thrown) {
        // Another process may have made it meanwhile.
        if (codeOf(thrown) !== 'EEXIST' || !(await isFolder(folder))) throw thrown;
      }
    }
  } catch (thrown) {
    throw fileError('create the folder', path, thrown);
  }
}

/** Whether a path is a folder; false where there is nothing. Fails where it cannot be told. */
export async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT' || codeOf(thrown) === 'ENOTDIR') return false;
    throw thrown;
  }
}

/**
 * Writes a file so that a reader, now or after a crash, sees the old content or the new one, never a part: to a
 * temporary name in the same folder, flushed to the disk, then renamed.
 */
export async function writeAtomic(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (thrown) {
    await rm(temporary, { force: true });
    throw fileError('write', path, thrown);
  }
}

/** The text of a file, or null where there is none; a byte order mark is passed over. */
export async function readIfPresent(path: string): Promise<string | null> {
  try {
    return withoutMark(await readFile(path, 'utf8'));
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return null;
    throw fileError('read', path, thrown);
  }
}

/** The text of a file that has to be there. */
export async function readText(path: string): Promise<string> {
  try {
    return withoutMark(await readFile(path, 'utf8'));
  } catch (thrown) {
    throw fileError('read', path, thrown);
  }
}
