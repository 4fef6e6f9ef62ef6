import type { TestProject } from 'vitest/node';
import { startTestServer } from './testServer';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Address of the test server's empty page. */
    testPageUrl: string;
  }
}

/** One server for all browser tests of a vitest run: bundling tfjs once costs less than once per file. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startTestServer();
  project.provide('testPageUrl', server.pageUrl);
  return () => server.close();
}
