// @ts-check
/**
 * npm run check: types, lint and format, boundaries. All three run, whatever the first finds.
 */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureInstalled, main, runNode } from './install.mjs';

export const CHECKS = [
  { name: 'types', script: 'node_modules/typescript/bin/tsc', args: ['-p', '.'] },
  { name: 'lint', script: 'node_modules/@biomejs/biome/bin/biome', args: ['check', '.'] },
  { name: 'boundaries', script: 'scripts/boundaries.mjs', args: [] },
];

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(path.resolve(process.argv[1])).href) {
  await main(async () => {
    await ensureInstalled();
    for (const { name, script, args } of CHECKS) {
      const code = await runNode(script, args);
      process.stdout.write(`${name}: ${code === 0 ? 'ok' : `failed (exit ${code})`}\n`);
      if (code !== 0) process.exitCode = 1;
    }
  });
}
