import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { childrenAbove, pause, visit } from './support/site';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const PANELS = ['Settings', 'Reward editor', 'Children', 'Compare runs', 'Data', 'Tables', 'Learn'] as const;

interface AxeViolation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** Violations of every rule of axe, each with the elements it is about. */
async function violations(page: Page, where: string): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.addScriptTag({ path: AXE });
  const found = await page.evaluate<readonly AxeViolation[]>('axe.run().then(({ violations }) => violations)');
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${where}: ${id}: ${html} ${failureSummary ?? ''}`),
  );
}

describe.each(['light', 'dark'] as const)('accessibility, %s', (colorScheme) => {
  it('axe finds no violation on the page, in any panel, menu or dialog', () =>
    visit(
      async ({ page }) => {
        await childrenAbove(page, 100);
        await pause(page);
        const found = await violations(page, 'first view');
        for (const panel of PANELS) {
          await page.getByRole('navigation', { name: 'Panels' }).getByRole('button', { name: panel }).click();
          await page
            .getByRole('complementary', { name: panel })
            .getByText(/Loading/)
            .waitFor({ state: 'detached' });
          found.push(...(await violations(page, panel)));
        }
        await page.keyboard.press('Escape');
        await page.getByRole('button', { name: 'choose another experiment' }).click();
        await page.getByRole('menu').waitFor();
        found.push(...(await violations(page, 'experiments')));
        await page.keyboard.press('Escape');
        await page.getByRole('button', { name: 'Share' }).click();
        await page.getByRole('dialog').waitFor();
        found.push(...(await violations(page, 'share')));
        expect(found).toEqual([]);
      },
      { colorScheme },
    ));
});
