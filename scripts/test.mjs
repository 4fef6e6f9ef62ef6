// @ts-check
/**
 * npm test: everything, from a fresh clone. Installs what is missing (packages, Chromium), builds the kernels, then runs
 * types, lint, boundaries, unit tests, the production build, its size, and the tests in a real browser. Every part runs
 * whatever the parts before it found; the last line sums them up, and the exit code is 0 only where nothing failed.
 * REQUIRE_WEBGPU=1 makes a missing WebGPU adapter a failure instead of a visible skip.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { CHECKS } from './check.mjs';
import { ensureChromium } from './chromium.mjs';
import { ensureInstalled, ensureKernels, HouseError, main, ROOT, run, runNode } from './install.mjs';
import { addTally, readVitestReport, tallyLine } from './tally.mjs';

const VITEST = 'node_modules/vitest/vitest.mjs';

/** @param {string} text */
function headline(text) {
  process.stdout.write(`\n== ${text}\n`);
}

/**
 * A part that passes or fails as one.
 * @param {string} name
 * @param {() => Promise<number>} body answers an exit code
 */
async function single(name, body) {
  headline(name);
  try {
    const code = await body();
    if (code === 0) return { passed: 1, failed: 0, skipped: 0 };
    process.stdout.write(`${name} failed (exit ${code})\n`);
  } catch (error) {
    if (!(error instanceof HouseError)) throw error;
    process.stdout.write(`${name} failed: ${error.message}\n`);
  }
  return { passed: 0, failed: 1, skipped: 0 };
}

/** @param {string} project @param {NodeJS.ProcessEnv} env */
async function vitest(project, env) {
  headline(`${project} tests`);
  const report = path.join(ROOT, 'build', `test-${project}.json`);
  mkdirSync(path.dirname(report), { recursive: true });
  rmSync(report, { force: true });
  const args = ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const code = await runNode(VITEST, args, { env });
  return readVitestReport(existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : null, code);
}

await main(async () => {
  const started = performance.now();
  await ensureInstalled();
  const parts = [];
  const env = { ...process.env };

  parts.push(
    await single('Chromium', async () => {
      env.CHROMIUM_PATH = await ensureChromium();
      process.stdout.write(`${env.CHROMIUM_PATH}\n`);
      return run(env.CHROMIUM_PATH, ['--version']);
    }),
  );
  parts.push(
    await single('kernels', async () => {
      await ensureKernels();
      return 0;
    }),
  );
  for (const { name, script, args } of CHECKS) parts.push(await single(name, () => runNode(script, args)));
  parts.push(await vitest('unit', env));
  parts.push(await single('production build', () => runNode('node_modules/vite/bin/vite.js', ['build'])));
  parts.push(await single('bundle size', () => runNode('scripts/bundle-size.mjs')));
  for (const project of ['browser', 'e2e']) parts.push(await vitest(project, env));

  const total = parts.reduce(addTally);
  process.stdout.write(`\n${Math.round((performance.now() - started) / 1000)} s\n${tallyLine(total)}\n`);
  if (total.failed > 0) process.exitCode = 1;
});
