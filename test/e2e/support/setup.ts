import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { builtSite } from '../../support/builtSite';
import { startStaticServer } from '../../support/staticServer';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Address of the built site, in a folder that is not the server's root. */
    siteUrl: string;
  }
}

const ROOT = path.resolve(import.meta.dirname, '../../..');

/** Builds the site where need be, and serves it from a folder. NAS_LAB_DIST: another built site to test, as it is. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.NAS_LAB_DIST;
  const folder = given === undefined ? await builtSite(ROOT) : path.resolve(given);
  const server = await startStaticServer(folder, '/some/folder/');
  project.provide('siteUrl', server.url);
  return () => server.close();
}
