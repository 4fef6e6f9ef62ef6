import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { childrenAbove, eventually, experimentOf, pause, visit } from './support/site';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

async function openEditor(page: Page): Promise<void> {
  await page.getByRole('navigation', { name: 'Panels' }).getByRole('button', { name: 'Space', exact: true }).click();
  await editor(page).waitFor();
}

const editor = (page: Page) => page.getByRole('textbox', { name: 'Search space as JSON' });
const size = (page: Page): Promise<string> => page.locator('.space-size').innerText();
const problems = (page: Page): Promise<string> => page.getByRole('region', { name: 'Problems' }).innerText();
const startFrom = (page: Page, title: string) => page.getByLabel('Start from').selectOption({ label: title });

/** Puts another text into the editor, as pasting does. */
async function paste(page: Page, text: string): Promise<void> {
  await editor(page).focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(text);
}

const spaceOf = (count: number, kind = 'conv2d'): string => `{
  "version": 1,
  "title": "Mine",
  "network": { "kind": "repeat", "count": { "kind": "int", "min": 1, "max": ${count} },
    "module": { "kind": "${kind}", "filters": { "kind": "choice", "options": [4, 8] }, "kernel": 3 } }
}`;

describe('the space editor', () => {
  it('counts while one writes, names an error at its place, keeps the last good space, and puts the caret there', () =>
    visit(async ({ page }) => {
      await openEditor(page);
      await startFrom(page, 'Dense layers');
      await eventually(() => size(page)).toMatch(/3,888 points/);
      // 2 + 4 + 8
      await paste(page, spaceOf(3));
      await eventually(() => size(page)).toMatch(/Mine\s+14 points/);
      await paste(page, spaceOf(4));
      await eventually(() => size(page)).toMatch(/30 points/);
      await paste(page, spaceOf(4, 'conv2x'));
      await eventually(() => problems(page)).toMatch(/Error line 5 · network\.module.*\n.*no kind "conv2x".*conv2d/s);
      await page.getByText('This is the last space that had none').waitFor();
      expect(await size(page)).toMatch(/30 points/);
      expect(await page.getByRole('button', { name: 'Search this space' }).isDisabled()).toBe(true);
      await page.getByRole('region', { name: 'Problems' }).getByRole('button').first().click();
      await page.keyboard.type('"conv2d" ');
      await eventually(() => editor(page).innerText()).toMatch(/"kind": "conv2d" *"conv2x"/);
      await page.keyboard.press('ControlOrMeta+z');
      await startFrom(page, 'Skip connections');
      await eventually(() => problems(page)).toMatch(/No problems/);
      await page.getByRole('button', { name: 'Undo' }).click();
      await eventually(() => editor(page).innerText()).toMatch(/"title": "Mine"/);
    }));

  it('completes kinds, keys and names by the schema', () =>
    visit(async ({ page }) => {
      await openEditor(page);
      await paste(page, '{ "network": { "kind": "conv');
      await page.keyboard.press('Control+Space');
      const options = page.locator('.cm-tooltip-autocomplete li');
      await eventually(() => options.allInnerTexts().then((all) => all.join(' '))).toMatch(/separableConv2d/);
      expect((await options.allInnerTexts()).every((text) => /conv/i.test(text))).toBe(true);
      await page.keyboard.press('Escape');
    }));

  it('refuses hostile texts quickly with a named error, and the page goes on', () =>
    visit(async ({ page }) => {
      await openEditor(page);
      await paste(page, '['.repeat(3000));
      await eventually(() => problems(page)).toMatch(/more than 60 levels/);
      await paste(page, spaceOf(1e9));
      await eventually(() => problems(page)).toMatch(/Error line \d+ · network/);
      await paste(page, '{"version": 1, "version": 1}');
      await eventually(() => problems(page)).toMatch(/used twice/);
      await paste(page, spaceOf(2));
      await eventually(() => size(page)).toMatch(/6 points/);
    }));

  it('draws samples with their text, network and costs, and warns', () =>
    visit(async ({ page }) => {
      await openEditor(page);
      await paste(page, spaceOf(2));
      await eventually(() => size(page)).toMatch(/6 points/);
      const sample = page.getByRole('region', { name: 'A sample' });
      await eventually(() => sample.innerText()).toMatch(/count=\d.*params · .*MACs · .* to train a batch of 64/s);
      expect(
        await sample.locator('img').evaluate((img) => img instanceof HTMLImageElement && img.complete && img.naturalWidth),
      ).toBeGreaterThan(100);
      const texts = new Set<string>();
      for (let i = 0; i < 6; i += 1) {
        texts.add(await sample.locator('code').first().innerText());
        await sample.getByRole('button', { name: 'Draw another' }).click();
        await sample.getByText(`no. ${i + 2}`).waitFor();
      }
      expect(texts.size).toBeGreaterThan(1);
      const report = page.getByRole('region', { name: 'Validator' });
      await eventually(() => report.innerText()).toMatch(/warnings? in all 6 genotypes/);
      await report.getByLabel('memory of a child up to').fill('1');
      await eventually(() => report.innerText()).toMatch(/children need more than 1\.0 MB/);
    }));

  it('keeps the draft and saved spaces over a reload, renames and deletes them, writes and reads files', () =>
    visit(async ({ page }) => {
      await openEditor(page);
      await paste(page, spaceOf(3));
      await eventually(() => size(page)).toMatch(/14 points/);
      await page.getByRole('textbox', { name: 'Name', exact: true }).fill('First');
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.getByRole('button', { name: 'Open: First' }).waitFor();
      await paste(page, spaceOf(5));
      await eventually(() => size(page)).toMatch(/62 points/);
      await page.getByText('in the editor, changed').waitFor();

      await page.reload();
      await openEditor(page);
      await eventually(() => size(page)).toMatch(/62 points/);
      await page.getByRole('button', { name: 'Open: First' }).click();
      await eventually(() => size(page)).toMatch(/14 points/);
      await page.getByRole('button', { name: 'Rename: First' }).click();
      await page.getByRole('textbox', { name: 'New name' }).fill('Second');
      await page.getByRole('textbox', { name: 'New name' }).press('Enter');
      await page.getByRole('button', { name: 'Open: Second' }).waitFor();

      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Download', exact: true }).click(),
      ]);
      expect(download.suggestedFilename()).toBe('second.json');
      const written = await readFile(await download.path(), 'utf8');
      expect(written).toBe(spaceOf(3));
      await startFrom(page, 'Small conv net');
      await eventually(() => size(page)).toMatch(/1,548 points/);
      const bytes = { name: 'mine.json', mimeType: 'application/json', buffer: Buffer.from(written) };
      await page.getByLabel('Open a file').setInputFiles(bytes);
      await eventually(() => size(page)).toMatch(/14 points/);

      await page.getByRole('button', { name: 'Delete: Second' }).click();
      await page.getByRole('button', { name: 'Delete for good: Second' }).click();
      await page.getByText('None yet.').waitFor();
    }));

  it('searches the space, says what training costs, and shares it as a link that opens the same search', () =>
    visit(async ({ page, context, complaints }) => {
      await openEditor(page);
      await paste(page, spaceOf(3));
      await eventually(() => size(page)).toMatch(/14 points/);
      await page.getByRole('button', { name: 'Search this space' }).click();
      await eventually(() => experimentOf(page)).toBe('Search of Mine');
      await childrenAbove(page, 30);
      await page.getByText(/The open run searches it, episode \d+/).waitFor();

      await page.getByLabel('on which rewards').selectOption('train');
      await page.getByRole('button', { name: 'Search this space' }).click();
      const cost = page.getByRole('dialog', { name: 'Train for real?' });
      await cost.getByText('Nothing has started yet').waitFor();
      expect(await cost.innerText()).toMatch(/40 different children/);
      await page.keyboard.press('Escape');
      await cost.waitFor({ state: 'detached' });

      await page.locator('.space').getByRole('button', { name: 'Share', exact: true }).click();
      const field = page.getByRole('textbox', { name: 'Link to this space' });
      await eventually(() => field.inputValue()).toContain('#run=1.');
      const other = await context.newPage();
      await other.goto(await field.inputValue());
      await eventually(() => experimentOf(other)).toBe('Search of Mine');
      await childrenAbove(other, 10);
      await openEditor(other);
      await startFrom(other, 'Mine');
      await eventually(() => size(other)).toMatch(/14 points/);
      expect(complaints).toEqual([]);
    }));

  it.each(['light', 'dark'] as const)('has no violation that axe finds, fine, faulty or warned of, %s', (colorScheme) =>
    visit(
      async ({ page }) => {
        await childrenAbove(page, 20);
        await pause(page);
        await openEditor(page);
        await paste(page, spaceOf(3));
        const report = page.getByRole('region', { name: 'Validator' });
        await eventually(() => report.innerText()).toMatch(/genotypes looked at/);
        await page.addScriptTag({ path: AXE });
        const violations = (): Promise<readonly string[]> =>
          page.evaluate<readonly string[]>(
            'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + " " + nodes.map(({ html }) => html).join(" ")))',
          );
        expect(await violations()).toEqual([]);
        await paste(page, spaceOf(3, 'conv2x'));
        await eventually(() => problems(page)).toMatch(/no kind/);
        expect(await violations()).toEqual([]);
      },
      { colorScheme },
    ),
  );
});
