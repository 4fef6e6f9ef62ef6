import { spawn } from 'node:child_process';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';

export interface InstalledJax {
  readonly version: string;
  /** Its ES module, inside the project's folder. */
  readonly file: string;
}

const MODULE = path.join('node_modules', '@jax-js', 'jax');

async function versionIn(folder: string): Promise<string | null> {
  try {
    const { version } = JSON.parse(await readFile(path.join(folder, MODULE, 'package.json'), 'utf8')) as { version: string };
    return version;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null;
    throw cause;
  }
}

function npmCi(folder: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const shell = process.platform === 'win32';
    const child = spawn('npm', ['ci', '--no-fund', '--no-audit'], { cwd: folder, shell, stdio: ['ignore', 'ignore', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString();
    });
    child.on('error', (cause) => reject(new Error(`npm did not start: ${cause.message}`)));
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`npm ci in ${folder} failed (exit ${code}): ${errors.trim().split('\n').at(-1) ?? ''}`));
    });
  });
}

/**
 * jax-js as bench/jax/package-lock.json has it, in build/jax-js: installed on the first call, so that neither the project's
 * install nor its checks know of it. Throws where npm cannot.
 */
export async function installJax(root: string): Promise<InstalledJax> {
  const manifests = path.join(root, 'bench', 'jax');
  const folder = path.join(root, 'build', 'jax-js');
  const { packages } = JSON.parse(await readFile(path.join(manifests, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version?: string }>;
  };
  const wanted = packages['node_modules/@jax-js/jax']?.version;
  if ((await versionIn(folder)) !== wanted) {
    await mkdir(folder, { recursive: true });
    for (const file of ['package.json', 'package-lock.json']) await copyFile(path.join(manifests, file), path.join(folder, file));
    await npmCi(folder);
  }
  const version = await versionIn(folder);
  if (version === null) throw new Error('npm ci installed no @jax-js/jax');
  return { version, file: path.join(folder, MODULE, 'dist', 'index.js') };
}
