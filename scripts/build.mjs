// @ts-check
/**
 * npm run build: the static site into dist/. It works from any folder of any web server, and offline after one visit.
 */
import { ensureInstalled, ensureKernels, main, runNode } from './install.mjs';

await main(async () => {
  await ensureInstalled();
  await ensureKernels();
  // Whoever builds, the tests included (their NODE_ENV is 'test'), builds what is shipped, not React's development runtime.
  const env = { ...process.env, NODE_ENV: 'production' };
  process.exitCode = await runNode('node_modules/vite/bin/vite.js', ['build'], { env });
});
