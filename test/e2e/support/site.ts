import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, expect, inject } from 'vitest';
import { launchChromium } from '../../support/chromium';

/** How long anything may take before it counts as failed: no statement about speed, for machines that do other things too. */
export const PATIENCE_MS = 120_000;

let browser: Promise<Browser> | undefined;

afterAll(async () => {
  const launched = await browser;
  browser = undefined;
  await launched?.close();
});

export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the page complained of: errors and warnings on the console, uncaught errors, failed requests. */
  readonly complaints: string[];
}

export interface VisitOptions {
  /** Appended to the site's address. */
  readonly fragment?: string;
  readonly colorScheme?: 'light' | 'dark';
}

/** Runs body on a fresh visit (no storage, no cache) to the built site. Fails on anything the page complains of. */
export async function visit(body: (visit: Visit) => Promise<void>, options: VisitOptions = {}): Promise<void> {
  browser ??= launchChromium();
  const context = await (await browser).newContext({
    viewport: { width: 1366, height: 768 },
    colorScheme: options.colorScheme ?? 'light',
  });
  const complaints: string[] = [];
  context.on('page', (page) => {
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(`${message.type()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
  });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    await page.goto(inject('siteUrl') + (options.fragment ?? ''));
    await body({ page, context, complaints });
    expect(complaints).toEqual([]);
  } catch (thrown) {
    if (thrown instanceof Error && complaints.length > 0) thrown.message += `\nThe page said:\n  ${complaints.join('\n  ')}`;
    throw thrown;
  } finally {
    await context.close();
  }
}

/** expect.poll with the patience of these tests. */
export function eventually<T>(read: () => Promise<T>) {
  return expect.poll(read, { interval: 250, timeout: PATIENCE_MS });
}

/** Children that the page counts. */
export async function childrenOf(page: Page): Promise<number> {
  const text = await page.locator('.counts b').first().innerText();
  return Number(text.replace(/\D/g, ''));
}

/** Waits until the page counts more than so many children. */
export async function childrenAbove(page: Page, count: number): Promise<number> {
  await eventually(() => childrenOf(page)).toBeGreaterThan(count);
  return childrenOf(page);
}

/** Pauses, and answers the number of children once it stands still. */
export async function pause(page: Page): Promise<number> {
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('button', { name: 'Play' }).waitFor();
  let last = -1;
  await expect
    .poll(
      async () => {
        const before = last;
        last = await childrenOf(page);
        return last === before;
      },
      { interval: 500, timeout: PATIENCE_MS },
    )
    .toBe(true);
  return last;
}

/** The title of the experiment that is open. */
export function experimentOf(page: Page): Promise<string> {
  return page.locator('.picker b').innerText();
}

/** The field with the seed. */
export function seedOf(page: Page): Promise<string> {
  return page.getByRole('textbox', { name: 'seed' }).inputValue();
}

/** Chooses an experiment by its whole title. */
export async function chooseExperiment(page: Page, title: string): Promise<void> {
  await page.getByRole('button', { name: 'choose another experiment' }).click();
  await page.getByRole('menuitemradio', { name: title, exact: true }).click();
  await eventually(() => experimentOf(page)).toBe(title);
}
