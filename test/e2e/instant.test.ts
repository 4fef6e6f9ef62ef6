import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { childrenAbove, childrenOf, eventually, pause, visit } from './support/site';

const bar = (page: Page): Locator => page.getByRole('region', { name: 'Settings being tried' });
const slider = (page: Page, name: string): Locator => page.getByRole('slider', { name: `${name}, slider` });
const chartText = async (page: Page): Promise<string> =>
  (await page.locator('.chart').getByRole('img').first().getAttribute('aria-label')) ?? '';

async function openPanel(page: Page, name: string): Promise<void> {
  await childrenAbove(page, 20);
  await page.getByRole('button', { name, exact: true }).click();
}

/** Waits until the settings that were moved to are computed to their end. */
const computed = (page: Page): Promise<void> =>
  eventually(() => bar(page).innerText()).toMatch(/Recomputed with .* episodes in .*Mean at the end/s);

describe('knobs', () => {
  it('compute the whole run again by keyboard, with the run’s own curve as a ghost; Escape goes back', () =>
    visit(async ({ page }) => {
      await openPanel(page, 'Settings');
      const rate = slider(page, 'Learning rate');
      await rate.focus();
      expect(await rate.getAttribute('aria-valuetext')).toBe('3.5e-4');
      for (let press = 0; press < 6; press += 1) await page.keyboard.press('ArrowRight');
      await computed(page);
      expect(await bar(page).innerText()).toMatch(
        /learning rate 8\.\de-4: 1,000 episodes.*Mean at the end \d+\.\d\d, \d+\.\d\d before/s,
      );
      await eventually(() => chartText(page)).toContain('1,000 episodes');
      expect(await page.locator('.plot-label', { hasText: 'before' }).count()).toBe(1);
      await page.keyboard.press('Escape');
      await bar(page).waitFor({ state: 'detached' });
      expect(await rate.getAttribute('aria-valuetext')).toBe('3.5e-4');
      expect(await page.locator('.plot-label', { hasText: 'before' }).count()).toBe(0);
      expect(await page.getByRole('button', { name: 'Close Settings' }).isVisible()).toBe(true);
    }));

  it('are dragged, taken back one by one, and used: the run starts again with them and the same seed', () =>
    visit(async ({ page }) => {
      await openPanel(page, 'Settings');
      const rate = slider(page, 'Learning rate');
      await rate.scrollIntoViewIfNeeded();
      const box = await rate.boundingBox();
      if (box === null) throw new Error('the slider is not to be seen');
      const y = box.y + box.height / 2;
      await page.mouse.move(box.x + box.width * 0.4, y);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width * 0.75, y, { steps: 12 });
      await page.mouse.up();
      await computed(page);
      const dragged = await rate.getAttribute('aria-valuetext');
      expect(Number(dragged)).toBeGreaterThan(5e-3);
      await page.getByRole('combobox', { name: 'Fed to the next step' }).selectOption('sample');
      await eventually(() => bar(page).innerText()).toContain('the sampled op');
      await computed(page);
      await rate.focus();
      await page.keyboard.press('Control+z');
      await eventually(() => page.getByRole('combobox', { name: 'Fed to the next step' }).inputValue()).toBe('softmax');
      expect(await rate.getAttribute('aria-valuetext')).toBe(dragged);
      await childrenAbove(page, 200);
      await bar(page).getByRole('button', { name: 'Use these settings' }).click();
      await bar(page).waitFor({ state: 'detached' });
      await eventually(() => childrenOf(page)).toBeLessThan(200);
      await eventually(() => slider(page, 'Learning rate').getAttribute('aria-valuetext')).toBe(dragged);
    }));

  it('say that a run that trains takes a new run', () =>
    visit(async ({ page }) => {
      await openPanel(page, 'Settings');
      await page.getByRole('combobox', { name: 'A child’s worth comes from' }).selectOption('train');
      expect(await bar(page).count()).toBe(0);
    }));
});

describe('a band over seeds', () => {
  it('fills in: 8 seeds, their median and quartiles, for the run as it is', () =>
    visit(async ({ page }) => {
      await childrenAbove(page, 20);
      await pause(page);
      await page.getByRole('combobox', { name: 'Seeds of the band' }).selectOption('8');
      await eventually(() => page.locator('.seeds').innerText()).toMatch(/8 done in/);
      expect(await chartText(page)).toMatch(/Median of 8 of 8 seeds \d+\.\d+, quartiles \d+\.\d+ and \d+\.\d+/);
      await page.getByRole('combobox', { name: 'Seeds of the band' }).selectOption('1');
      await eventually(() => chartText(page)).not.toContain('Median');
    }));
});

describe('the reward being written', () => {
  it('moves the curve with every text that compiles; one that does not leaves the last curve and says where it fails', () =>
    visit(async ({ page }) => {
      await openPanel(page, 'Reward editor');
      await page.locator('.rew-presets select').selectOption('code');
      await page.locator('.cm-content').click();
      await page.keyboard.press('Control+A');
      await page.keyboard.type('(m) => 7 * m.validAccuracy');
      await eventually(() => bar(page).innerText()).toMatch(/Recomputed.*Mean at the end 6\.\d\d, \d+\.\d\d before/s);
      expect(await chartText(page)).toMatch(/best cell of the table 6\.\d/);
      await page.keyboard.type(' +');
      await eventually(() => bar(page).innerText()).toContain('line 1');
      expect(await chartText(page)).toMatch(/best cell of the table 6\.\d/);
      await bar(page).getByRole('button', { name: 'Back to the run' }).click();
      await eventually(() => chartText(page)).toMatch(/best cell of the table 9\d\.\d/);
      expect(await page.locator('.cm-content').innerText()).toContain('7 * m.validAccuracy');
    }));
});
