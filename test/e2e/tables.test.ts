import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { parseTable } from '../../src/engine/estimate/table';
import type { TableFile } from '../../src/engine/estimate/tableFile';
import { emptyTable, localTableName } from '../../src/engine/estimate/tableJob';
import { fig5 } from '../../src/engine/run/presets';
import { encodeLink } from '../../src/ui/shared/runLink';
import { childrenAbove, eventually, experimentOf, visit } from './support/site';

const ROOT = path.resolve(import.meta.dirname, '../..');
const TITLE = 'Procedural digits, profile teach';

/** So few images that 64 trainings take seconds: what is tested is that they are made, not how well. */
const SIZES = { 'Training images': 64, 'Validation images': 50, 'Test images': 50, Epochs: 1 } as const;

async function openTables(page: Page): Promise<void> {
  await page.getByRole('navigation', { name: 'Panels' }).getByRole('button', { name: 'Tables' }).click();
  await page.getByText('Tables that come with the page').waitFor();
}

/** Fills the form for a small table, sees what it takes, and starts. */
async function startSmallTable(page: Page): Promise<void> {
  await openTables(page);
  await page.getByText('How each network is trained').click();
  for (const [label, value] of Object.entries(SIZES)) await page.getByLabel(label).fill(String(value));
  await page.getByLabel('Trained on').selectOption('wasm');
  await page.getByRole('button', { name: 'See what it takes' }).click();
  await page.getByText(/time here, about/).waitFor();
  await page.getByRole('button', { name: 'Start measuring' }).click();
}

/** Trainings done, as the bottom of the page counts them; -1 where none is under way. */
async function done(page: Page): Promise<number> {
  const note = page.locator('.measuring');
  if ((await note.count()) === 0) return -1;
  return Number(/(\d+) of 64/.exec(await note.innerText())?.[1] ?? 0);
}

async function downloaded(page: Page, name: string): Promise<{ file: string; text: string }> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name, exact: true }).first().click(),
  ]);
  return { file: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
}

/** What a table says besides times, which no two measurements share. */
const withoutTimes = (table: TableFile): unknown =>
  table.rows.map(({ latencyMs: _, runs, ...row }) => ({ ...row, runs: runs.map(({ trainMs: __, ...run }) => run) }));

describe('measuring a table in the page', () => {
  it('trains every network, gives the file of the command line bit for bit, and searches on it', () =>
    visit(async ({ page }) => {
      await startSmallTable(page);
      await eventually(() => done(page)).toBeGreaterThan(1);
      await page.getByRole('columnheader', { name: 'validation accuracy' }).waitFor();
      await page.getByText(`${TITLE} is measured: 64 networks`).waitFor();
      const { file, text } = await downloaded(page, `Download: ${TITLE}`);
      expect(file).toBe('a-small-digits-teach.json');
      const mine = parseTable(JSON.parse(text), file);
      expect(mine.rows).toHaveLength(64);
      expect(mine.provenance.machine).toMatch(/^\S+ \d+ on \S+, \d+ cores?$/);

      const folder = await mkdtemp(path.join(tmpdir(), 'nas-lab-'));
      try {
        const out = path.join(folder, 'a-small-digits-teach.json');
        const options = mine.provenance.command.split(' ').slice(1);
        await promisify(execFile)(process.execPath, [path.join(ROOT, 'bin/nas-lab.mjs'), ...options, '--out', out]);
        const theirs = parseTable(JSON.parse(await readFile(out, 'utf8')), 'theirs');
        const { machine: _, ...provenance } = mine.provenance;
        expect({ ...theirs.provenance, machine: undefined }).toEqual({ ...provenance, machine: undefined });
        expect({ ...theirs, rows: [], provenance: null }).toEqual({ ...mine, rows: [], provenance: null });
        expect(withoutTimes(theirs)).toEqual(withoutTimes(mine));
      } finally {
        await rm(folder, { recursive: true, force: true });
      }

      await page
        .getByRole('button', { name: `Search on it: ${TITLE}` })
        .first()
        .click();
      await eventually(() => experimentOf(page)).toBe(`Search on ${TITLE}`);
      await childrenAbove(page, 60);
      await page.reload();
      await childrenAbove(page, 100);
      expect(await experimentOf(page)).toBe(`Search on ${TITLE}`);
    }));

  it('stops when it is told to, keeps what it has, and goes on after a reload in the middle', () =>
    visit(async ({ page }) => {
      await startSmallTable(page);
      await eventually(() => done(page)).toBeGreaterThan(2);
      await page.getByRole('button', { name: 'Stop' }).click();
      await page.getByText(/Stopped at \d+ of 64; what was measured is kept/).waitFor();
      const partly = await downloaded(page, `Download, so far: ${TITLE}`);
      const before = parseTable(JSON.parse(partly.text), 'partly');
      expect(before.rows.length).toBeGreaterThan(2);
      expect(before.rows.length).toBeLessThan(64);

      await page.getByRole('button', { name: 'Go on measuring' }).click();
      await eventually(() => done(page)).toBeGreaterThan(before.rows.length + 2);
      await page.reload();
      // It was under way, so it goes on by itself, from where it was.
      await eventually(() => done(page)).toBeGreaterThan(before.rows.length + 2);
      await openTables(page);
      await page.getByText(`${TITLE} is measured: 64 networks`).waitFor();
      const whole = parseTable(JSON.parse((await downloaded(page, `Download: ${TITLE}`)).text), 'whole');
      expect(whole.rows).toHaveLength(64);
      for (const row of before.rows) expect(whole.rows).toContainEqual(row);

      await page.getByRole('button', { name: `Delete: ${TITLE}` }).click();
      await page.getByRole('button', { name: `Delete for good: ${TITLE}` }).click();
      await page.getByText(/^None yet/).waitFor();
    }));
});

