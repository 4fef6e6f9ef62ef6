// @ts-check
/**
 * Size of what a first visit must load before anything shows: the entry script of dist/ and everything it imports
 * statically, gzipped. Fails above the budget, and where a package that must be loaded when needed is among it.
 * Reads dist/.vite/manifest.json: run `npm run build` first. With --json one line of JSON.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { HouseError, main, ROOT } from './install.mjs';

export const BUDGET_BYTES = 250 * 1000;

/**
 * Packages that the shell must not contain, each by a text of its code that minification keeps. A text that is in no
 * file of the site at all says nothing any more and is an error.
 */
const LAZY_PACKAGES = [
  { name: '@tensorflow/tfjs', mark: 'has not yet been initialized' },
  { name: 'CodeMirror', mark: 'cm-cursorLayer' },
  { name: 'QuickJS', mark: 'QTS_' },
];

/**
 * Vite's manifest: what each source file became.
 * @typedef {Record<string, { file: string, isEntry?: boolean, imports?: string[] }>} Manifest
 */

/**
 * Keys of the manifest's chunks that load with the entry: itself and its static imports, transitively.
 * @param {Manifest} manifest
 */
export function initialChunks(manifest) {
  const entries = Object.keys(manifest).filter((key) => manifest[key]?.isEntry === true);
  /** @type {Set<string>} */
  const seen = new Set();
  /** @param {string} key */
  const visit = (key) => {
    if (seen.has(key)) return;
    seen.add(key);
    for (const imported of manifest[key]?.imports ?? []) visit(imported);
  };
  entries.forEach(visit);
  return [...seen];
}

/**
 * The shell in `dist`: its script files, their sum, and the names of packages that should not be among them.
 * @param {string} dist
 */
export function measureShell(dist) {
  const manifestFile = path.join(dist, '.vite', 'manifest.json');
  if (!existsSync(manifestFile)) throw new HouseError(`${manifestFile} is missing. Run: npm run build`);
  /** @type {Manifest} */
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'));
  const files = initialChunks(manifest)
    .map((key) => manifest[key]?.file ?? '')
    .filter((file) => file.endsWith('.js'))
    .map((file) => {
      const content = readFileSync(path.join(dist, file));
      return { file, bytes: content.length, gzipBytes: gzipSync(content, { level: 9 }).length, text: content.toString('utf8') };
    });
  const scripts = readdirSync(path.join(dist, 'assets')).filter((file) => file.endsWith('.js'));
  const site = scripts.map((file) => readFileSync(path.join(dist, 'assets', file), 'utf8'));
  for (const { name, mark } of LAZY_PACKAGES) {
    if (!site.some((text) => text.includes(mark))) {
      throw new HouseError(
        `No script of the site contains '${mark}', by which ${name} is found: choose another text of its code.`,
      );
    }
  }
  const forbidden = LAZY_PACKAGES.filter(({ mark }) => files.some(({ text }) => text.includes(mark))).map(({ name }) => name);
  return {
    files: files.map(({ file, bytes, gzipBytes }) => ({ file, bytes, gzipBytes })),
    gzipBytes: files.reduce((sum, { gzipBytes }) => sum + gzipBytes, 0),
    forbidden,
  };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(path.resolve(process.argv[1])).href) {
  await main(() => {
    const shell = measureShell(path.join(ROOT, 'dist'));
    if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify({ ...shell, budgetBytes: BUDGET_BYTES })}\n`);
    else {
      for (const { file, gzipBytes } of shell.files) process.stdout.write(`${(gzipBytes / 1000).toFixed(1)} KB  ${file}\n`);
      process.stdout.write(`${(shell.gzipBytes / 1000).toFixed(1)} KB gzipped of ${BUDGET_BYTES / 1000} KB allowed\n`);
    }
    if (shell.forbidden.length > 0) {
      throw new HouseError(`The shell contains ${shell.forbidden.join(', ')}: import it with import() where it is needed.`);
    }
    if (shell.gzipBytes > BUDGET_BYTES) {
      throw new HouseError(
        `The shell is ${((shell.gzipBytes - BUDGET_BYTES) / 1000).toFixed(1)} KB over its budget: load what the first screen does not need with import().`,
      );
    }
  });
}
