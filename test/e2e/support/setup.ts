import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { startStaticServer } from '../../support/staticServer';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Address of the built site, in a folder that is not the server's root. */
    siteUrl: string;
  }
}

const ROOT = path.resolve(import.meta.dirname, '../../..');
const DIST = path.join(ROOT, 'dist');
/** Another built site to test, as it is, in the place of dist/. */
const GIVEN = process.env.NAS_LAB_DIST;

function newestChange(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((newest, entry) => Math.max(newest, statSync(path.join(entry.parentPath, entry.name)).mtimeMs), 0);
}

/** True where dist/ is there and no source is newer. */
function isBuilt(): boolean {
  const built = path.join(DIST, 'sw.js');
  if (!existsSync(built)) return false;
  const sources = Math.max(newestChange(path.join(ROOT, 'src')), newestChange(path.join(ROOT, 'public')));
  return statSync(built).mtimeMs > Math.max(sources, statSync(path.join(ROOT, 'index.html')).mtimeMs);
}

/** Builds the site where need be, and serves it from a folder. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (GIVEN === undefined && !isBuilt()) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(ROOT, 'scripts/build.mjs')], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`npm run build failed:\n${stdout}${stderr}`);
  }
  const server = await startStaticServer(path.resolve(GIVEN ?? DIST), '/some/folder/');
  project.provide('siteUrl', server.url);
  return () => server.close();
}
