import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { HouseError, missingPackages, requireNode, withLock } from '../../../scripts/install.mjs';

const PROJECT = path.resolve(import.meta.dirname, '../../..');
const INSTALL_MODULE = pathToFileURL(path.join(PROJECT, 'scripts/install.mjs')).href;

let root = '';
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'nas-lab-install-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function lockfiles(wanted: object, installed: object | null): void {
  writeFileSync(path.join(root, 'package-lock.json'), JSON.stringify({ packages: { '': { version: '1.0.0' }, ...wanted } }));
  if (installed === null) return;
  mkdirSync(path.join(root, 'node_modules'), { recursive: true });
  writeFileSync(path.join(root, 'node_modules/.package-lock.json'), JSON.stringify({ packages: installed }));
}

describe('missingPackages', () => {
  it('names node_modules where nothing is installed, or an install was cut short', () => {
    lockfiles({ 'node_modules/a': { version: '1.0.0' } }, null);
    expect(missingPackages(root)).toEqual(['node_modules']);
    mkdirSync(path.join(root, 'node_modules/a'), { recursive: true });
    expect(missingPackages(root)).toEqual(['node_modules']);
  });

  it('names a package that is absent or of another version, and nothing else', () => {
    const a = { 'node_modules/a': { version: '1.0.0' } };
    lockfiles(
      { ...a, 'node_modules/@s/b': { version: '2.0.0' }, 'node_modules/a/node_modules/c': { version: '3.0.0' } },
      { ...a, 'node_modules/@s/b': { version: '1.9.0' } },
    );
    expect(missingPackages(root)).toEqual(['@s/b@2.0.0', 'c@3.0.0']);
    lockfiles(a, { ...a, 'node_modules/extra': { version: '1.0.0' } });
    expect(missingPackages(root)).toEqual([]);
  });

  it('asks for an optional package of this platform, not of another one', () => {
    const here = { version: '1.0.0', optional: true, os: [process.platform], cpu: [process.arch] };
    lockfiles({ 'node_modules/here': here, 'node_modules/there': { ...here, os: ['plan9'] } }, {});
    expect(missingPackages(root)).toEqual(['here@1.0.0']);
  });

  it('says how to get a missing package-lock.json back', () => {
    expect(() => missingPackages(root)).toThrow(/git checkout package-lock.json/);
  });
});

describe('package-lock.json', () => {
  const lockSchema = z.object({
    packages: z.record(
      z.string(),
      z.object({
        version: z.string(),
        resolved: z.string().optional(),
        dependencies: z.record(z.string(), z.string()).optional(),
        optionalDependencies: z.record(z.string(), z.string()).optional(),
      }),
    ),
  });
  const { packages } = lockSchema.parse(JSON.parse(readFileSync(path.join(PROJECT, 'package-lock.json'), 'utf8')));

  it('locks the packages of every platform, which npm ci insists on', () => {
    const absent = Object.entries(packages).flatMap(([key, entry]) =>
      Object.keys({ ...entry.dependencies, ...entry.optionalDependencies }).filter(
        (name) =>
          !(`${key}/node_modules/${name}` in packages) &&
          !Object.keys(packages).some((other) => other.endsWith(`node_modules/${name}`)),
      ),
    );
    expect(absent).toEqual([]);
  });

  it('names no registry, so that everyone installs from their own', () => {
    expect(Object.values(packages).filter(({ resolved }) => resolved !== undefined)).toEqual([]);
  });
});

describe('requireNode', () => {
  it.each(['18.20.0', '20.18.3', '19.99.0'])('refuses Node %s with the remedy', (version) => {
    expect(() => requireNode(version)).toThrow(HouseError);
    expect(() => requireNode(version)).toThrow(/needs 20\.19 or newer/);
  });
  it.each(['20.19.0', '21.0.0', '24.1.0'])('accepts Node %s', (version) => expect(() => requireNode(version)).not.toThrow());
});

/** A process that takes the lock, writes 'in', works a little, writes 'out'. */
function contender(log: string): Promise<number | null> {
  const script = `
    import { withLock } from ${JSON.stringify(INSTALL_MODULE)};
    import { appendFileSync } from 'node:fs';
    await withLock('work', async () => {
      appendFileSync(${JSON.stringify(log)}, 'in\\n');
      await new Promise((resolve) => setTimeout(resolve, 150));
      appendFileSync(${JSON.stringify(log)}, 'out\\n');
    }, ${JSON.stringify(root)});`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' });
  return new Promise((resolve) => child.on('close', resolve));
}

describe('withLock', () => {
  it('lets three processes in one after the other', async () => {
    const log = path.join(root, 'log');
    const codes = await Promise.all([contender(log), contender(log), contender(log)]);
    expect(codes).toEqual([0, 0, 0]);
    expect(readFileSync(log, 'utf8').trim().split('\n')).toEqual(['in', 'out', 'in', 'out', 'in', 'out']);
  });

  it('takes over from a process that died with the lock', async () => {
    const ended = spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' });
    await new Promise((resolve) => ended.on('close', resolve));
    mkdirSync(path.join(root, 'build/work.lock'), { recursive: true });
    writeFileSync(path.join(root, 'build/work.lock/pid'), String(ended.pid));
    expect(await withLock('work', async () => 'done', root)).toBe('done');
  });

  it('is free again after a failure', async () => {
    const fail = withLock('work', () => Promise.reject(new Error('no')), root);
    await expect(fail).rejects.toThrow('no');
    expect(existsSync(path.join(root, 'build/work.lock'))).toBe(false);
    appendFileSync(path.join(root, 'log'), await withLock('work', async () => 'again', root));
    expect(readFileSync(path.join(root, 'log'), 'utf8')).toBe('again');
  });
});
