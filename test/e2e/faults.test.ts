import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { childrenAbove, eventually, experimentOf, visit } from './support/site';

async function openFaults(page: Page): Promise<void> {
  await childrenAbove(page, 20);
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('button', { name: 'Learn' }).click();
  await page.getByRole('button', { name: 'As published, corrected' }).click();
}

const instantWorkers = (page: Page): number => page.workers().filter((worker) => worker.url().includes('instant')).length;
/** Corrected, 1a, 1b and both over 16 seeds, on a machine that does other things too. */
const SIXTY_FOUR_RUNS_MS = 270_000;
const counts = (page: Page) => page.locator('.fault-pair .fault-count');

describe('the faults of the printed code', () => {
  it('fill in over 16 seeds; 1a and 1b destroy learning alone and cancel together, by the numbers just computed', () =>
    visit(async ({ page }) => {
      await openFaults(page);
      await page.locator('.fault-pair').scrollIntoViewIfNeeded();
      await expect
        .poll(() => counts(page).allInnerTexts(), { interval: 1000, timeout: SIXTY_FOUR_RUNS_MS })
        .toEqual(Array(3).fill('16 of 16 seeds'));
      const verdict = await page.locator('.fault-verdict').innerText();
      expect(verdict).toContain('Together they cancel; either alone destroys learning.');
      expect(verdict).toContain('Of 16 seeds each');
      const [, corrected, first, second, both, random] =
        /ends at (\d+\.\d+) as corrected, (\d+\.\d+) with 1a alone, (\d+\.\d+) with 1b alone, (\d+\.\d+) with both; blind draws earn (\d+\.\d+)/.exec(
          verdict,
        ) ?? [];
      expect(Number(first)).toBeLessThan(Number(random));
      expect(Number(second)).toBeLessThan(Number(random));
      expect(Number(both)).toBeGreaterThan(Number(random));
      expect(Number(corrected)).toBeGreaterThan(Number(both));
      expect(await page.locator('.fault-pair').getByRole('img').first().getAttribute('aria-label')).toContain(
        'over 16 seeds ends at',
      );
    }));

  it('are computed only while looked at, and stop when asked to and when left', () =>
    visit(async ({ page }) => {
      const before = instantWorkers(page);
      await openFaults(page);
      await eventually(async () => instantWorkers(page)).toBeGreaterThan(before);
      await page.getByRole('button', { name: 'Stop computing' }).click();
      const stopped = await page.locator('.fault-count').allInnerTexts();
      await page.waitForTimeout(3000);
      expect(await page.locator('.fault-count').allInnerTexts()).toEqual(stopped);
      // What lies far below has not been begun.
      expect(stopped.at(-1)).toBe('0 of 16 seeds');
      await page.getByRole('button', { name: 'Go on computing' }).click();
      await eventually(() => page.locator('.fault-count').allInnerTexts()).not.toEqual(stopped);
      await page.getByRole('button', { name: 'What happens here' }).click();
      await eventually(async () => instantWorkers(page)).toBe(before);
    }));

  it('are combined by ticking, and open as a run with these settings', () =>
    visit(async ({ page }) => {
      await openFaults(page);
      const builder = page.getByRole('region', { name: 'Any combination' });
      await builder.getByRole('button', { name: 'none of them' }).click();
      await builder.getByRole('checkbox', { name: /Only the first head/ }).check();
      await builder.getByRole('checkbox', { name: /baseline starts at 0/ }).check();
      await builder.getByText('Faults 3 and 5').waitFor();
      await eventually(() => builder.locator('.fault-count').innerText()).toMatch(/^[1-9]\d* of 16/);
      await builder.getByRole('button', { name: /^Open figure 5, faults 3 and 5/ }).click();
      await eventually(() => experimentOf(page)).toBe('Figure 5, faults 3 and 5');
      await childrenAbove(page, 20);
    }));
});

describe('sample efficiency', () => {
  it('counts children over seeds against exact random search, and says in a sentence who is ahead', () =>
    visit(async ({ page }) => {
      await childrenAbove(page, 20);
      await page.getByRole('button', { name: 'Pause' }).click();
      await page.getByRole('button', { name: 'Sample efficiency' }).click();
      await page.locator('.efficiency').getByText('8', { exact: true }).click();
      await eventually(() => page.locator('.efficiency-count').innerText()).toMatch(/^8 of 8 seeds/);
      const sentence = await page.locator('.efficiency-verdict').first().innerText();
      expect(sentence).toMatch(/^Random search finds it in 64 draws on average, half of the time within 45; this controller/);
      expect(await page.locator('.efficiency-verdict').last().innerText()).toContain('It loses.');
      const random = page.getByRole('row', { name: /random search finds it/ });
      expect(await random.innerText()).toMatch(/45[\s\S]*mean 64[\s\S]*32[\s\S]*mean 32\.5[\s\S]*exact/);
    }));
});
