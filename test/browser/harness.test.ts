import { describe, expect, it } from 'vitest';
import { runInBrowser, webGpuAdapter, withPage } from '../support/browserHarness';
import { findChromium } from '../support/chromium';
import type { Whereabouts } from './pages/where';

describe('browser harness', () => {
  it('runs a TypeScript module in a page', async () => {
    expect(await runInBrowser<Whereabouts>('pages/where.ts', { a: 6, b: 7 })).toEqual({ scope: 'Window', product: 42 });
  });

  it('runs the same module in a dedicated worker', async () => {
    const result = await runInBrowser<Whereabouts>('pages/where.ts', { a: 6, b: 7 }, { where: 'worker' });
    expect(result).toEqual({ scope: 'DedicatedWorkerGlobalScope', product: 42 });
  });

  it.each(['page', 'worker'] as const)('passes on what the module throws in a %s', async (where) => {
    await expect(runInBrowser('pages/where.ts', { a: 1, b: 0 }, { where })).rejects.toThrow('b must not be 0');
  });

  it('adds what the page logged to a failure', async () => {
    const failing = withPage(async (page) => {
      await page.evaluate("console.error('the page is unhappy')");
      throw new Error('failed');
    });
    await expect(failing).rejects.toThrow('the page is unhappy');
  });

  it('refuses a CHROMIUM_PATH that cannot be run', () => {
    expect(() => findChromium({ CHROMIUM_PATH: '/nonexistent/chromium' })).toThrow('/nonexistent/chromium');
  });

  it('says where it looked when there is no Chromium', () => {
    expect(() => findChromium({ PATH: '/nonexistent', PLAYWRIGHT_BROWSERS_PATH: '/nonexistent' })).toThrow('No Chromium found');
  });
});

const adapter = await webGpuAdapter();

describe.skipIf(adapter === null)('webgpu adapter', () => {
  it('is named by the browser', () => {
    expect(adapter?.vendor).not.toBe('');
  });
});
