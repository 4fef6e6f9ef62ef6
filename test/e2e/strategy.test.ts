import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { childrenAbove, childrenOf, chooseExperiment, eventually, visit } from './support/site';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** Opens an experiment and, once it has some children, its panel. */
async function openStrategy(page: Page, experiment: string, children: number): Promise<void> {
  await chooseExperiment(page, experiment);
  await page.getByRole('navigation', { name: 'Panels' }).getByRole('button', { name: 'Strategy', exact: true }).click();
  await childrenAbove(page, children);
}

const panel = (page: Page) => page.getByRole('complementary', { name: 'Strategy' });

/** Moves the page's time cursor, which stands on episodes. */
const scrubTo = (page: Page, episode: number): Promise<void> =>
  page.getByRole('slider', { name: 'Episode shown' }).fill(String(episode));

const isDone = (page: Page) => eventually(() => page.getByText(/^done, /).count()).toBeGreaterThan(0);

async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(await readFile(AXE, 'utf8'));
  return page.evaluate(async () => {
    const axe = (
      globalThis as typeof globalThis & {
        axe: { run: (root: string) => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      }
    ).axe;
    const { violations: found } = await axe.run('#panel');
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
  });
}

/** The child that the lists of the panel show as selected. */
const selectedIn = (page: Page): Promise<number> => panel(page).getByRole('option', { selected: true }).count();

