import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { eventually, pause, visit } from './support/site';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

async function violations(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.addScriptTag({ path: AXE });
  const found = await page.evaluate<readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[]>(
    'axe.run().then(({ violations }) => violations)',
  );
  return found.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

const panel = (page: Page) => page.getByRole('complementary', { name: 'Compare strategies' });

async function openPanel(page: Page): Promise<void> {
  await page.getByRole('navigation', { name: 'Panels' }).getByRole('button', { name: 'Compare strategies' }).click();
  await panel(page).waitFor();
}

describe.each(['light', 'dark'] as const)('comparing strategies in the page, %s', (colorScheme) => {
  it('3 strategies over 5 seeds of 200 children: table, LaTeX, kept over a reload, no violation of axe', () =>
    visit(
      async ({ page, context }) => {
        await context.grantPermissions(['clipboard-read', 'clipboard-write']);
        await pause(page);
        await openPanel(page);
        await panel(page)
          .getByRole('checkbox', { name: /Regularized evolution/ })
          .uncheck();
        await panel(page).getByText('5', { exact: true }).first().click();
        expect(await violations(page)).toEqual([]);
        await panel(page).getByRole('button', { name: 'Compare 3 strategies' }).click();
        await panel(page).getByText('15 runs, all done.').waitFor();
        await eventually(() => panel(page).locator('.cmp-table').first().locator('tbody tr').count()).toBe(3);
        await eventually(() =>
          panel(page)
            .getByRole('button', { name: /random, seed \d+:/ })
            .count(),
        ).toBe(5);
        // The curves are read by keyboard, and a row of the table shows which curve is its own.
        const cursor = panel(page).getByRole('slider', { name: 'Read at so many children' });
        expect(await cursor.getAttribute('aria-valuenow')).toBe('200');
        await cursor.focus();
        await page.keyboard.press('Home');
        expect(Number(await cursor.getAttribute('aria-valuenow'))).toBeLessThan(25);
        // Who proposes a batch at once has no value yet where others have one.
        expect(await cursor.getAttribute('aria-valuetext')).toContain('random –');
        await page.keyboard.press('End');
        expect(await cursor.getAttribute('aria-valuetext')).toMatch(/children: .*random \d+\.\d+ \(\d+\.\d+ to \d+\.\d+\)/);
        // What lies under the pointer has the word: it must not rest on a row that scrolls beneath it.
        await page.mouse.move(2, 2);
        const row = panel(page).locator('.cmp-table').first().getByRole('button', { name: 'random', exact: true });
        await eventually(async () => {
          // The pointer may leave a row later than it is told to, and takes the word with it.
          await row.blur();
          await row.focus();
          return panel(page).locator('.cmp-readout [data-lit="true"]').allInnerTexts();
        }).toContainEqual(expect.stringContaining('random'));
        await panel(page).getByRole('button', { name: 'Copy LaTeX' }).click();
        await panel(page).getByText('LaTeX copied.').waitFor();
        const latex = await page.evaluate(() => navigator.clipboard.readText());
        expect(latex).toContain('\\begin{tabular}');
        expect(latex).toContain('5 seeds');
        expect(await violations(page)).toEqual([]);

        const [saved] = await Promise.all([
          page.waitForEvent('download'),
          panel(page).getByRole('button', { name: 'Runs as CSV' }).click(),
        ]);
        const csv = await readFile(await saved.path(), 'utf8');
        expect(csv.trimEnd().split('\n')).toHaveLength(16);

        await page.reload();
        await openPanel(page);
        await panel(page).getByText('15 runs, all done.').waitFor();
        await panel(page)
          .getByRole('button', { name: /random, seed 4:/ })
          .click();
        await eventually(() => page.getByRole('textbox', { name: 'seed' }).inputValue()).toBe('4');
      },
      { colorScheme },
    ));
});
