// @ts-check
/**
 * Finds a Chromium for the browser tests, or installs one. `node scripts/chromium.mjs` prints its path.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureInstalled, HouseError, main, ROOT, run, runNode, withLock } from './install.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];

const PLAYWRIGHT_PROGRAMS = [
  'chrome-linux/chrome',
  'chrome-linux64/chrome',
  'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
  'chrome-mac-arm64/Chromium.app/Contents/MacOS/Chromium',
  'chrome-win/chrome.exe',
  'chrome-win64/chrome.exe',
];

/** @type {Partial<Record<NodeJS.Platform, string[]>>} */
const INSTALLED_APPS = {
  darwin: ['/Applications/Chromium.app/Contents/MacOS/Chromium', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'],
  win32: [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA]
    .filter((folder) => folder !== undefined)
    .map((folder) => path.join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe')),
};

/**
 * True where the program starts: a distribution may ship a script that only names another package.
 * @param {string} file
 */
function works(file) {
  if (!existsSync(file)) return false;
  // On Windows `chrome.exe --version` opens a window instead of answering.
  if (process.platform === 'win32') return true;
  const answer = spawnSync(file, ['--version'], { encoding: 'utf8', timeout: 30_000 });
  return answer.status === 0 && /\d+\.\d+/.test(answer.stdout);
}

/** @param {NodeJS.ProcessEnv} env */
function onPath(env) {
  const folders = (env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const ending = process.platform === 'win32' ? '.exe' : '';
  return NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name + ending)));
}

/** Where Playwright keeps its downloads. @param {NodeJS.ProcessEnv} env */
function playwrightFolder(env) {
  if (env.PLAYWRIGHT_BROWSERS_PATH) return env.PLAYWRIGHT_BROWSERS_PATH;
  if (process.platform === 'darwin') return path.join(homedir(), 'Library', 'Caches', 'ms-playwright');
  if (process.platform === 'win32') return path.join(env.LOCALAPPDATA ?? homedir(), 'ms-playwright');
  return path.join(homedir(), '.cache', 'ms-playwright');
}

/** Playwright's builds, newest first: chromium-REVISION/chrome-PLATFORM/PROGRAM. @param {NodeJS.ProcessEnv} env */
function playwrightBuilds(env) {
  const folder = playwrightFolder(env);
  if (!existsSync(folder)) return [];
  const revision = (/** @type {string} */ name) => Number(name.replace('chromium-', ''));
  return readdirSync(folder)
    .filter((name) => /^chromium-\d+$/.test(name))
    .sort((one, other) => revision(other) - revision(one))
    .flatMap((name) => PLAYWRIGHT_PROGRAMS.map((program) => path.join(folder, name, program)));
}

/** The path of a Chromium that starts, or null. CHROMIUM_PATH decides alone where it is set. */
export function findChromium(env = process.env) {
  if (env.CHROMIUM_PATH !== undefined && env.CHROMIUM_PATH !== '') {
    if (works(env.CHROMIUM_PATH)) return env.CHROMIUM_PATH;
    throw new HouseError(`CHROMIUM_PATH: ${env.CHROMIUM_PATH} does not start. Set it to a Chromium or Chrome program.`);
  }
  const candidates = [...onPath(env), ...(INSTALLED_APPS[process.platform] ?? []), ...playwrightBuilds(env)];
  return candidates.find(works) ?? null;
}

/** @param {string} command @param {readonly string[]} args */
function succeeds(command, args) {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

/** The ways to install one here, the system's own first: it brings the libraries that a bare download lacks. */
function installers() {
  const list = [];
  if (process.platform === 'linux' && succeeds('apt-get', ['--version'])) {
    const root = process.getuid?.() === 0;
    if (root || succeeds('sudo', ['-n', 'true'])) {
      /** @param {string[]} args */
      const apt = (...args) => {
        const words = ['-o', 'DPkg::Lock::Timeout=300', ...args];
        const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
        return root ? run('apt-get', words, { env }) : run('sudo', ['-n', 'apt-get', ...words], { env });
      };
      list.push({
        name: 'apt-get install chromium',
        install: async () => (await apt('update')) || (await apt('install', '-y', '--no-install-recommends', 'chromium')),
      });
    }
  }
  list.push({
    name: 'playwright-core install chromium',
    install: () => runNode('node_modules/playwright-core/cli.js', ['install', 'chromium']),
  });
  return list;
}

/** The path of a Chromium that starts, installed where there was none. */
export async function ensureChromium() {
  const found = findChromium();
  if (found !== null) return found;
  return withLock('chromium', async () => {
    const meanwhile = findChromium();
    if (meanwhile !== null) return meanwhile;
    for (const { name, install } of installers()) {
      process.stderr.write(`No Chromium found: trying ${name} ...\n`);
      const code = await install();
      const installed = findChromium();
      if (installed !== null) return installed;
      process.stderr.write(`${name} gave no Chromium that starts (exit ${code}).\n`);
    }
    throw new HouseError(
      'The browser tests need Chromium, and none could be installed here.\n' +
        'Install Chromium or Google Chrome (Debian: apt-get install chromium), or set CHROMIUM_PATH to one, and run this again.',
    );
  });
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(path.resolve(process.argv[1])).href) {
  process.chdir(ROOT);
  await main(async () => {
    await ensureInstalled();
    process.stdout.write(`${await ensureChromium()}\n`);
  });
}