describe('the strategy panel', () => {
  it('evolution: the living, their genealogy, and one selection with the rest of the page', () =>
    visit(async ({ page }) => {
      await openStrategy(page, 'Regularized evolution', 100);
      await eventually(() =>
        panel(page)
          .getByRole('img', { name: /^16 alive, ages/ })
          .count(),
      ).toBe(1);
      await eventually(() =>
        panel(page)
          .getByRole('img', { name: /^Genealogy of \d+ children, 16 of them alive/ })
          .count(),
      ).toBe(1);
      // While it runs, the line of the best changes under the hand.
      await isDone(page);
      // The time cursor moves the population and its genealogy, of four children an episode, back and forth.
      const genealogy = (children: number) =>
        panel(page).getByRole('img', { name: new RegExp(`^Genealogy of ${children} children`) });
      // The count in the header may lag behind the end by a moment.
      await eventually(async () => genealogy(await childrenOf(page)).count()).toBe(1);
      const all = await childrenOf(page);
      await scrubTo(page, 12);
      await eventually(() => genealogy(48).count()).toBe(1);
      await eventually(() => panel(page).getByText('after episode 12.').count()).toBe(1);
      const living = panel(page).getByRole('img', { name: /^\d+ alive, ages/ });
      const then = await living.getAttribute('aria-label');
      await page.keyboard.press('ArrowLeft');
      await eventually(() => genealogy(44).count()).toBe(1);
      await panel(page).getByRole('button', { name: 'Back to now' }).click();
      await eventually(() => genealogy(all).count()).toBe(1);
      // The same after a reload, when nothing is left of the run but what it recorded.
      await page.reload();
      await page.getByRole('navigation', { name: 'Panels' }).getByRole('button', { name: 'Strategy', exact: true }).click();
      await eventually(() => genealogy(all).count()).toBe(1);
      await scrubTo(page, 12);
      await eventually(() => genealogy(48).count()).toBe(1);
      expect(await living.getAttribute('aria-label')).toBe(then);
      await page.keyboard.press('End');
      await eventually(() => genealogy(all).count()).toBe(1);
      const rows = panel(page).getByRole('option');
      await eventually(() => rows.count()).toBeGreaterThan(1);
      expect(await rows.first().innerText()).toMatch(/trial \d+, \d+\.\d\d, age \d+: /);
      await rows.first().focus();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await eventually(() => selectedIn(page)).toBeGreaterThan(0);
      await eventually(() => panel(page).getByText('the selected child').count()).toBeGreaterThan(0);
      expect(await violations(page)).toEqual([]);
      // Nothing is trained here either: a knob computes the whole run again.
      await page.getByRole('button', { name: 'Settings', exact: true }).click();
      await page.getByRole('slider', { name: 'Population, slider' }).focus();
      await page.keyboard.press('ArrowRight');
      await eventually(() => page.getByRole('region', { name: 'Settings being tried' }).innerText()).toMatch(
        /Recomputed with .*: \d+ episodes in .*Mean at the end \d+\.\d\d/s,
      );
    }));

  it('tree search: branches by keyboard, folded and unfolded', () =>
    visit(async ({ page }) => {
      await openStrategy(page, 'Monte-Carlo tree search', 30);
      const tree = panel(page).getByRole('tree');
      await tree.waitFor();
      const root = tree.getByRole('treeitem').first();
      await root.focus();
      expect(await root.getAttribute('aria-expanded')).toBe('true');
      await page.keyboard.press('ArrowLeft');
      await eventually(() => tree.getByRole('treeitem').count()).toBe(1);
      await page.keyboard.press('ArrowRight');
      await eventually(() => tree.getByRole('treeitem').count()).toBeGreaterThan(3);
      expect(await violations(page)).toEqual([]);
    }));

  it('Bayesian optimisation: three maps and the truth, and side by side with grid and random', () =>
    visit(async ({ page }) => {
      await openStrategy(page, 'Bayesian optimisation, Branin', 12);
      for (const name of [/^Surrogate mean/, /^Standard deviation/, /^Expected improvement/, /^True response/]) {
        await eventually(() => panel(page).getByRole('img', { name }).count()).toBe(1);
      }
      await panel(page).getByRole('slider', { name: 'x1' }).fill('36');
      await eventually(() => panel(page).locator('output').innerText()).toMatch(/x1 6\.25, x2 .*mean .*± .*truth/);
      expect(await violations(page)).toEqual([]);
      // Back to fewer points, and to the ones drawn before there was a model to believe in.
      await isDone(page);
      const believed = (points: number) =>
        panel(page).getByRole('img', { name: new RegExp(`^Surrogate mean.*; ${points} points tried`) });
      for (const episode of [30, 7, 39]) {
        await scrubTo(page, episode);
        await eventually(() => believed(episode).count()).toBe(1);
      }
      await scrubTo(page, 1);
      await eventually(() => panel(page).getByText('It had no view yet. Its first 10 children').count()).toBe(1);
      await page.keyboard.press('End');
      await eventually(() => believed(40).count()).toBe(1);
      await panel(page).getByText('Side by side', { exact: true }).click();
      const range = panel(page).getByRole('slider', { name: 'Children shown' });
      await panel(page).getByRole('button', { name: 'Pause the comparison' }).click();
      await eventually(async () => {
        await range.fill('36');
        return panel(page)
          .getByRole('img', { name: /^(Grid|Random|Bayesian) search: 36 points/ })
          .count();
      }).toBe(3);
      expect(await violations(page)).toEqual([]);
    }));

  it('Hyperband: brackets and the epochs that going on saves', () =>
    visit(async ({ page }) => {
      await openStrategy(page, 'Hyperband', 100);
      await eventually(() =>
        panel(page)
          .getByRole('img', { name: /^Bracket 4: 81 at 1, 27 at 3/ })
          .count(),
      ).toBe(1);
      expect(await page.getByRole('combobox', { name: 'Horizontal axis' }).inputValue()).toBe('epochs');
      await eventually(() => panel(page).locator('.st-bill').innerText()).toMatch(
        /1,404 epochs trained.* 1,701: 17 % saved.* It is complete/,
      );
      expect(await page.locator('.scrubber-end').innerText()).toMatch(/^17 · complete$/);
      expect(await violations(page)).toEqual([]);
      await page.getByRole('slider', { name: 'Episode shown' }).focus();
      await page.keyboard.press('ArrowLeft');
      await eventually(() => panel(page).getByText('after episode 16.').count()).toBe(1);
      expect(await panel(page).locator('.st-bill').innerText()).not.toContain('complete');
      // Brackets that begin again: the last whole round stays, and all rounds are billed.
      await chooseExperiment(page, 'Hyperband, MNIST table');
      await isDone(page);
      await eventually(() => panel(page).locator('.st-bill').innerText()).toMatch(
        /220 epochs trained.* 240: 8 % saved.* Round 20 is complete/,
      );
      await eventually(() =>
        panel(page)
          .getByRole('img', { name: /^Bracket 1: 3 at 1, 1 at 3/ })
          .count(),
      ).toBe(1);
      await page.getByRole('slider', { name: 'Episode shown' }).focus();
      await page.keyboard.press('ArrowLeft');
      await eventually(() => panel(page).locator('.st-bill').innerText()).toMatch(/214 epochs trained.* Round 20 is drawn here/);
    }));

  it.each(['light', 'dark'] as const)('NSGA-II, Q-learning and TPE without a fault of axe: %s', (colorScheme) =>
    visit(
      async ({ page }) => {
        for (const [experiment, name] of [
          ['NSGA-II: accuracy and parameters', /^12 members in/],
          ['Q-learning', /^Epsilon is/],
          ['TPE', /^Densities of dropout/],
        ] as const) {
          await chooseExperiment(page, experiment);
          const tab = page.getByRole('navigation', { name: 'Panels' }).getByRole('button', { name: 'Strategy', exact: true });
          if ((await tab.getAttribute('aria-expanded')) !== 'true') await tab.click();
          await eventually(() => panel(page).getByRole('img', { name }).count()).toBe(1);
          // While the run goes on, the panel stays where the time cursor stands.
          const episode = page.getByRole('slider', { name: 'Episode shown' });
          await eventually(async () => Number(await episode.inputValue())).toBeGreaterThan(9);
          await scrubTo(page, 9);
          await eventually(() =>
            panel(page)
              .getByText(/after episode 9[.;]/)
              .count(),
          ).toBe(1);
          expect(await panel(page).getByRole('alert').count()).toBe(0);
          expect(await violations(page), experiment).toEqual([]);
        }
      },
      { colorScheme },
    ),
  );

  it('a controller is explained, and leads to slow motion', () =>
    visit(async ({ page }) => {
      await childrenAbove(page, 20);
      await page.getByRole('navigation', { name: 'Panels' }).getByRole('button', { name: 'Strategy', exact: true }).click();
      await page.getByRole('button', { name: 'Open slow motion' }).click();
      await page.getByRole('complementary', { name: 'Slow motion' }).waitFor();
    }));
});
