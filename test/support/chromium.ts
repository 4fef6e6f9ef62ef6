import { type Browser, chromium } from 'playwright-core';
import { findChromium as search } from '../../scripts/chromium.mjs';
import { HouseError } from '../../scripts/install.mjs';
import { LabError } from '../../src/engine/core/errors';

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

/** The path of a Chromium that starts, found as npm test finds it. Throws LabError 'backend' where there is none. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string {
  try {
    const found = search(env);
    if (found !== null) return found;
  } catch (cause) {
    if (!(cause instanceof HouseError)) throw cause;
    throw new LabError('backend', cause.message, 'Or unset it, to search PATH.', { cause });
  }
  throw new LabError(
    'backend',
    "No Chromium found: CHROMIUM_PATH is not set, and neither PATH nor Playwright's folder has one that starts.",
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
