import { readFileSync } from 'node:fs';
import path from 'node:path';
import { mean, meanInterval } from '../../src/engine/analysis/bootstrap';
import { pairedTest } from '../../src/engine/analysis/pairedTest';
import { Rng } from '../../src/engine/core/rng';
import { parseTable } from '../../src/engine/estimate/table';
import { aSmall } from '../../src/engine/space/aSmall/space';
import { enumerate } from '../../src/engine/space/genotype';
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
  /** Random search's mean regret where it can be computed: then it is compared with, and not random search's own runs. */
  readonly random: number | null;
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
function gain(result: Result, random: readonly number[], value: (course: Course) => number, seed: string) {
  const own = result.courses.map(value);
  const { low, estimate, high } = meanInterval(
    random.map((other, i) => other - (own[i] ?? Number.NaN)),
    COVERAGE,
    RESAMPLES,
    Rng.fromSeed(1, `bootstrap ${seed}`),
  );
  return { low, estimate, high, p: pairedTest(random, own, Rng.fromSeed(1, `paired ${seed}`)).p };
}

const COLUMNS = ['regret', 'median', 'gain on random', '95 %', 'p', 'at the best', 'gain of the last tenth', '95 %', 'ms a run'];
const WIDTHS = [9, 9, 16, 20, 9, 13, 24, 20, 10];
const line = (name: string, cells: readonly string[]): string =>
  [name.padEnd(24), ...cells.map((cell, i) => cell.padStart(WIDTHS[i] ?? 10))].join('');

/** A regret below this is none: sums of the same accuracies in another order. */
const NOTHING = 1e-9;

/** Random search's mean regret after n draws of a list, with replacement:   sum_i r_i (((N - i + 1) / N)^n - ((N - i) / N)^n),   r_1 <= ... <= r_N. */
export function randomRegret(regrets: readonly number[], n: number): number {
  const sorted = [...regrets].sort((a, b) => a - b);
  const above = (i: number): number => ((sorted.length - i) / sorted.length) ** n;
  return sorted.reduce((sum, regret, i) => sum + regret * (above(i) - above(i + 1)), 0);
}

function tableOf({ name, random: computed }: Contest, results: readonly Result[], random: Result): string {
  const randomRegrets = random.courses.map((course) => computed ?? finalRegret(course));
  const randomLast = random.courses.map(({ last }) => last);
  const rows = results.map((result) => {
    const { of, courses, msPerRun } = result;
    const regrets = courses.map(finalRegret);
    const atBest = regrets.filter((regret) => regret < NOTHING).length;
    const found = gain(result, randomRegrets, finalRegret, of.name);
    const last = gain(result, randomLast, (course) => course.last, of.name);
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
  const note =
    computed === null ? [] : [`Random search's mean regret, computed: ${computed.toFixed(4)}; the gains on it are of that.`];
  return [line(name, COLUMNS), ...rows, ...note, ''].join('\n');
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
    const table = parseTable(JSON.parse(text), TABLE);
    const problem = tableProblem(table);
    const cells = [...enumerate(aSmall)].map((genotype) => problem.regret(aSmall.format(genotype)));
    const random = randomRegret(cells, one.children);
    await contest({ ...one, random, engines: (engine) => engines.test(engine), problems: numbers.map(() => problem) }, output);
  }
  const chosen = landscapes.filter(({ name }) => wanted(name));
  if (chosen.length === 0) return;
  const problems = numbers.map((i) => landscapeProblem(FIRST_LANDSCAPE + i, NOISE));
  for (const one of chosen) {
    const isFast = (engine: string): boolean => one.children < SLOW_FROM || !engine.startsWith('Bayesian');
    await contest({ ...one, engines: (engine) => engines.test(engine) && isFast(engine), problems, random: null }, output);
  }
}
