import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import {
  childrenAbove,
  childrenOf,
  chooseExperiment,
  eventually,
  experimentOf,
  PATIENCE_MS,
  pause,
  seedOf,
  visit,
} from './support/site';

async function linkOf(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Share' }).click();
  const field = page.getByLabel('Link to this run');
  await eventually(() => field.inputValue()).toContain('#run=');
  return field.inputValue();
}

/** The rewards of episode 5, as the chart reads them out; pauses the run. */
async function rewardsAtFive(page: Page): Promise<string> {
  await childrenAbove(page, 100);
  await pause(page);
  const scrubber = page.getByLabel('Episode shown');
  await scrubber.fill('5');
  const readout = page.locator('.readout');
  await eventually(() => readout.innerText()).toMatch(/episode\s*5\b/);
  return readout.innerText();
}

describe('runs outlive the page', () => {
  it('goes on after a reload from its last checkpoint, with the same experiment, seed and rewards', () =>
    visit(async ({ page }) => {
      await childrenAbove(page, 20);
      await page.getByRole('button', { name: 'Roll another seed' }).click();
      await eventually(() => childrenOf(page)).toBeLessThan(200);
      await childrenAbove(page, 400);
      const seed = await seedOf(page);
      const rewards = await rewardsAtFive(page);
      await page.reload();
      await page.locator('.counts').waitFor();
      // A new run would count up from 20: the first count after opening is that of the checkpoint, which is written twice a second.
      const first = await page.waitForFunction(
        () => Number(document.querySelector('.counts b')?.textContent?.replace(/\D/g, '')) || null,
        null,
        { timeout: PATIENCE_MS },
      );
      expect(await first.jsonValue()).toBeGreaterThan(200);
      expect(await seedOf(page)).toBe(seed);
      // It was paused, so it stays so until it is told to go on.
      await page.getByRole('button', { name: 'Play' }).click();
      expect(await rewardsAtFive(page)).toBe(rewards);
    }));

  it('is the same run behind a shared link: experiment, seed and every reward', () =>
    visit(async ({ page, context }) => {
      await childrenAbove(page, 20);
      await chooseExperiment(page, 'Figure 6, normalised advantages');
      await childrenAbove(page, 20);
      const link = await linkOf(page);
      await page.keyboard.press('Escape');
      const mine = await rewardsAtFive(page);
      const other = await context.browser()?.newContext({ viewport: { width: 1366, height: 768 } });
      if (other === undefined) throw new Error('the browser is gone');
      const theirs = await other.newPage();
      await theirs.goto(link);
      await childrenAbove(theirs, 100);
      expect(await experimentOf(theirs)).toBe('Figure 6, normalised advantages');
      expect(await seedOf(theirs)).toBe(await seedOf(page));
      expect(await rewardsAtFive(theirs)).toBe(mine);
      await other.close();
    }));

  it('refuses a link of a newer version with a remedy', () =>
    visit(
      async ({ page }) => {
        await page.getByText(/newer version of the lab/).waitFor();
      },
      { fragment: '#run=99.AAAA' },
    ));

  it('says that a damaged link is damaged', () =>
    visit(
      async ({ page }) => {
        await page
          .getByText(/link/i)
          .filter({ hasText: /damaged|missing|unpacked/ })
          .first()
          .waitFor();
        expect(await childrenOf(page)).toBeGreaterThanOrEqual(0);
      },
      { fragment: '#run=1.notalink' },
    ));
});
