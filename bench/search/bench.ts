import { mean, meanInterval } from '../../src/engine/analysis/bootstrap';
import { Rng } from '../../src/engine/core/rng';
import { digits } from '../support/standings';
import { interquartileRange, median } from '../support/stats';
import type { Bench, BenchOutput } from '../support/types';
import { besideRandom } from './besideRandom';
import { CASES, LAB_ENGINES, OPTUNA_SAMPLERS, type SearchCase } from './cases';
import { search } from './labSearch';
import { searchWithOptuna } from './optuna';
import { SPEED_CASE, speed } from './speed';

/** What issue and documents ask of Branin after 40 evaluations. */
const NEAR = 0.05;
const RESAMPLES = 2000;

interface Standing {
  readonly engine: string;
  /** Least value found less the function's minimum, a seed each. */
  readonly regrets: readonly number[];
  readonly msPerSeed: number;
}

const regretsOf = ({ space: { value } }: SearchCase, runs: readonly (readonly number[])[]): number[] =>
  runs.map((values) => Math.min(...values) - value.minimum);

function tableOf({ name }: SearchCase, standings: readonly Standing[]): string {
  const rows = standings.map(({ engine, regrets, msPerSeed }) => {
    const { low, high } = meanInterval(regrets, 0.95, RESAMPLES, Rng.fromSeed(1, engine));
    const near = regrets.filter((regret) => regret <= NEAR).length;
    const cells = [
      digits(mean(regrets)),
      `${digits(low)}..${digits(high)}`,
      digits(median(regrets)),
      `${near}/${regrets.length}`,
    ];
    return [engine.padEnd(28), ...cells.map((cell) => `  ${cell}`.padStart(24)), msPerSeed.toFixed(0).padStart(10)].join('');
  });
  const titles = ['mean regret', '95 % of the mean', 'median regret', `within ${NEAR}`];
  const head = [name.padEnd(28), ...titles.map((title) => title.padStart(24)), 'ms a seed'.padStart(10)].join('');
  return `${head}\n${rows.join('\n')}\n`;
}

async function measure(
  of: SearchCase,
  engine: string,
  seeds: readonly number[],
  output: BenchOutput,
  work: () => Promise<readonly (readonly number[])[]>,
): Promise<Standing> {
  const started = performance.now();
  const runs = await work();
  const msPerSeed = (performance.now() - started) / seeds.length;
  const regrets = regretsOf(of, runs);
  // Checked: every seed was run to its end, and nothing lies below the known minimum.
  const checked =
    runs.length === seeds.length && runs.every(({ length }) => length === of.evaluations) && regrets.every((r) => r > -1e-6);
  output.row({
    bench: 'search',
    case: of.name,
    engine,
    value: median(regrets),
    unit: 'regret',
    spread: interquartileRange(regrets),
    checked,
  });
  return { engine, regrets, msPerSeed };
}

export const searchBench: Bench = {
  name: 'search',
  summary: "strategies beside random search on a table and a landscape, beside Optuna's samplers on test functions; their speed",
  async run(output, root, { options }) {
    const { python, cases, engines, seeds: count } = options;
    const seeds = Array.from({ length: count }, (_, i) => i + 1);
    for (const of of CASES.filter(({ name }) => cases.test(name))) {
      const standings: Standing[] = [];
      for (const { name, config } of LAB_ENGINES.filter((engine) => engines.test(engine.name))) {
        const work = async (): Promise<readonly (readonly number[])[]> => {
          const runs: (readonly number[])[] = [];
          for (const seed of seeds) runs.push(await search(config, of.space, seed, of.evaluations));
          return runs;
        };
        standings.push(await measure(of, name, seeds, output, work));
      }
      for (const [name, sampler] of OPTUNA_SAMPLERS.filter(([engine]) => engines.test(engine))) {
        if (python === null) continue;
        const job = { sampler, function: of.space.id, seeds, evaluations: of.evaluations };
        try {
          standings.push(await measure(of, name, seeds, output, async () => (await searchWithOptuna(root, python, job)).values));
        } catch (thrown) {
          output.fail(
            `${name}: ${python} cannot run it: ${thrown instanceof Error ? thrown.message.split('\n')[0] : String(thrown)}`,
          );
        }
      }
      output.details(tableOf(of, standings));
    }
    if (python === null && CASES.some(({ name }) => cases.test(name)))
      output.note("Optuna's samplers were left out: name a Python that has optuna with --python.");
    await besideRandom(output, root, options);
    if (cases.test(SPEED_CASE)) await speed(output, root, options);
  },
};
