import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { childrenAbove, childrenOf, chooseExperiment, eventually, visit } from './support/site';

const STEPS = ['1', '2', '3', '4', '5', '6', '7', '8.1', '8.2', '8.3', '8.4', '8.5', '9'];

const openSlowMotion = async (page: Page): Promise<void> => {
  await page.getByRole('group', { name: 'Playback' }).getByRole('button', { name: 'Slow motion' }).click();
  await page.locator('.slow-heading').waitFor();
};
const numberShown = (page: Page): Promise<string> => page.locator('.slow-place').innerText();
const episodeShown = async (page: Page): Promise<number> =>
  Number((await page.locator('.slow-title').innerText()).replace(/^Episode ([\d,]+).*$/s, '$1').replace(/,/g, ''));
const followed = (page: Page) => page.locator('.slow-children tr[data-followed="true"]');
const textOfStep = (page: Page): Promise<string> => page.locator('.slow-stage').innerText();

describe('slow motion on the built site', () => {
  it('pauses the run and walks all steps forward and back, to the same pictures', () =>
    visit(async ({ page }) => {
      await childrenAbove(page, 60);
      await openSlowMotion(page);
      await page.getByRole('button', { name: 'Play' }).waitFor();
      const there: string[] = [];
      const texts: string[] = [];
      for (const _ of STEPS) {
        there.push(await numberShown(page));
        texts.push(await textOfStep(page));
        await page.keyboard.press('ArrowRight');
      }
      expect(there).toEqual(STEPS);
      expect(new Set(texts).size).toBe(STEPS.length);
      const back: string[] = [];
      for (const _ of STEPS) {
        back.push(await textOfStep(page));
        const isFirst = (await numberShown(page)) === '1';
        if (!isFirst) await page.getByRole('button', { name: '← Back' }).click();
      }
      expect(back.reverse()).toEqual(texts);
      expect(await numberShown(page)).toBe('1');
    }));

  it('follows a child that is chosen in the list or on the map, through all steps', () =>
    visit(async ({ page }) => {
      await childrenAbove(page, 60);
      await openSlowMotion(page);
      const fifth = page.locator('.slow-children tbody tr').nth(4).getByRole('button');
      const name = (await fifth.innerText()).replace(/^5\s*/, '');
      await fifth.click();
      for (let i = 0; i < STEPS.length; i += 1) {
        expect((await followed(page).getByRole('button').innerText()).replace(/^\d+\s*/, '')).toBe(name);
        await page.keyboard.press('ArrowRight');
      }
      // Off the list: what the pointer is on comes before what is selected.
      await page.mouse.move(2, 2);
      await eventually(() => page.locator('.heatmap').innerText()).toContain(`selected: ${name}`);
      const other = page.locator('.slow-children tbody tr').nth(11).getByRole('button');
      const otherName = (await other.innerText()).replace(/^12\s*/, '');
      await page
        .locator('.heatmap')
        .getByRole('table')
        .getByRole('button', { name: new RegExp(`^${otherName.replace(/[·×]/g, '.')}`) })
        .click();
      await eventually(async () => (await followed(page).getByRole('button').innerText()).replace(/^\d+\s*/, '')).toBe(otherName);
    }));

  it('goes to the episode before, and on past the last one', () =>
    visit(async ({ page }) => {
      await childrenAbove(page, 100);
      await openSlowMotion(page);
      await page.getByRole('button', { name: 'Play' }).waitFor();
      await eventually(async () => (await childrenOf(page)) / 20).toBe(await episodeShown(page));
      const last = await episodeShown(page);
      await page.keyboard.press('ArrowRight');
      await page.getByRole('button', { name: 'Previous episode' }).click();
      await eventually(() => episodeShown(page)).toBe(last - 1);
      await eventually(() => numberShown(page)).toBe('1');
      await page.getByRole('button', { name: 'Next episode' }).click();
      await eventually(() => episodeShown(page)).toBe(last);
      await page.getByRole('button', { name: 'Next episode' }).click();
      await eventually(() => episodeShown(page)).toBe(last + 1);
      await eventually(() => numberShown(page)).toBe('1');
      await page.getByRole('button', { name: 'Close slow motion' }).click();
      await page.locator('.loop').waitFor();
    }));

  it('takes a controller of REINFORCE apart, whose one update is on all children', () =>
    visit(async ({ page }) => {
      await childrenAbove(page, 20);
      await chooseExperiment(page, 'NASCell policy gradient');
      await childrenAbove(page, 20);
      await openSlowMotion(page);
      await page.getByRole('button', { name: '8 Update' }).click();
      expect(await textOfStep(page)).toContain('log p · A');
    }));
});
