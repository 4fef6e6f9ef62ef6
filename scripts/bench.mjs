// @ts-check
/**
 * npm run bench -- NAME [--json]: compiles bench/ for Node into build/bench and runs one benchmark.
 */
import { mkdirSync, rmSync } from 'node:fs';
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

/** Puts bench/train/stockTensor.ts in the place of src/engine/tensor. @type {import('esbuild').Plugin} */
const stockTensor = {
  name: 'stock-tensor',
  setup(build) {
    build.onResolve({ filter: /\/tensor$/ }, ({ resolveDir }) => {
      if (!resolveDir.endsWith(path.join('engine', 'train'))) return undefined;
      return { path: path.join(ROOT, 'bench', 'train', 'stockTensor.ts') };
    });
  },
};

/** @param {string} outdir */
async function compile(outdir) {
  const { build } = await import('esbuild');
  /** @type {import('esbuild').BuildOptions} */
  const common = {
    absWorkingDir: ROOT,
    bundle: true,
    outdir,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    splitting: true,
    mainFields: ['module', 'main'],
    external: EXTERNAL,
    banner: { js: BANNER },
    logLevel: 'warning',
  };
  const entries = ['bench/main.ts', 'bench/train/trainThread.ts', 'bench/controller/controllerThread.ts'];
  await build({ ...common, entryPoints: entries, entryNames: '[name]', chunkNames: 'chunks/[name]-[hash]' });
  await build({
    ...common,
    entryPoints: ['bench/train/stockThread.ts'],
    entryNames: '[name]',
    chunkNames: 'stock/[name]-[hash]',
    plugins: [stockTensor],
  });
}

await main(async () => {
  await ensureInstalled();
  await ensureKernels();
  const outdir = path.join(ROOT, 'build', 'bench', String(process.pid));
  mkdirSync(outdir, { recursive: true });
  try {
    await compile(outdir);
    const program = await import(pathToFileURL(path.join(outdir, 'main.js')).href);
    process.exitCode = await program.main(ROOT, process.argv.slice(2));
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
});
