import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { LabError } from '../../src/engine/core/errors';

/** Names under which distributions install Chromium or Chrome, in order of preference. */
const EXECUTABLE_NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'] as const;

/** Where Chromium lies inside one of playwright's download folders, per platform. */
const PLAYWRIGHT_PATHS = [
  join('chrome-linux', 'chrome'),
  join('chrome-linux64', 'chrome'),
  join('chrome-mac', 'Chromium.app', 'Contents', 'MacOS', 'Chromium'),
  join('chrome-win', 'chrome.exe'),
] as const;

/**
 * Headless Chromium with WebGPU on a software adapter, so that tests mean the same on machines with and without a GPU,
 * and with the services that talk to the network switched off.
 */
export const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--enable-unsafe-webgpu',
] as const;

/** Chosen by WEBGPU_ADAPTER: 'swiftshader' (the default, software) or 'default' (whatever the machine has). */
function adapterFlags(): readonly string[] {
  const adapter = process.env.WEBGPU_ADAPTER ?? 'swiftshader';
  return adapter === 'default' ? ['--enable-features=Vulkan'] : [`--use-webgpu-adapter=${adapter}`];
}

/**
 * Path of a Chromium executable: CHROMIUM_PATH, else the usual names in PATH, else the newest in playwright's cache.
 * Throws LabError 'backend' where there is none, or where CHROMIUM_PATH names something that cannot be run.
 */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string {
  const named = env.CHROMIUM_PATH;
  if (named) {
    if (isExecutable(named)) return named;
    throw new LabError(
      'backend',
      `CHROMIUM_PATH: '${named}' is not an executable file.`,
      'Set it to the path of a Chromium or Chrome executable, or unset it to search PATH.',
    );
  }
  for (const candidate of [...inPath(env), ...inPlaywrightCache(env)]) {
    if (isExecutable(candidate)) return candidate;
  }
  throw new LabError(
    'backend',
    `No Chromium found: CHROMIUM_PATH is not set, and neither PATH (${EXECUTABLE_NAMES.join(', ')}) nor playwright's cache has one.`,
    "Install it ('apt install chromium', or 'npx playwright-core install chromium'), or set CHROMIUM_PATH.",
  );
}

/** A fresh headless Chromium with its own profile; the caller closes it. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    headless: true,
    args: [...CHROMIUM_FLAGS, ...adapterFlags()],
  });
}

function inPath(env: NodeJS.ProcessEnv): string[] {
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return EXECUTABLE_NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
}

function inPlaywrightCache(env: NodeJS.ProcessEnv): string[] {
  const caches = [
    env.PLAYWRIGHT_BROWSERS_PATH ?? '',
    join(homedir(), '.cache', 'ms-playwright'),
    join(homedir(), 'Library', 'Caches', 'ms-playwright'),
    join(env.LOCALAPPDATA ?? homedir(), 'ms-playwright'),
  ];
  return caches
    .filter((cache) => cache !== '' && existsSync(cache))
    .flatMap((cache) =>
      readdirSync(cache)
        .filter((entry) => /^chromium-\d+$/.test(entry))
        .sort((a, b) => revision(b) - revision(a))
        .flatMap((entry) => PLAYWRIGHT_PATHS.map((path) => join(cache, entry, path))),
    );
}

function revision(entry: string): number {
  return Number(entry.slice('chromium-'.length));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false; // absent or not executable: the same to the caller, who names the path in its error
  }
}
