import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, inject } from 'vitest';
import { launchChromium } from './chromium';

/**
 * Runs code in a real Chromium from a vitest test in Node:
 *
 *   const sum = await runInBrowser<number>('pages/add.ts', { a: 1, b: 2 });
 *
 * where test/browser/pages/add.ts has `export default ({ a, b }: Args) => a + b`. Arguments and results are JSON.
 * One browser and one profile per test file, which keep what was loaded and compiled; one page (a fresh realm) per call.
 */
export interface RunOptions {
  /** 'page' (the default) or 'worker', a dedicated module worker. */
  readonly where?: 'page' | 'worker';
}

/** What the browser says of its WebGPU adapter; null where it has none. */
export interface AdapterReport {
  readonly vendor: string;
  readonly architecture: string;
  readonly description: string;
}

interface Shared {
  readonly browser: Browser;
  readonly context: BrowserContext;
}

let shared: Promise<Shared> | undefined;

async function openShared(): Promise<Shared> {
  const browser = await launchChromium();
  return { browser, context: await browser.newContext() };
}

afterAll(async () => {
  const opened = await shared;
  shared = undefined;
  await opened?.browser.close();
});

/**
 * Opens the empty page anew, runs body, and closes it again. Whatever the page logs as an error,
 * throws or fails to load is added to the message of an error that body throws.
 */
export async function withPage<T>(body: (page: Page) => Promise<T>): Promise<T> {
  shared ??= openShared();
  const { context } = await shared;
  const page = await context.newPage();
  const complaints: string[] = [];
  try {
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(`${message.type()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
    page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()} ${request.failure()?.errorText ?? ''}`));
    await page.goto(inject('testPageUrl'));
    return await body(page);
  } catch (thrown) {
    if (thrown instanceof Error && complaints.length > 0) {
      thrown.message += `\nThe page said:\n  ${complaints.slice(0, 20).join('\n  ')}`;
    }
    throw thrown;
  } finally {
    await page.close();
  }
}

/**
 * Result of the default export of test/browser/<module> called with args, in Chromium. T is what that module declares
 * to return (JSON). An error thrown there is thrown here, with what the page logged.
 */
export function runInBrowser<T>(module: string, args: unknown = {}, options: RunOptions = {}): Promise<T> {
  return withPage((page) => runInPage<T>(page, module, args, options));
}

/** runInBrowser on a page that is already open: module state (a backend, a worker) lives on between calls. */
export function runInPage<T>(page: Page, module: string, args: unknown = {}, options: RunOptions = {}): Promise<T> {
  const address = JSON.stringify(`/test/browser/${module}`);
  const values = JSON.stringify(args);
  // Sent as text: the test transform would rewrite a dynamic import inside a function.
  if (options.where !== 'worker') return page.evaluate<T>(`import(${address}).then((m) => m.default(${values}))`);
  return page.evaluate<T>(`new Promise((resolve, reject) => {
    const worker = new Worker('/test/support/moduleWorker.ts', { type: 'module' });
    worker.addEventListener('message', ({ data }) => {
      worker.terminate();
      if (data.ok) resolve(data.result);
      else reject(new Error(data.error.message + ' ' + data.error.remedy));
    });
    worker.addEventListener('error', (event) => reject(new Error('The worker failed to start: ' + event.message)));
    worker.postMessage({ module: ${address}, args: ${values} });
  })`);
}

/**
 * The browser's WebGPU adapter, or null. Where REQUIRE_WEBGPU=1, a missing adapter is an error, so that a skipped test
 * cannot pass for a green one:
 *
 *   const adapter = await webGpuAdapter();
 *   describe.skipIf(adapter === null)('webgpu ...', ...)
 */
export async function webGpuAdapter(): Promise<AdapterReport | null> {
  const report = await runInBrowser<AdapterReport | null>('pages/adapter.ts');
  if (report === null && process.env.REQUIRE_WEBGPU === '1') {
    throw new Error('REQUIRE_WEBGPU=1, but Chromium offers no WebGPU adapter. Use a Chromium with SwiftShader, or unset it.');
  }
  return report;
}
