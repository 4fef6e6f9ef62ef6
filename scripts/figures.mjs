// @ts-check
/**
 * npm run figures [-- NAME ...]: compiles scripts/figures/, runs its simulations on the shipped MNIST table and writes docs/figures/.
 * With names, only those figures and not the table of numbers. The same table and code give the same bytes.
 */
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureInstalled, ensureKernels, main, ROOT } from './install.mjs';

/** Emscripten's loaders in tfjs ask for require and __dirname, which modules lack. */
const BANNER = [
  "import { createRequire as __createRequire } from 'node:module';",
  "import { dirname as __dirnameOf } from 'node:path';",
  "import { fileURLToPath as __fileOf } from 'node:url';",
  'const require = __createRequire(import.meta.url);',
  'const __filename = __fileOf(import.meta.url);',
  'const __dirname = __dirnameOf(__filename);',
].join('\n');

await main(async () => {
  await ensureInstalled();
  await ensureKernels();
  const outdir = path.join(ROOT, 'build', 'figures', String(process.pid));
  mkdirSync(outdir, { recursive: true });
  try {
    const { build } = await import('esbuild');
    await build({
      absWorkingDir: ROOT,
      entryPoints: ['scripts/figures/main.ts'],
      outdir,
      bundle: true,
      format: 'esm',
      splitting: true,
      entryNames: '[name]',
      platform: 'node',
      target: 'node20',
      mainFields: ['module', 'main'],
      banner: { js: BANNER },
      logLevel: 'warning',
    });
    const program = await import(pathToFileURL(path.join(outdir, 'main.js')).href);
    await program.main(ROOT, process.argv.slice(2));
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
});
