import { describe, expect, it } from 'vitest';
import { drawCurves, drawEfficiency, numbersRow } from '../../../scripts/figures/draw';
import { CURVES, type CurvePlan } from '../../../scripts/figures/plan';
import { SeedBook } from '../../../scripts/figures/seeds';
import { rangeFigureSvg } from '../../../scripts/figures/svg';
import type { RunConfig } from '../../../src/engine/run/config';
import { fig5, reinforceOneHot } from '../../../src/engine/run/presets';
import { syntheticTable } from '../../support/syntheticTable';
import { runTable } from '../../support/tableRun';

const table = syntheticTable();
const SEEDS = [1, 2];
const short = (config: RunConfig, episodes: number): RunConfig => ({ ...config, stop: { ...config.stop, episodes } });

const plan: CurvePlan = {
  name: 'small',
  title: 'Small & quick',
  panels: [
    { title: 'one <b>', config: short(fig5(), 12) },
    { title: 'two', config: short(reinforceOneHot(), 30) },
  ],
  behind: { title: 'behind', config: short(fig5(), 12) },
  axis: 'episodes',
  columns: 2,
};

describe('the figures', () => {
  it('are the same bytes again, from seeds 1 and 2 of an invented table', async () => {
    const first = await drawCurves(plan, new SeedBook(table), SEEDS);
    expect(await drawCurves(plan, new SeedBook(table), SEEDS)).toBe(first);
    expect(await drawCurves(plan, new SeedBook(table), [3, 4])).not.toBe(first);
  });

  it('hold no date, no NaN and no markup from titles; a band and a median for each curve', async () => {
    const svg = await drawCurves(plan, new SeedBook(table), SEEDS);
    expect(svg).not.toMatch(/NaN|Infinity|undefined|20\d\d-\d\d|<b>/);
    expect(svg).toContain('Small &amp; quick');
    expect(svg).toContain('one &lt;b&gt;');
    expect(svg.match(/<polygon/g)).toHaveLength(4);
    expect(svg.match(/<polyline/g)).toHaveLength(4);
    const opened = svg.match(/<(svg|g|text|title)\b/g)?.length;
    expect(svg.match(/<\/(svg|g|text|title)>/g)).toHaveLength(opened ?? 0);
  });

  it('draw the numbers of the run itself', async () => {
    const config = short(fig5(), 12);
    const run = await new SeedBook(table).run(config, 5);
    const episodes = await runTable({ ...config, seed: 5 }, table);
    expect([...run.mean]).toEqual(episodes.map(({ mean }) => mean));
    expect([...run.unique]).toEqual(episodes.map(({ uniqueChildren }) => uniqueChildren));
  });

  it('compare with random search and exhaustive search, and let what never arrives run out of the figure', async () => {
    const svg = await drawEfficiency('settled', [{ title: 'short', config: short(fig5(), 12) }], new SeedBook(table), SEEDS);
    expect(svg).toContain('random search finds it (quartiles)');
    expect(svg).toContain('64, then certain');
    expect(svg).not.toMatch(/NaN|Infinity/);
    const never = { title: 'never', low: 30, estimate: Number.POSITIVE_INFINITY, high: Number.POSITIVE_INFINITY, note: '' };
    const open = rangeFigureSvg('t', 'x', [never]);
    expect(open).toContain('→');
    expect(open).not.toMatch(/NaN|Infinity|<circle/);
  });

  it('have a line of numbers with every column', async () => {
    const line = await numbersRow({ title: 'short', config: short(fig5(), 12) }, new SeedBook(table), SEEDS);
    expect(line.split('|')).toHaveLength(10);
    expect(line).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('are named once each', () => {
    const names = CURVES.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});
