import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { ChildMetrics } from '../../src/engine/estimate/childMetrics';
import type { RunConfig } from '../../src/engine/run/config';
import { digits } from '../../src/engine/run/presets';
import { encodeLink } from '../../src/ui/shared/runLink';
import { childrenAbove, childrenOf, eventually, visit } from './support/site';

/** Real children, few and small: what is tested is that they train, not how well. */
function smallRun(backend: 'wasm' | 'webgpu'): RunConfig {
  const preset = digits(3);
  if (preset.estimator.id !== 'train' || preset.strategy.id !== 'ppo') throw new Error('the preset digits has changed its kind');
  return {
    ...preset,
    title: `Small run on ${backend}`,
    strategy: { ...preset.strategy, childrenPerEpisode: 2, batch: 2 },
    estimator: { ...preset.estimator, train: 128, valid: 64, test: 64, backend },
    stop: { ...preset.stop, episodes: 3 },
  };
}

/** Starts what a page offers where a run would train for real, and waits until the run is done. */
async function trainThrough(page: Page, label: RegExp): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Train for real?' });
  await dialog.getByText(/128 images × 1 epoch/).waitFor();
  expect(await childrenOf(page)).toBe(0);
  await dialog.getByRole('button', { name: 'Start training' }).click();
  await eventually(() => page.locator('header').innerText()).toMatch(label);
  await childrenAbove(page, 5);
  await page.getByText(/all episodes are done/).waitFor();
}

/** What a measurement says besides latency, which no two share. */
const withoutLatency = (lines: string): readonly ChildMetrics[] =>
  lines
    .trim()
    .split('\n')
    .map((line): ChildMetrics => ({ ...JSON.parse(line), latencyMs: 0 }));

