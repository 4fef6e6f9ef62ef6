import { readFileSync } from 'node:fs';
import path from 'node:path';
import { mean, meanInterval } from '../../src/engine/analysis/bootstrap';
import { pairedTest } from '../../src/engine/analysis/pairedTest';
import { Rng } from '../../src/engine/core/rng';
import { parseTable } from '../../src/engine/estimate/table';
import { type Course, courseOf, landscapeProblem, type Problem, tableProblem } from '../../test/support/searchQuality';
import type { BenchOptions } from '../support/args';
import { digits } from '../support/standings';
import { interquartileRange, median } from '../support/stats';
import type { BenchOutput } from '../support/types';
import { type BesideRandom, strategiesFor } from './strategies';

const TABLE = 'a-small-mnist-teach';
const NOISE = 0.004;
/** Those on which settings were tried are 1 to 12. */
const FIRST_LANDSCAPE = 101;
const COVERAGE = 0.95;
const RESAMPLES = 10_000;

interface Contest {
  readonly name: string;
  readonly children: number;
  readonly engines: (engine: string) => boolean;
  readonly problems: readonly Problem[];
}

/** In percentage points: a run's regret after the last child, and over the last tenth of its children. */
interface Result {
  readonly of: BesideRandom;
  readonly courses: readonly Course[];
  readonly msPerRun: number;
}

const finalRegret = ({ regrets }: Course): number => regrets.at(-1) ?? Number.NaN;

async function search(of: BesideRandom, { problems, children }: Contest): Promise<Result> {
  const courses: Course[] = [];
  const started = performance.now();
  for (const [i, problem] of problems.entries()) courses.push(await courseOf(problem, of.config, i + 1, children));
  return { of, courses, msPerRun: (performance.now() - started) / problems.length };
}

/** Random search's value less this one's, seed by seed: above 0 it is better. */
function gain(result: Result, random: Result, value: (course: Course) => number, seed: string) {
  const own = result.courses.map(value);
  const others = random.courses.map(value);
  const { low, estimate, high } = meanInterval(
    others.map((other, i) => other - (own[i] ?? Number.NaN)),
    COVERAGE,
    RESAMPLES,
    Rng.fromSeed(1, `bootstrap ${seed}`),
  );
  return { low, estimate, high, p: pairedTest(others, own, Rng.fromSeed(1, `paired ${seed}`)).p };
}

const COLUMNS = ['regret', 'median', 'gain on random', '95 %', 'p', 'at the best', 'gain of the last tenth', '95 %', 'ms a run'];
const WIDTHS = [9, 9, 16, 20, 9, 13, 24, 20, 10];
const line = (name: string, cells: readonly string[]): string =>
  [name.padEnd(24), ...cells.map((cell, i) => cell.padStart(WIDTHS[i] ?? 10))].join('');

/** A regret below this is none: sums of the same accuracies in another order. */
const NOTHING = 1e-9;

function tableOf({ name }: Contest, results: readonly Result[], random: Result): string {
  const rows = results.map((result) => {
    const { of, courses, msPerRun } = result;
    const regrets = courses.map(finalRegret);
    const atBest = regrets.filter((regret) => regret < NOTHING).length;
    const found = gain(result, random, finalRegret, of.name);
    const last = gain(result, random, (course) => course.last, of.name);
    const isRandom = result === random;
    return line(of.name, [
      mean(regrets).toFixed(3),
      median(regrets).toFixed(3),
      isRandom ? '' : found.estimate.toFixed(3),
      isRandom ? '' : `${found.low.toFixed(3)}..${found.high.toFixed(3)}`,
      isRandom ? '' : found.p < 0.001 ? '<0.001' : found.p.toFixed(3),
      `${atBest}/${regrets.length}`,
      isRandom ? '' : last.estimate.toFixed(2),
      isRandom ? '' : `${last.low.toFixed(2)}..${last.high.toFixed(2)}`,
      digits(msPerRun),
    ]);
  });
  return [line(name, COLUMNS), ...rows, ''].join('\n');
}

async function contest(of: Contest, output: BenchOutput): Promise<void> {
  const strategies = strategiesFor(of.children);
  const [baseline, ...others] = strategies;
  if (baseline === undefined) return;
  const random = await search(baseline, of);
  const results = [random];
  for (const strategy of others.filter(({ name }) => of.engines(name))) results.push(await search(strategy, of));
  for (const result of results) {
    const regrets = result.courses.map(finalRegret);
    output.row({
      bench: 'search',
      case: of.name,
      engine: result.of.name,
      value: mean(regrets),
      unit: 'points of regret',
      spread: interquartileRange(regrets),
      // Nothing is better than the best there is, and every run found something.
      checked: regrets.every((regret) => regret > -NOTHING),
    });
  }
  output.details(tableOf(of, results, random));
}

/** After 500 nothing is left to find: how good the last tenth of the children is tells who has learned. */
const TABLE_BUDGETS = [16, 32, 64, 500];
const LANDSCAPE_BUDGETS = [100, 500];
/** Searching 15,625 points for the largest acquisition takes tens of milliseconds a child: Bayesian search has its budget of a hundred. */
const SLOW_FROM = 200;

/** Every strategy beside random search, on the same seeds, on problems whose best point is known. */
export async function besideRandom(output: BenchOutput, root: string, options: BenchOptions): Promise<void> {
  const { cases, engines, seeds } = options;
  const numbers = Array.from({ length: seeds }, (_, i) => i);
  const wanted = (name: string): boolean => cases.test(name);
  const tables = TABLE_BUDGETS.map((children) => ({ name: `A_small table, ${children} children`, children }));
  const landscapes = LANDSCAPE_BUDGETS.map((children) => ({ name: `NATS-like landscape, ${children} children`, children }));
  for (const one of tables.filter(({ name }) => wanted(name))) {
    const text = readFileSync(path.join(root, 'public', 'tables', `${TABLE}.json`), 'utf8');
    const problem = tableProblem(parseTable(JSON.parse(text), TABLE));
    await contest({ ...one, engines: (engine) => engines.test(engine), problems: numbers.map(() => problem) }, output);
  }
  const chosen = landscapes.filter(({ name }) => wanted(name));
  if (chosen.length === 0) return;
  const problems = numbers.map((i) => landscapeProblem(FIRST_LANDSCAPE + i, NOISE));
  for (const one of chosen) {
    const isFast = (engine: string): boolean => one.children < SLOW_FROM || !engine.startsWith('Bayesian');
    await contest({ ...one, engines: (engine) => engines.test(engine) && isFast(engine), problems }, output);
  }
}
