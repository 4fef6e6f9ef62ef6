import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockFolder } from '../../../src/cli/folderLock';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nas-lab-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (pid: number, host = hostname()): void => writeFileSync(join(folder, 'run.lock'), JSON.stringify({ pid, host }));

describe('the lock of a run folder', () => {
  it('is there while it is held and leaves nothing behind', async () => {
    const lock = await lockFolder(folder);
    expect(existsSync(join(folder, 'run.lock'))).toBe(true);
    lock.release();
    lock.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('refuses while the process that holds it lives, naming it, and takes over once it is dead', async () => {
    const other = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)'], { stdio: 'ignore' });
    await once(other, 'spawn');
    const pid = other.pid ?? 0;
    try {
      write(pid);
      await expect(lockFolder(folder)).rejects.toMatchObject({
        kind: 'storage',
        message: `${folder} is in use by process ${pid}, which is still running.`,
      });
    } finally {
      other.kill('SIGKILL');
      await once(other, 'exit');
    }
    const lock = await lockFolder(folder);
    expect(readdirSync(folder)).toEqual(['run.lock']);
    lock.release();
  });

  it('never takes a lock of another machine over, and does not release what became another one', async () => {
    write(1, 'elsewhere');
    await expect(lockFolder(folder)).rejects.toThrow(/in use by process 1 on elsewhere/);
    rmSync(join(folder, 'run.lock'));
    const lock = await lockFolder(folder);
    write(1, 'elsewhere');
    lock.release();
    expect(existsSync(join(folder, 'run.lock'))).toBe(true);
  });

  it('takes over a lock that was cut short, and says where it cannot be written', async () => {
    writeFileSync(join(folder, 'run.lock'), '{"pi');
    (await lockFolder(folder)).release();
    await expect(lockFolder(join(folder, 'missing'))).rejects.toMatchObject({ kind: 'storage' });
  });
});
