import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { PANELS } from '../../src/ui/store/types';
import { childrenAbove, eventually, pause, visit } from './support/site';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

interface AxeViolation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** Violations of every rule of axe in a part of the page, each with the elements it is about. */
async function violations(page: Page, where: string, part = 'document'): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.addScriptTag({ path: AXE });
  const found = await page.evaluate<readonly AxeViolation[]>(`axe.run(${part}).then(({ violations }) => violations)`);
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${where}: ${id}: ${html} ${failureSummary ?? ''}`),
  );
}

const CONTROLS = 'button, input, select, textarea, summary, a[href], [role=slider], [role=switch], [role=tab]';
/** Inside these one element is reached by Tab and the others by arrow keys. */
const ROVING = '[role=grid], [role=tree], [role=listbox], [role=menu], [role=toolbar], [role=tablist]';

/** Controls of the open panel that Tab does not reach. */
async function unreachable(page: Page, where: string): Promise<string[]> {
  const found = await page.locator('#panel').evaluate(
    (panel, [controls, roving]) =>
      [...panel.querySelectorAll<HTMLElement>(controls)]
        .filter((control) => control.checkVisibility() && !control.matches(':disabled') && control.closest(roving) === null)
        .filter((control) => {
          control.focus();
          return control.tabIndex < 0 || document.activeElement !== control;
        })
        .map((control) => control.outerHTML.slice(0, 200)),
    [CONTROLS, ROVING] as const,
  );
  return found.map((html) => `${where}: not reached by Tab: ${html}`);
}

const checked = async (page: Page, where: string): Promise<string[]> => [
  ...(await violations(page, where, "'#panel'")),
  ...(await unreachable(page, where)),
];

describe.each(['light', 'dark'] as const)('accessibility, %s', (colorScheme) => {
  it('axe finds no violation on the page, in any panel, menu or dialog, and Tab reaches every control of a panel', () =>
    visit(
      async ({ page }) => {
        await childrenAbove(page, 100);
        await pause(page);
        const found = await violations(page, 'first view');
        const tabs = page.getByRole('navigation', { name: 'Panels' }).getByRole('button');
        expect(await tabs.count()).toBe(PANELS.length);
        for (const tab of await tabs.all()) {
          const title = (await tab.getAttribute('aria-label')) ?? '';
          await tab.click();
          const panel = page.getByRole('complementary', { name: title, exact: true });
          await panel.waitFor();
          await eventually(() => panel.getByText(/^(Loading|Looking)/).count()).toBe(0);
          found.push(...(await checked(page, title)));
          if (title !== 'Children') continue;
          await panel.getByText('metrics on this device').click();
          await panel.getByText('No child of this space has been measured here yet.').waitFor();
          await panel.getByRole('button', { name: 'the Pareto front' }).click();
          for (const summary of await panel.locator('summary').all()) await summary.click();
          found.push(...(await checked(page, 'Metrics')));
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
