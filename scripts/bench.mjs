// @ts-check
/**
 * npm run bench -- NAME [--json] ...: compiles bench/ into build/bench and runs one benchmark.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureInstalled, ensureKernels, main, ROOT } from './install.mjs';

/** Stays outside the bundle: programs with files of their own. */
const EXTERNAL = ['vite', 'esbuild', 'playwright-core'];

/** Emscripten's loaders in tfjs ask for require and __dirname, which modules lack. */
const BANNER = [
  "import { createRequire as __createRequire } from 'node:module';",
  "import { dirname as __dirnameOf } from 'node:path';",
  "import { fileURLToPath as __fileOf } from 'node:url';",
  'const require = __createRequire(import.meta.url);',
  'const __filename = __fileOf(import.meta.url);',
  'const __dirname = __dirnameOf(__filename);',
].join('\n');

/** Programs for Node: the bench itself, and the processes and threads that engines run in. */
const NODE_ENTRIES = [
  'bench/main.ts',
  'bench/controller/controllerThread.ts',
  'bench/engines/labProcess.ts',
  'bench/search/speedThread.ts',
  'bench/engines/labTeamProcess.ts',
  'bench/engines/labThread.ts',
  'bench/engines/stockProcess.ts',
  'bench/engines/jaxProcess.ts',
];

/** Modules for pages of Chromium. */
const PAGE_ENTRIES = ['bench/engines/labPage.ts', 'bench/engines/stockPage.ts', 'bench/engines/jaxPage.ts'];

const BLANK_PAGE =
  '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Bench</title><link rel="icon" href="data:,"></head><body></body></html>';

/** Compiles bench/ for Node into outdir, and its pages into outdir/pages. @param {string} outdir */
async function compile(outdir) {
  const { build } = await import('esbuild');
  /** @type {import('esbuild').BuildOptions} */
  const common = {
    absWorkingDir: ROOT,
    bundle: true,
    format: 'esm',
    splitting: true,
    entryNames: '[name]',
    chunkNames: 'chunks/[name]-[hash]',
    logLevel: 'warning',
  };
  await build({
    ...common,
    entryPoints: NODE_ENTRIES,
    outdir,
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    external: EXTERNAL,
    banner: { js: BANNER },
  });
  const pages = path.join(outdir, 'pages');
  await build({ ...common, entryPoints: PAGE_ENTRIES, outdir: pages, platform: 'browser', target: 'es2023' });
  writeFileSync(path.join(pages, 'index.html'), BLANK_PAGE);
}

await main(async () => {
  await ensureInstalled();
  await ensureKernels();
  const outdir = path.join(ROOT, 'build', 'bench', String(process.pid));
  mkdirSync(outdir, { recursive: true });
  try {
    await compile(outdir);
    const program = await import(pathToFileURL(path.join(outdir, 'main.js')).href);
    process.exitCode = await program.main(ROOT, outdir, process.argv.slice(2));
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
});
