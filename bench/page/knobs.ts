import type { Browser, Page } from 'playwright-core';
import type { BenchRow } from '../support/types';
import { installKnobProbe, type KnobProbe } from './knobProbe';

const MOVEMENTS = 12;
const DRAG_MS = 4000;
const BANDS = 2;
const PATIENCE_MS = 120_000;

type Measured = Pick<BenchRow, 'case' | 'unit' | 'checked'> & { readonly values: readonly number[] };

const probeOf = (page: Page): Promise<KnobProbe> => page.evaluate(() => window.knobProbe);

/** Longest main-thread task since a time; 0 where none was over 50 ms. */
const longestSince = (page: Page, from: number): Promise<number> =>
  page.evaluate(
    (since) => Math.max(0, ...window.pageProbe.longTasks.filter(([start]) => start >= since).map(([, ms]) => ms)),
    from,
  );

const nowOf = (page: Page): Promise<number> => page.evaluate(() => performance.now());

/**
 * Knobs of the first experiment, its run paused: one movement by key until the first new curve and until all 1,000 episodes are drawn; a
 * drag; bands over 32 seeds. page: open and running, with pageProbe installed.
 */
export async function knobs(browser: Browser, open: (browser: Browser) => Promise<Page>): Promise<readonly Measured[]> {
  const page = await open(browser);
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  await page.evaluate(installKnobProbe, { whole: '1,000 episodes', seeds: 'Median of 32 of 32 seeds' });
  const rate = page.getByRole('slider', { name: 'Learning rate, slider' });
  await rate.focus();
  // The first movement makes room for what is said of it, and meets cold code.
  const move = async (key: string): Promise<KnobProbe> => {
    await page.keyboard.press(key);
    await page.waitForFunction(() => window.knobProbe.wholeMs !== null, null, { timeout: PATIENCE_MS });
    await page.waitForTimeout(300);
    return probeOf(page);
  };
  await move('ArrowRight');
  const first: number[] = [];
  const whole: number[] = [];
  for (let movement = 0; movement < MOVEMENTS; movement += 1) {
    const { firstMs, wholeMs } = await move(movement % 4 < 2 ? 'ArrowRight' : 'ArrowLeft');
    first.push(firstMs ?? Number.NaN);
    whole.push(wholeMs ?? Number.NaN);
  }
  const dragFrom = await nowOf(page);
  await drag(page);
  const dragging = await longestSince(page, dragFrom);
  await move('ArrowRight');
  const bandFrom = await nowOf(page);
  const bands: number[] = [];
  for (let band = 0; band < BANDS; band += 1) {
    await page.getByRole('combobox', { name: 'Seeds of the band' }).selectOption('32');
    await page.waitForFunction(() => window.knobProbe.bandMs !== null, null, { timeout: PATIENCE_MS });
    bands.push((await probeOf(page)).bandMs ?? Number.NaN);
    await page.getByRole('combobox', { name: 'Seeds of the band' }).selectOption('1');
  }
  const filling = await longestSince(page, bandFrom);
  await page.context().close();
  const isWhole = [...first, ...whole, ...bands].every(Number.isFinite);
  return [
    { case: 'knob: until the first new pixels', unit: 'ms', values: first, checked: isWhole },
    { case: 'knob: until all 1,000 episodes', unit: 'ms', values: whole, checked: isWhole },
    { case: 'longest task while a knob is dragged', unit: 'ms', values: [dragging], checked: true },
    { case: 'band over 32 seeds', unit: 'ms', values: bands, checked: isWhole },
    { case: 'longest task while a band fills in', unit: 'ms', values: [filling], checked: true },
  ];
}

/** To and fro over the slider, as a hand does. */
async function drag(page: Page): Promise<void> {
  const box = await page.getByRole('slider', { name: 'Learning rate, slider' }).boundingBox();
  if (box === null) throw new Error('bench page: the slider of the learning rate is not to be seen');
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width / 2, y);
  await page.mouse.down();
  const from = Date.now();
  for (let at = 0; at < DRAG_MS; at = Date.now() - from) {
    await page.mouse.move(box.x + box.width * (0.5 + 0.35 * Math.sin(at / 300)), y);
    await page.waitForTimeout(16);
  }
  await page.mouse.up();
}
