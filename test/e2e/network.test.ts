import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { childrenAbove, eventually, pause, visit } from './support/site';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

async function openNetwork(page: Page): Promise<void> {
  await childrenAbove(page, 60);
  await pause(page);
  await page.getByRole('navigation', { name: 'Panels' }).getByRole('button', { name: 'Network' }).click();
  await page.getByRole('tree').waitFor();
}

/** Shows a child of A_small by its text form. */
async function showArch(page: Page, arch: string): Promise<void> {
  await page.getByLabel('Architecture').fill(arch);
  await page.getByRole('button', { name: 'Show', exact: true }).click();
}

const zoomOf = async (page: Page): Promise<number> =>
  Number.parseInt(await page.getByLabel('Zoom', { exact: true }).innerText(), 10);
const focused = (page: Page): Promise<string | null> =>
  page.evaluate(() => document.activeElement?.getAttribute('data-id') ?? null);

async function savedBy(page: Page, name: string): Promise<{ readonly file: string; readonly bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name, exact: true }).click()]);
  return { file: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

describe('the network panel', () => {
  it('draws the best child, then whichever is selected, and reads out what a box does', () =>
    visit(async ({ page }) => {
      await openNetwork(page);
      await page.getByText('Best child so far').waitFor();
      await showArch(page, 'conv3,max');
      await page.getByText('Any architecture, 28×28×1, profile teach').waitFor();
      await page.getByRole('treeitem', { name: /^cell1\.op1\.conv3,/ }).hover();
      const details = page.locator('.net-details');
      await eventually(() => details.innerText()).toMatch(/3 by 3 convolution, 8 filters, stride 1/);
      expect((await details.innerText()).replaceAll(/\s+/g, ' ')).toMatch(/in 28×28×1 out 28×28×8 params 80 .* MACs 56,448/);
      await page.getByRole('button', { name: 'Back to this run’s child' }).click();
      await page.getByText('Best child so far').waitFor();
    }));

  it('walks along edges, folds, unfolds and zooms by keyboard', () =>
    visit(async ({ page }) => {
      await openNetwork(page);
      await showArch(page, 'conv3,max');
      await page.getByRole('tree').focus();
      const before = await zoomOf(page);
      await page.keyboard.press('+');
      await eventually(() => zoomOf(page)).toBeGreaterThan(before);
      await page.keyboard.press('0');
      const whole = await zoomOf(page);
      await page.keyboard.press('-');
      await eventually(() => zoomOf(page)).toBeLessThan(whole);

      await page.keyboard.press('Tab');
      expect(await focused(page)).toBe('input');
      await page.keyboard.press('ArrowDown');
      expect(await focused(page)).toBe('cell1.op1.conv3');
      await page.keyboard.press('f');
      await eventually(() => focused(page)).toBe('group:cell1');
      expect(await page.getByRole('treeitem', { name: /^cell1, 3 layers/ }).getAttribute('aria-expanded')).toBe('false');
      await page.keyboard.press('ArrowDown');
      expect(await focused(page)).toBe('reduce1');
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('Enter');
      await eventually(() => focused(page)).toBe('cell1.op1.conv3');
    }));

  it('folds and unfolds by double click, and all at once', () =>
    visit(async ({ page }) => {
      await openNetwork(page);
      await showArch(page, 'sep,conv5');
      const boxes = page.getByRole('treeitem');
      const all = await boxes.count();
      await page.getByRole('button', { name: 'Fold all', exact: true }).click();
      await eventually(() => boxes.count()).toBe(6);
      await page.getByRole('button', { name: 'Fit', exact: true }).click();
      await page.getByRole('treeitem', { name: /^cell2,/ }).dblclick();
      await eventually(() => boxes.count()).toBeGreaterThan(6);
      await page.getByRole('button', { name: 'Unfold all' }).click();
      await eventually(() => boxes.count()).toBe(all);
    }));

  it('saves the drawing as an SVG that parses and shows every box, and code that others read', () =>
    visit(async ({ page }) => {
      await openNetwork(page);
      await showArch(page, 'conv3,max');
      const { file, bytes } = await savedBy(page, 'SVG');
      expect(file).toBe('conv3-max.svg');
      const parsed = await page.evaluate((text) => {
        const drawn = new DOMParser().parseFromString(text, 'image/svg+xml');
        return {
          fault: drawn.querySelector('parsererror')?.textContent ?? null,
          root: drawn.documentElement.nodeName,
          names: [...drawn.querySelectorAll('text.name')].map((one) => one.textContent),
          scripts: drawn.querySelectorAll('script, image, use').length,
        };
      }, bytes.toString('utf8'));
      expect(parsed.fault).toBeNull();
      expect(parsed.root).toBe('svg');
      expect(parsed.scripts).toBe(0);
      expect(parsed.names).toEqual([
        'input 28×28×1',
        '3×3 conv, 8',
        '2×2 max pool',
        '2×2 max pool, stride 2',
        '3×3 conv, 16',
        '2×2 max pool',
        '2×2 max pool, stride 2',
        'flatten',
        'dense 64',
        'dense 10',
      ]);
      for (const name of ['Keras (Python)', 'PyTorch (Python)', 'TensorFlow.js', 'ONNX']) {
        const saved = await savedBy(page, name);
        expect(saved.bytes.length, saved.file).toBeGreaterThan(200);
        await page.getByText(`${saved.file} is saved.`).waitFor();
      }
    }));

  it('names what is wrong with an architecture, in its place', () =>
    visit(async ({ page }) => {
      await openNetwork(page);
      await showArch(page, 'conv3,maxx');
      await eventually(() => page.getByRole('alert').innerText()).toMatch(/op2 'maxx' \(at character 7\).*max/s);
      expect(await page.getByLabel('Architecture').getAttribute('aria-invalid')).toBe('true');
      await showArch(page, 'conv3,max');
      await page.getByRole('alert').waitFor({ state: 'detached' });
    }));

  it('is enlarged over the page, and Escape leads back to the panel', () =>
    visit(async ({ page }) => {
      await openNetwork(page);
      await page.getByRole('button', { name: 'Enlarge' }).click();
      await page.getByRole('dialog', { name: /^Network of/ }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await eventually(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Enlarge');
      await page.getByRole('complementary', { name: 'Network' }).waitFor();
    }));

  it.each(['light', 'dark'] as const)('axe finds nothing in it, folded, unfolded and enlarged: %s', (colorScheme) =>
    visit(
      async ({ page }) => {
        await openNetwork(page);
        await page.addScriptTag({ path: AXE });
        const violations = async (): Promise<readonly string[]> => {
          const found = await page.evaluate<
            readonly { id: string; nodes: readonly { html: string; failureSummary?: string }[] }[]
          >("axe.run(document.querySelector('.net')).then(({ violations }) => violations)");
          return found.flatMap(({ id, nodes }) =>
            nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`),
          );
        };
        const found = [...(await violations())];
        await page.getByRole('button', { name: 'Fold all', exact: true }).click();
        await page.getByText('layers as a table').click();
        found.push(...(await violations()));
        await page.getByRole('button', { name: 'Enlarge' }).click();
        found.push(...(await violations()));
        expect(found).toEqual([]);
      },
      { colorScheme },
    ),
  );
});
