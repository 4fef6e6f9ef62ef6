import { rollingMean } from '../../src/engine/analysis/rolling';
import {
  drawsQuantile,
  effortOf,
  expectedDraws,
  firstFound,
  firstSettled,
  goalReward,
  type SeedRun,
} from '../../src/engine/analysis/sampleEfficiency';
import { Rng } from '../../src/engine/core/rng';
import type { RunConfig } from '../../src/engine/run/config';
import { medianEnd } from '../../src/ui/features/learn/faults/model';
import type { CurvePlan } from './plan';
import type { SeedBook } from './seeds';
import { bandFigureSvg, type Curve, type Panel, type RangeRow, rangeFigureSvg } from './svg';

/** A curve's points are means over so many children: an episode where it has as many. */
const CHILDREN = 20;

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function smoothed(runs: readonly SeedRun[], config: RunConfig): readonly Float64Array[] {
  const window = Math.max(1, Math.ceil(CHILDREN / config.strategy.childrenPerEpisode));
  return runs.map(({ mean }) => rollingMean(mean, window));
}

/** A figure of curves with median and quartiles over the seeds. */
export async function drawCurves(plan: CurvePlan, book: SeedBook, seeds: readonly number[]): Promise<string> {
  const { panels, behind, axis } = plan;
  const [first] = panels;
  if (first === undefined) throw new RangeError(`${plan.name}: a figure has at least one panel`);
  const rewards = await book.rewards(first.config);
  const best = Math.max(...rewards);
  const quiet: Curve[] =
    behind === undefined
      ? []
      : [{ title: behind.title, seeds: smoothed(await book.runSeeds(behind.config, seeds), behind.config), quiet: true }];
  const drawn: Panel[] = [];
  for (const { title, config } of panels) {
    const runs = await book.runSeeds(config, seeds);
    const end = medianEnd(runs);
    const note = `ends at ${end === null ? '–' : end.toFixed(2).replace('-', '−')}, best cell ${best.toFixed(2)}`;
    drawn.push({
      title,
      note,
      curves: [...quiet, { title: `median and quartiles, ${seeds.length} seeds`, seeds: smoothed(runs, config) }],
    });
  }
  return bandFigureSvg({
    title: plan.title,
    panels: drawn,
    columns: plan.columns,
    levels: [
      { title: 'best cell', value: best, colour: 'truth' },
      { title: 'random search, mean', value: meanOf(rewards), colour: 'quiet' },
    ],
    range: [Math.min(...rewards), best],
    xTitle: axis,
    xPerStep: axis === 'children' ? first.config.strategy.childrenPerEpisode : 1,
  });
}

const whole = (value: number): string => (Number.isFinite(value) ? Math.round(value).toLocaleString('en') : 'never');

export interface EfficiencyRow {
  readonly title: string;
  readonly config: RunConfig;
}

/** Children until every controller finds a best cell or settles on it, beside random and exhaustive search. */
export async function drawEfficiency(
  until: 'found' | 'settled',
  rows: readonly EfficiencyRow[],
  book: SeedBook,
  seeds: readonly number[],
): Promise<string> {
  const [first] = rows;
  if (first === undefined) throw new RangeError('efficiency: a figure has at least one row');
  const rewards = await book.rewards(first.config);
  const goal = goalReward(rewards);
  const good = rewards.filter((reward) => reward >= goal).length;
  const cells = rewards.length;
  const ranges: RangeRow[] = [];
  for (const { title, config } of rows) {
    const runs = await book.runSeeds(config, seeds);
    const { children, reached } = effortOf(
      runs.map((run) => (until === 'found' ? firstFound(run, goal) : firstSettled(run, goal))),
      Rng.fromSeed(1, `${until} ${title}`),
    );
    ranges.push({ title, ...children, note: `${whole(children.estimate)}; ${reached} of ${seeds.length} seeds` });
  }
  const quartile = (q: number): number => drawsQuantile(cells, good, q);
  const random = {
    title: 'random search finds it (quartiles)',
    low: quartile(0.25),
    estimate: quartile(0.5),
    high: quartile(0.75),
    note: `${quartile(0.5)}; on average ${whole(expectedDraws(cells, good))}`,
    quiet: true,
  };
  const exhaustive = {
    title: 'exhaustive search',
    low: cells,
    estimate: cells,
    high: cells,
    note: `${cells}, then certain`,
    quiet: true,
  };
  const what =
    until === 'found'
      ? 'until one within 0.1 % of the best is sampled'
      : 'until the last 20 are within 0.1 % of the best on average';
  return rangeFigureSvg(
    `Children ${what}: median with 95 % interval over ${seeds.length} seeds`,
    `children ${what}; median, 95 % interval`,
    [...ranges, random, exhaustive],
  );
}

/** A line of the table of numbers. */
export async function numbersRow({ title, config }: EfficiencyRow, book: SeedBook, seeds: readonly number[]): Promise<string> {
  const runs = await book.runSeeds(config, seeds);
  const goal = goalReward(await book.rewards(config));
  const found = effortOf(
    runs.map((run) => firstFound(run, goal)),
    Rng.fromSeed(1, `found ${title}`),
  );
  const settledHits = runs.map((run) => firstSettled(run, goal));
  const settled = effortOf(settledHits, Rng.fromSeed(1, `settled ${title}`));
  const episodes = settledHits.flatMap((hit) => hit?.episode ?? []).sort((a, b) => a - b);
  const span = episodes.length === 0 ? '–' : `${whole(episodes[0] ?? 0)} to ${whole(episodes.at(-1) ?? 0)}`;
  const interval = ({ low, estimate, high }: { low: number; estimate: number; high: number }): string =>
    `${whole(estimate)} (${whole(low)} to ${whole(high)})`;
  return `| ${title} | ${medianEnd(runs)?.toFixed(2) ?? '–'} | ${found.reached} | ${interval(found.children)} | ${interval(found.unique)} | ${settled.reached} | ${interval(settled.children)} | ${span} |`;
}