/** Metrics of two children of the run: with the numbers of `nas-lab metrics`, and there after a reload. */
async function measureLikeTheCommandLine(page: Page): Promise<void> {
  const open = async (): Promise<void> => {
    await page.getByRole('navigation', { name: 'Panels' }).getByRole('button', { name: 'Children' }).click();
    await page.getByText('metrics on this device').click();
  };
  await page.getByRole('navigation', { name: 'Panels' }).getByRole('button', { name: 'Children' }).click();
  const boxes = page.getByRole('checkbox', { name: /^Choose / });
  await boxes.nth(0).check();
  await boxes.nth(1).check();
  await page.getByRole('button', { name: 'Metrics of 2 children' }).click();
  await page.getByRole('button', { name: 'See what it takes' }).click();
  await page.getByText(/each 128 images × 1 epoch/).waitFor();
  await page.getByRole('button', { name: 'Train and measure' }).click();
  await page.getByText('2 children are measured.').waitFor();
  await page.reload();
  await open();
  await page.getByText(/All of them are measured under these settings/).waitFor();
  await page.getByRole('columnheader', { name: 'FGSM 0.05' }).waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export JSON lines' }).click(),
  ]);
  const mine = withoutLatency(await readFile(await download.path(), 'utf8'));
  const folder = await mkdtemp(path.join(tmpdir(), 'nas-lab-'));
  try {
    const list = path.join(folder, 'children.txt');
    await writeFile(list, mine.map(({ arch }) => arch).join('\n'));
    const run = 'metrics --space a-small --data digits --profile teach --train 128 --valid 64 --test 64 --epochs 1';
    const { stdout } = await promisify(execFile)(process.execPath, [
      path.resolve(import.meta.dirname, '../../bin/nas-lab.mjs'),
      ...`${run} --backend wasm --json`.split(' '),
      ...['--list', list],
    ]);
    expect(mine).toHaveLength(2);
    expect(mine).toEqual(withoutLatency(stdout));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** One IDX file: magic, sizes big-endian, bytes. */
function idx(sizes: readonly number[], bytes: Uint8Array): Buffer {
  const head = Buffer.alloc(4 + 4 * sizes.length);
  head.writeUInt32BE(0x00000800 | sizes.length, 0);
  for (const [i, size] of sizes.entries()) head.writeUInt32BE(size, 4 + 4 * i);
  return Buffer.concat([head, bytes]);
}

/** A set of 400 + 100 images whose class is the column that is white. */
function idxFiles(): { name: string; mimeType: string; buffer: Buffer }[] {
  return [
    { part: 'train', count: 400 },
    { part: 't10k', count: 100 },
  ].flatMap(({ part, count }) => {
    const images = new Uint8Array(count * 28 * 28);
    const labels = Uint8Array.from({ length: count }, (_, i) => i % 10);
    for (let i = 0; i < count; i += 1) for (let row = 0; row < 28; row += 1) images[i * 784 + row * 28 + 2 * (i % 10)] = 255;
    const mimeType = 'application/octet-stream';
    return [
      { name: `${part}-images-idx3-ubyte.gz`, mimeType, buffer: gzipSync(idx([count, 28, 28], images)) },
      { name: `${part}-labels-idx1-ubyte.gz`, mimeType, buffer: gzipSync(idx([count], labels)) },
    ];
  });
}

describe('training for real in the page', () => {
  it('trains children on wasm, learns from them, and measures two as the command line does', async () => {
    const fragment = await encodeLink(smallRun('wasm'));
    await visit(
      async ({ page }) => {
        await trainThrough(page, /wasm simd/i);
        await measureLikeTheCommandLine(page);
      },
      { fragment },
    );
  });

  it('trains children on WebGPU and learns from them', async (context) => {
    const fragment = await encodeLink(smallRun('webgpu'));
    await visit(
      async ({ page }) => {
        const adapter = await page.evaluate(async () => (await navigator.gpu?.requestAdapter()) !== null);
        if (!adapter && process.env.REQUIRE_WEBGPU !== '1') return context.skip('no WebGPU adapter');
        expect(adapter).toBe(true);
        await trainThrough(page, /webgpu/i);
      },
      { fragment },
    );
  });

  it("reads a person's own IDX files, keeps them, and trains on them", () =>
    visit(async ({ page }) => {
      await page.getByRole('button', { name: 'Data', exact: true }).click();
      await page.getByLabel('Choose files').setInputFiles(idxFiles());
      await page.getByText(/400 training and 100 test images/).waitFor();
      await page.reload();
      await page.getByRole('button', { name: 'Data', exact: true }).click();
      await page.getByRole('button', { name: 'Train on it' }).click();
      await page.getByRole('dialog', { name: 'Train for real?' }).getByRole('button', { name: 'Start training' }).click();
      await childrenAbove(page, 1);
    }));

  it('names the fault of a file that is cut short, and keeps nothing of it', () =>
    visit(async ({ page }) => {
      const files = idxFiles();
      const first = files[0];
      if (first === undefined) throw new Error('no files');
      files[0] = { ...first, buffer: first.buffer.subarray(0, 200) };
      await page.getByRole('button', { name: 'Data', exact: true }).click();
      await page.getByLabel('Choose files').setInputFiles(files);
      await eventually(() => page.getByRole('alert').innerText()).toMatch(/train-images-idx3-ubyte/);
      await page.getByText('No set of images yet').waitFor();
    }));
});

describe('one run, two tabs', () => {
  it('goes on in the first; the second has a new one of the same settings, and is refused the first one with what to do', () =>
    visit(async ({ page, context }) => {
      const before = await childrenAbove(page, 20);
      const second = await context.newPage();
      await second.goto(page.url());
      await second.getByText(/goes on in another tab/).waitFor();
      await childrenAbove(second, 20);
      await second.getByRole('button', { name: 'Compare runs' }).click();
      await second
        .getByRole('button', { name: /^Open Paper/ })
        .first()
        .click();
      await second.getByText(/This run is open in another tab/).waitFor();
      await childrenAbove(page, before);
      await second.close();
    }));
});
