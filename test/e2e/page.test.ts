import { describe, expect, it } from 'vitest';
import { childrenAbove, childrenOf, chooseExperiment, eventually, experimentOf, pause, seedOf, visit } from './support/site';

describe('the built page, in a folder of a web server', () => {
  it('starts by itself on the recorded table', () =>
    visit(async ({ page }) => {
      await childrenAbove(page, 100);
      expect(await experimentOf(page)).toBe('Paper, figure 5');
      expect(await page.title()).toContain('NAS Lab');
      expect(await page.locator('.chart').getByRole('img').first().getAttribute('aria-label')).toMatch(/episode/i);
    }));

  it('pauses, steps one episode of 20 children, goes on, and starts again with the same seed', () =>
    visit(async ({ page }) => {
      await childrenAbove(page, 60);
      const paused = await pause(page);
      await page.getByRole('button', { name: 'Step one episode' }).click();
      await eventually(() => childrenOf(page)).toBe(paused - (paused % 20) + 20);
      await page.getByRole('button', { name: 'Play' }).click();
      await childrenAbove(page, paused + 40);
      const seed = await seedOf(page);
      await page.getByRole('button', { name: 'Reset, same seed' }).click();
      await eventually(() => childrenOf(page)).toBeLessThan(paused);
      expect(await seedOf(page)).toBe(seed);
    }));

  it('runs another experiment when one is chosen, and another seed when the dice is rolled', () =>
    visit(async ({ page }) => {
      await childrenAbove(page, 20);
      await chooseExperiment(page, 'Paper, figure 6');
      await childrenAbove(page, 20);
      const seed = await seedOf(page);
      await page.getByRole('button', { name: 'Roll another seed' }).click();
      await eventually(() => seedOf(page)).not.toBe(seed);
      await childrenAbove(page, 20);
    }));

  it('works by keyboard: space pauses and plays, arrows move in the map', () =>
    visit(async ({ page }) => {
      await childrenAbove(page, 20);
      await page.keyboard.press('Space');
      await page.getByRole('button', { name: 'Play' }).waitFor();
      const cells = page.getByRole('table').getByRole('button');
      await cells.first().focus();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowDown');
      const focused = await page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
      expect(focused).toMatch(/^3×3, 3×3/);
    }));
});
