import { meanInterval, quantile } from '../../engine/analysis';
import { Rng } from '../../engine/core/rng';
import type { RunConfig } from '../../engine/run/config';
import { presetById } from '../../engine/run/presets';
import type { Command } from '../command';
import { openNodeEstimator } from '../nodeEstimator';
import { runSearch } from '../runSearch';
import { columns } from '../terminal';
import { usageError } from '../usage';

const COVERAGE = 0.95;
const RESAMPLES = 10_000;

/** What a run is judged by; larger is better for all of them. */
const METRICS = {
  best: 'reward of the best child found',
  final: 'mean reward over the last 20 episodes',
  area: 'mean reward over all episodes',
} as const;
type Metric = keyof typeof METRICS;

/** Episodes that the 'final' metric averages over: the paper's rolling window. */
const WINDOW = 20;

interface Compared {
  readonly preset: string;
  readonly values: readonly number[];
}

/** mean, std (divisor n - 1), best, worst, median, and the 95 % bootstrap interval of the mean. */
function statisticsOf({ preset, values }: Compared, seed: number) {
  const { estimate: mean, low, high } = meanInterval(values, COVERAGE, RESAMPLES, Rng.fromSeed(seed, `compare ${preset}`));
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const std = values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0;
  return {
    preset,
    runs: values.length,
    mean,
    std,
    best: Math.max(...values),
    worst: Math.min(...values),
    median: quantile(values, 0.5),
    low,
    high,
  };
}

/** Mean rank over the seeds, 1 is best; equal values share the mean of their places. */
export function meanRanks(compared: readonly Compared[]): readonly number[] {
  const seeds = compared[0]?.values.length ?? 0;
  return compared.map(({ values }) => {
    let sum = 0;
    for (let s = 0; s < seeds; s += 1) {
      const own = values[s] ?? Number.NaN;
      const others = compared.map((one) => one.values[s] ?? Number.NaN);
      sum += 1 + others.filter((value) => value > own).length + (others.filter((value) => value === own).length - 1) / 2;
    }
    return sum / seeds;
  });
}

function metricOf(text: string | undefined): Metric {
  for (const name of Object.keys(METRICS)) if (name === (text ?? 'best')) return name as Metric;
  throw usageError(`--metric: there is no '${text}'.`, `Known: ${Object.keys(METRICS).join(', ')}.`);
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

export const compare: Command = {
  name: 'compare',
  summary: 'Runs several presets over the same seeds and compares them: mean, spread, rank, intervals.',
  positionals: [],
  options: {
    presets: { value: 'text', hint: 'A,B,...', help: 'presets, separated by commas' },
    seeds: { value: 'text', hint: 'K', help: 'seeds 1..K, default 5' },
    episodes: { value: 'text', hint: 'N', help: "ends each run after N episodes; default: the presets'" },
    metric: {
      value: 'text',
      hint: 'M',
      help: `${Object.entries(METRICS)
        .map(([name, what]) => `${name}: ${what}`)
        .join('; ')}`,
    },
    random: { value: 'flag', help: "adds random search on the first preset's space and reward" },
    workers: { value: 'text', hint: 'N', help: 'children trained at once, for presets that train' },
    'data-dir': { value: 'text', hint: 'DIR', help: 'folder of the named data sets; default: NAS_LAB_DATA' },
  },
  async run({ options, terminal, signal, root }) {
    const names = options
      .required('presets')
      .split(',')
      .map((name) => name.trim());
    const seeds = options.integer('seeds', 1, 1000) ?? 5;
    const episodes = options.integer('episodes', 1, 1_000_000);
    const metric = metricOf(options.text('metric'));
    const place = { root, workers: options.integer('workers', 1, 256), dataDir: options.text('data-dir'), note: terminal.note };
    const configs = names.map((name) => ({ name, config: presetById(name) }));
    const [first] = configs;
    if (options.flag('random') && first !== undefined) {
      const { strategy } = first.config;
      configs.push({
        name: 'random',
        config: { ...first.config, strategy: { id: 'random', childrenPerEpisode: strategy.childrenPerEpisode } },
      });
    }
    const compared: Compared[] = [];
    for (const { name, config } of configs) {
      const { estimator } = await openNodeEstimator(config, place);
      try {
        const values: number[] = [];
        for (let seed = 1; seed <= seeds; seed += 1) {
          const asked: RunConfig = { ...config, seed, stop: { ...config.stop, episodes: episodes ?? config.stop.episodes } };
          const means: number[] = [];
          const done = await runSearch(asked, undefined, {
            root,
            estimator,
            signal,
            folder: null,
            emit: (event) => {
              if (event.type === 'episode') {
                means.push(event.mean);
                terminal.status(`${name}, seed ${seed}: episode ${event.episode}, mean ${event.mean.toFixed(3)}`);
              }
            },
          });
          const value = metric === 'best' ? done.best.reward : meanOf(metric === 'final' ? means.slice(-WINDOW) : means);
          values.push(value);
          terminal.note(`${name}, seed ${seed}: ${value.toFixed(4)} (${done.best.arch})`);
        }
        compared.push({ preset: name, values });
      } finally {
        await estimator.dispose();
      }
    }
    const ranks = meanRanks(compared);
    const rows = compared.map((one, i) => ({
      ...statisticsOf(one, seeds),
      rank: ranks[i] ?? Number.NaN,
      values: [...one.values],
    }));
    rows.sort((a, b) => a.rank - b.rank);
    if (terminal.json) for (const row of rows) terminal.result({ event: 'compare', metric, ...row }, '');
    else {
      const number = (value: number): string => value.toFixed(4);
      const head = ['preset', 'mean', 'std', 'best', 'worst', 'median', 'rank', '95 % interval'];
      const cells = rows.map((row) => [
        row.preset,
        ...[row.mean, row.std, row.best, row.worst, row.median].map(number),
        row.rank.toFixed(2),
        `${number(row.low)} to ${number(row.high)}`,
      ]);
      terminal.say(`${METRICS[metric]}, ${seeds} seeds`);
      terminal.say(columns([head, ...cells], [false, true, true, true, true, true, true, false]));
    }
  },
};
