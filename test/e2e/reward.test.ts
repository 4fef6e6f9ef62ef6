import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { childrenAbove, childrenOf, eventually, visit } from './support/site';

/** The editor with `source` typed into it, in the place of what was there. */
async function typeReward(page: Page, source: string): Promise<void> {
  const editor = page.getByLabel('Code of the reward');
  await editor.click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.insertText(source);
}

async function openEditor(page: Page): Promise<void> {
  await childrenAbove(page, 20);
  await page.getByRole('button', { name: 'Reward editor' }).click();
  await page.getByRole('button', { name: 'Write it as code' }).click();
  await page.getByLabel('Code of the reward').waitFor();
}

/** The number that step 4 of the loop shows. */
async function shownReward(page: Page): Promise<number> {
  const text = await page.locator('.reward-value').innerText();
  return Number(text.replace('−', '-').replaceAll(',', ''));
}

describe('the reward editor', () => {
  it("applies the person's own code, and the run goes on with it", () =>
    visit(async ({ page }) => {
      await openEditor(page);
      await typeReward(page, '(m: Measurement) => -1000 - m.params.cells');
      await page.getByRole('button', { name: 'Apply' }).click();
      await page.getByText('This reward is in force.').waitFor();
      await eventually(() => shownReward(page)).toBeLessThan(-999);
    }));

  it('names line and column of a fault in a dry run, and leaves the reward in force alone', () =>
    visit(async ({ page }) => {
      await openEditor(page);
      await typeReward(page, '(m, ctx) => {\n  return m.nothing.here;\n}');
      const dryRun = page.getByLabel('Dry run');
      await dryRun.getByText(/TypeError/).waitFor();
      expect(await page.getByRole('button', { name: 'Apply' }).isDisabled()).toBe(true);
      expect(await shownReward(page)).toBeGreaterThan(0);
    }));

  it('keeps code in force through a reset and another seed, and a draft through another panel', () =>
    visit(async ({ page }) => {
      await openEditor(page);
      await typeReward(page, '(m: Measurement) => -1000 - m.params.cells');
      await page.getByRole('button', { name: 'Apply' }).click();
      await page.getByText('This reward is in force.').waitFor();
      await typeReward(page, '() => 12345');
      await page.getByRole('button', { name: 'Learn' }).click();
      await page.getByRole('heading', { name: 'What happens here' }).waitFor();
      for (const again of ['Reset, same seed', 'Roll another seed']) {
        const before = await childrenAbove(page, 200);
        await page.getByRole('button', { name: again }).click();
        // Fewer children than before: what is shown is the new run's.
        await eventually(() => childrenOf(page)).toBeLessThan(before);
        await eventually(() => shownReward(page)).toBeLessThan(-999);
      }
      await page.getByRole('button', { name: 'Reward editor' }).click();
      await eventually(() => page.getByLabel('Code of the reward').innerText()).toContain('12345');
    }));

  it('keeps a draft that was not applied through a reload', () =>
    visit(async ({ page }) => {
      await openEditor(page);
      await typeReward(page, '(m: Measurement) => 54321 + m.macs');
      await page.getByText('A draft; the run still uses the reward in force.').waitFor();
      await page.reload();
      await childrenAbove(page, 20);
      await page.getByRole('button', { name: 'Reward editor' }).click();
      await eventually(() => page.getByLabel('Code of the reward').innerText()).toContain('54321');
      expect(await shownReward(page)).toBeLessThan(101);
    }));

  it('ends a loop without end at its deadline, while the run goes on', () =>
    visit(async ({ page }) => {
      await openEditor(page);
      await typeReward(page, '() => { for (;;) {} }');
      await page
        .getByLabel('Dry run')
        .getByText(/50 ms|deadline/i)
        .first()
        .waitFor();
      const before = await childrenAbove(page, 0);
      await childrenAbove(page, before + 20);
    }));
});
