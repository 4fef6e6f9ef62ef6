import type { Page } from 'playwright-core';
import { describe, expect, inject, it } from 'vitest';
import { childrenAbove, eventually, visit } from './support/site';

/** Addresses that the service worker keeps, relative to the site's folder. */
function keptFiles(page: Page): Promise<string[]> {
  return page.evaluate(async (base) => {
    const names = await caches.keys();
    const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return requests.flat().map(({ url }) => url.slice(base.length));
  }, inject('siteUrl'));
}

describe('offline', () => {
  it('keeps the whole site after the first visit, and runs without a network', () =>
    visit(async ({ page, context, complaints }) => {
      await childrenAbove(page, 20);
      await eventually(
        async () => (await keptFiles(page)).filter((file) => file.endsWith('.wasm')).length,
      ).toBeGreaterThanOrEqual(4);
      const kept = await keptFiles(page);
      expect(kept).toContain('index.html');
      expect(kept).toContain('tables/a-small-mnist-teach.json');
      expect(kept.some((file) => /^assets\/CodeEditor-.*\.js$/.test(file))).toBe(true);
      await context.setOffline(true);
      await page.reload();
      await childrenAbove(page, 60);
      await page.getByRole('button', { name: 'Reward editor' }).click();
      await page.getByRole('button', { name: 'Write it as code' }).click();
      await page.getByLabel('Code of the reward').waitFor();
      // The browser itself looks for a newer service worker at a reload, and says that it could not.
      const own = complaints.filter((line) => !line.includes('ERR_INTERNET_DISCONNECTED'));
      complaints.length = 0;
      complaints.push(...own);
    }));
});
