import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { BUDGET_BYTES, measureShell } from '../../scripts/bundle-size.mjs';
import { builtSite } from '../../test/support/builtSite';
import { launchChromium } from '../../test/support/chromium';
import { startStaticServer } from '../../test/support/staticServer';
import { interquartileRange, median } from '../support/stats';
import type { Bench, BenchOutput, BenchRow } from '../support/types';
import { knobs } from './knobs';
import { installProbe, type PageProbe } from './probe';

const VISITS = 5;
/** Children of one episode of the page's first experiment. */
const CHILDREN_PER_EPISODE = 20;
const WATCH_MS = 8000;
const PATIENCE_MS = 120_000;

type Measured = Pick<BenchRow, 'case' | 'unit' | 'checked'> & { readonly values: readonly number[] };

async function open(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
  const page = await context.newPage();
  await page.addInitScript(installProbe);
  await page.goto(url, { waitUntil: 'load' });
  await page.waitForFunction(() => window.pageProbe.firstChildMs !== null, null, { timeout: PATIENCE_MS });
  return page;
}

const probeOf = (page: Page): Promise<PageProbe> => page.evaluate(() => window.pageProbe);

/** Longest main-thread task that began in [from, to) ms; 0 where none was over 50. */
function longestTask({ longTasks }: PageProbe, from: number | null, to: number | null): number {
  const within = longTasks.filter(([start]) => start >= (from ?? 0) && start < (to ?? Number.POSITIVE_INFINITY));
  return Math.max(0, ...within.map(([, duration]) => duration));
}

/** Episodes a second between two times, by the children on the screen. */
function episodeRate(counts: PageProbe['counts']): number {
  const [first, last] = [counts[0], counts.at(-1)];
  if (first === undefined || last === undefined || last[0] === first[0]) return Number.NaN;
  return (1000 * (last[1] - first[1])) / CHILDREN_PER_EPISODE / (last[0] - first[0]);
}

/** First visits, each with an empty cache: how soon something moves, and what blocks the page while it runs at its own pace. */
async function visits(browser: Browser, url: string): Promise<readonly Measured[]> {
  const firsts: number[] = [];
  const starting: number[] = [];
  const longest: number[] = [];
  for (let visit = 0; visit < VISITS; visit += 1) {
    const page = await open(browser, url);
    await page.waitForTimeout(WATCH_MS / 2);
    const probe = await probeOf(page);
    firsts.push(probe.firstChildMs ?? Number.NaN);
    starting.push(longestTask(probe, probe.loadMs, probe.firstChildMs));
    longest.push(longestTask(probe, probe.firstChildMs, null));
    await page.context().close();
  }
  return [
    { case: 'first visit until a child is shown', unit: 'ms', values: firsts, checked: firsts.every(Number.isFinite) },
    { case: 'longest task between the load event and the first child', unit: 'ms', values: starting, checked: true },
    { case: 'longest task after the first child, own pace', unit: 'ms', values: longest, checked: true },
  ];
}

/** One run as fast as it goes, charts live. */
async function fullSpeed(browser: Browser, url: string): Promise<readonly Measured[]> {
  const rates: number[] = [];
  const longest: number[] = [];
  let whole = true;
  for (let visit = 0; visit < VISITS; visit += 1) {
    const page = await open(browser, url);
    const speed = page.getByLabel('Speed');
    await speed.fill((await speed.getAttribute('max')) ?? '0');
    const from = await page.evaluate(() => performance.now());
    await page.waitForTimeout(WATCH_MS);
    const probe = await probeOf(page);
    const counts = probe.counts.filter(([ms]) => ms > from);
    rates.push(episodeRate(counts));
    longest.push(longestTask(probe, from, null));
    whole &&= (counts.at(-1)?.[1] ?? 1) % CHILDREN_PER_EPISODE === 0;
    await page.context().close();
  }
  return [
    { case: 'table mode, charts live', unit: 'episodes/s', values: rates, checked: whole && rates.every(Number.isFinite) },
    { case: 'longest task at full speed', unit: 'ms', values: longest, checked: true },
  ];
}

export const pageBench: Bench = {
  name: 'page',
  summary: 'the built page: time until it moves, episodes a second, knobs and bands, longest task, size of the shell',
  async run(output: BenchOutput, root: string) {
    const dist = process.env.NAS_LAB_DIST ?? (await builtSite(root));
    const shell = measureShell(dist);
    const server = await startStaticServer(path.resolve(dist), '/some/folder/');
    const browser = await launchChromium();
    const engine = `Chromium ${browser.version().split('.')[0]}`;
    try {
      const measured: Measured[] = [
        {
          case: 'initial JavaScript, gzipped',
          unit: 'KB',
          values: [shell.gzipBytes / 1000],
          checked: shell.forbidden.length === 0 && shell.gzipBytes <= BUDGET_BYTES,
        },
        ...(await visits(browser, server.url)),
        ...(await fullSpeed(browser, server.url)),
        ...(await knobs(browser, (given) => open(given, server.url))),
      ];
      for (const { case: name, unit, values, checked } of measured) {
        output.row({
          bench: 'page',
          case: name,
          engine,
          value: unit === 'ms' && name.startsWith('longest') ? Math.max(...values) : median(values),
          unit,
          spread: interquartileRange(values),
          checked,
        });
      }
    } finally {
      await browser.close();
      await server.close();
    }
  },
};
