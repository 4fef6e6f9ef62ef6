import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createServer, type Plugin } from 'vite';

/** Root of the project: page modules are addressed from here, as '/test/browser/pages/kernels.ts'. */
export const PROJECT_ROOT = resolve(import.meta.dirname, '../..');

/** Path of the empty page that test modules are imported into. */
const BLANK_PAGE = '/__test__';

const BLANK_HTML =
  '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Test page</title><link rel="icon" href="data:,"></head><body></body></html>';

/** Serves the empty page; everything else (modules, workers, wasm) is Vite's own. */
function blankPage(): Plugin {
  return {
    name: 'test-blank-page',
    configureServer(server) {
      server.middlewares.use(BLANK_PAGE, (_request, response) => {
        response.setHeader('Content-Type', 'text/html; charset=utf-8');
        response.end(BLANK_HTML);
      });
    },
  };
}

export interface TestServer {
  /** Of the empty page; modules have their paths in the project on the same origin. */
  readonly pageUrl: string;
  close(): Promise<void>;
}

/**
 * A Vite development server over the project's sources on a free port, independent of the application's own
 * configuration and index.html. Each server has its own dependency cache, so that several may run side by side. root: the project's folder, for callers that were compiled elsewhere.
 */
export async function startTestServer(root: string = PROJECT_ROOT): Promise<TestServer> {
  const cacheDir = resolve(root, 'node_modules', '.vite-test', String(process.pid));
  const server = await createServer({
    configFile: false,
    root,
    appType: 'custom',
    cacheDir,
    logLevel: 'error',
    clearScreen: false,
    plugins: [blankPage()],
    worker: { format: 'es' },
    // A reload in the middle of a test would lose it: every dependency is found by scanning ahead, and nothing is watched.
    optimizeDeps: {
      entries: ['test/browser/pages/**/*.ts', 'test/support/moduleWorker.ts', 'src/worker/**/*.ts', 'bench/*/page.ts'],
    },
    server: { host: '127.0.0.1', port: 0, hmr: false, ws: false, watch: null },
  });
  await server.listen();
  const address = server.httpServer?.address();
  if (address === null || address === undefined || typeof address === 'string') {
    throw new Error('The test server listens on no TCP port.');
  }
  return {
    pageUrl: `http://127.0.0.1:${address.port}${BLANK_PAGE}`,
    async close() {
      await server.close();
      await rm(cacheDir, { recursive: true, force: true });
    },
  };
}
