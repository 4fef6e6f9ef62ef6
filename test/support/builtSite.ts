import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

function newestChange(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((newest, entry) => Math.max(newest, statSync(path.join(entry.parentPath, entry.name)).mtimeMs), 0);
}

/** True where the site is there and no source of it is newer. */
function isBuilt(root: string): boolean {
  const built = path.join(root, 'dist', 'sw.js');
  if (!existsSync(built)) return false;
  const sources = ['src', 'public'].map((folder) => newestChange(path.join(root, folder)));
  const page = statSync(path.join(root, 'index.html')).mtimeMs;
  return statSync(built).mtimeMs > Math.max(page, ...sources);
}

function buildSite(root: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path.join(root, 'scripts', 'build.mjs')], { cwd: root, stdio: ['ignore', 2, 2] });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`npm run build failed (exit ${code}); the lines above say why.`));
    });
  });
}

/** The folder of the built site, built where a source is newer; root: the project's folder. */
export async function builtSite(root: string): Promise<string> {
  if (!isBuilt(root)) await buildSite(root);
  return path.join(root, 'dist');
}
