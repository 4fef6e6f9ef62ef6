// @ts-check
/**
 * npm run build: the static site into dist/. It works from any folder of any web server, and offline after one visit.
 */
import { ensureInstalled, ensureKernels, main, runNode } from './install.mjs';

await main(async () => {
  await ensureInstalled();
  await ensureKernels();
  process.exitCode = await runNode('node_modules/vite/bin/vite.js', ['build']);
});