describe('tables from files', () => {
  /** The shipped table under a title of its own. */
  const ownTable = async (): Promise<TableFile> => {
    const text = await readFile(path.join(ROOT, 'public/tables/a-small-mnist-teach.json'), 'utf8');
    return { ...parseTable(JSON.parse(text), 'shipped'), title: 'A table from elsewhere' };
  };
  const fileOf = (text: string) => ({ name: 'elsewhere.json', mimeType: 'application/json', buffer: Buffer.from(text) });

  it('names the fault of a damaged file and keeps nothing of it', () =>
    visit(async ({ page }) => {
      await openTables(page);
      const text = JSON.stringify(await ownTable());
      const chooser = page.getByLabel('Open a table’s file');
      await chooser.setInputFiles(fileOf(text.slice(0, 5000)));
      await eventually(() => page.getByRole('alert').innerText()).toMatch(/elsewhere\.json is not JSON/);
      await chooser.setInputFiles(fileOf(text.replace('"validAccuracy":[0.', '"validAccuracy":[7.')));
      await eventually(() => page.getByRole('alert').innerText()).toMatch(/rows\.\d+\.runs\.\d+\.validAccuracy/);
      await page.getByText(/^None yet/).waitFor();
      await chooser.setInputFiles(fileOf(text));
      await page.getByText(/A table from elsewhere is here: 64 networks/).waitFor();
    }));

  it('says that a link needs a table which is not here, and opens the run once its file is given', async () => {
    const table = await ownTable();
    const config = {
      ...fig5(4),
      title: 'On my table',
      estimator: { id: 'table', table: localTableName(table), noise: 'mean' } as const,
    };
    await visit(
      async ({ page }) => {
        const dialog = page.getByRole('dialog');
        await dialog.getByText(/table that is not in this browser/).waitFor();
        const other = emptyTable(
          {
            space: 'a-small',
            seeds: 1,
            training: {
              id: 'train',
              data: 'x',
              profile: 'teach',
              train: 1,
              valid: 1,
              test: 1,
              epochs: 1,
              batch: 1,
              learningRate: 0.1,
              backend: 'wasm',
            },
          },
          {
            id: 'x',
            dataset: { id: 'x', title: 'Another', provenance: 'x' },
            classes: 10,
            backend: { label: 'x', kind: 'wasm' },
            machine: 'x',
            workers: 1,
            date: 'x',
            version: 'x',
          },
        );
        await dialog
          .getByLabel('Open its file')
          .setInputFiles(fileOf(JSON.stringify({ ...other, rows: table.rows.slice(0, 2) })));
        await dialog.getByText(/is another table/).waitFor();
        await dialog.getByLabel('Open its file').setInputFiles(fileOf(JSON.stringify(table)));
        await childrenAbove(page, 40);
        expect(await experimentOf(page)).toBe('On my table');
      },
      { fragment: await encodeLink(config) },
    );
  });
});
