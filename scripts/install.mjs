// @ts-check
/**
 * Brings node_modules to what package-lock.json says, with plain Node: this file runs before anything is installed.
 * Two that start at once are safe: one installs, the other waits for it.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

const MINIMUM_NODE = { major: 20, minor: 19 };
const LOCK_POLL_MS = 250;

/** A failure that a person can mend: printed as its message alone, without a stack. */
export class HouseError extends Error {}

/**
 * Runs a house script: a HouseError ends the process with its message and code 1.
 * @param {() => Promise<void> | void} body
 */
export async function main(body) {
  try {
    await body();
  } catch (error) {
    if (!(error instanceof HouseError)) throw error;
    process.stderr.write(`\n${error.message}\n`);
    process.exitCode = 1;
  }
}

/** Throws where this Node is older than the tools need. */
export function requireNode(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > MINIMUM_NODE.major || (major === MINIMUM_NODE.major && minor >= MINIMUM_NODE.minor)) return;
  throw new HouseError(
    `Node ${version} is too old: the lab needs ${MINIMUM_NODE.major}.${MINIMUM_NODE.minor} or newer. Install the current LTS from https://nodejs.org/ and run this again.`,
  );
}

/**
 * A package in package-lock.json, as far as it matters here.
 * @typedef {{ version?: string, optional?: boolean, os?: string[], cpu?: string[], libc?: string[] }} LockEntry
 * @typedef {{ packages: Record<string, LockEntry> }} Lockfile
 */

/** @param {string} file @returns {Lockfile | null} */
function readLockfile(file) {
  if (!existsSync(file)) return null;
  return JSON.parse(readFileSync(file, 'utf8'));
}

/**
 * True where an optional package is meant for this machine; libc variants are left to npm.
 * @param {LockEntry} entry
 */
function wantedHere(entry) {
  if (entry.optional !== true) return true;
  if (entry.os === undefined || entry.cpu === undefined || entry.libc !== undefined) return false;
  return entry.os.includes(process.platform) && entry.cpu.includes(process.arch);
}

/**
 * What is missing from node_modules, one line a package; empty where the install is complete. npm writes the record of
 * what it installed (node_modules/.package-lock.json) last, so a half-finished install counts as none.
 */
export function missingPackages(root = ROOT) {
  const wanted = readLockfile(path.join(root, 'package-lock.json'));
  if (wanted === null) throw new HouseError('package-lock.json is missing. Restore it with: git checkout package-lock.json');
  const installed = readLockfile(path.join(root, 'node_modules', '.package-lock.json'));
  if (installed === null) return ['node_modules'];
  return Object.entries(wanted.packages)
    .filter(([name, entry]) => name !== '' && wantedHere(entry) && installed.packages[name]?.version !== entry.version)
    .map(([name, entry]) => `${name.replace(/^.*node_modules\//, '')}@${entry.version}`);
}

/**
 * Runs a program to its end with its output shown; answers its exit code, or throws where it cannot be started.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<number>}
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: 'inherit', ...options });
    child.on('error', (cause) => reject(new HouseError(`${command} could not be started: ${cause.message}.`)));
    child.on('close', (code, signal) => resolve(signal === null ? (code ?? 1) : 128));
  });
}

/**
 * Runs one of the project's own tools by its script, without a shell.
 * @param {string} script relative to the project's root
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 */
export function runNode(script, args = [], options = {}) {
  return run(process.execPath, [path.join(ROOT, script), ...args], options);
}

/** @param {readonly string[]} args */
function runNpm(args) {
  const script = process.env.npm_execpath;
  if (script?.endsWith('.js') || script?.endsWith('.cjs')) return run(process.execPath, [script, ...args]);
  return run('npm', args, { shell: process.platform === 'win32' });
}

/** @param {unknown} error @param {string} code */
function hasCode(error, code) {
  return error instanceof Error && 'code' in error && error.code === code;
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

/** @param {string} lock @returns {number} 0 where the lock names no process */
function readOwner(lock) {
  const owner = path.join(lock, 'pid');
  return existsSync(owner) ? Number(readFileSync(owner, 'utf8')) : 0;
}

/**
 * Moves the lock of a dead process away; of several that try, the file system lets one. What it moved may by then be
 * the lock of a living process that was quicker: that one is put back.
 * @param {string} lock
 */
function removeDeadLock(lock) {
  const aside = `${lock}.dead-${process.pid}`;
  try {
    renameSync(lock, aside);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  const pid = readOwner(aside);
  if (pid > 0 && isAlive(pid)) renameSync(aside, lock);
  else rmSync(aside, { recursive: true, force: true });
}

/**
 * Runs `body` while no other process of this checkout does: the lock is a directory, which the file system makes for one
 * of two callers only. A lock whose owner is gone is taken over.
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} body
 * @returns {Promise<T>}
 */
export async function withLock(name, body, root = ROOT) {
  const lock = path.join(root, 'build', `${name}.lock`);
  mkdirSync(path.dirname(lock), { recursive: true });
  let said = false;
  let ownerless = 0;
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
    }
    const pid = readOwner(lock);
    ownerless = pid > 0 ? 0 : ownerless + 1;
    // A maker writes its number at once; a lock that has none for two seconds was left by one that was killed.
    if ((pid > 0 && !isAlive(pid)) || ownerless > 2000 / LOCK_POLL_MS) {
      removeDeadLock(lock);
      continue;
    }
    if (!said) process.stderr.write(`Waiting for process ${pid} that does the same (${name}) ...\n`);
    said = true;
    await sleep(LOCK_POLL_MS);
  }
  try {
    writeFileSync(path.join(lock, 'pid'), String(process.pid));
    return await body();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

/** Installs what package-lock.json names and node_modules lacks. */
export async function ensureInstalled() {
  requireNode();
  if (missingPackages().length === 0) return;
  await withLock('install', async () => {
    const missing = missingPackages();
    if (missing.length === 0) return;
    const what = missing.length > 3 ? `${missing.slice(0, 3).join(', ')} and ${missing.length - 3} more` : missing.join(', ');
    process.stderr.write(`Installing ${what} (npm ci) ...\n`);
    const code = await runNpm(['ci', '--no-fund', '--no-audit']);
    if (code !== 0) {
      throw new HouseError(
        `npm ci failed (exit ${code}). Check that this machine can reach its package registry (npm ping), then run this again.`,
      );
    }
  });
}

/** Compiles the training kernels; the compiler skips what is up to date. */
export async function ensureKernels() {
  const code = await withLock('kernels', () => runNode('scripts/build-kernels.mjs'));
  if (code !== 0) throw new HouseError(`The training kernels did not compile (exit ${code}); the lines above say where.`);
}
