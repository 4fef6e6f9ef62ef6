import { writeFile } from 'node:fs/promises';
import { type Compared, compareValues, comparisonCells, comparisonLatex } from '../../engine/analysis';
import { throwIfAborted } from '../../engine/core/errors';
import type { Estimator } from '../../engine/estimate/types';
import type { RunConfig } from '../../engine/run/config';
import { OutcomeRecorder, type RunOutcome, simulateOutcome } from '../../engine/run/outcome';
import { openStrategy } from '../../engine/search/catalogue';
import { openSpace } from '../../engine/space';
import type { Command } from '../command';
import { contendersOf, notesOnFairness } from '../contenders';
import { fileError } from '../files';
import { type EstimatorPlace, openNodeEstimator } from '../nodeEstimator';
import { makeNodeReward } from '../nodeReward';
import { runSearch } from '../runSearch';
import type { Terminal } from '../terminal';
import { columns } from '../terminal';
import { usageError } from '../usage';
import { nodeWasmAssets } from '../wasmAssets';

/** What a run is judged by; larger is better for all of them. */
const METRICS = {
  best: 'reward of the best child found',
  final: 'mean reward over the last 20 episodes',
  area: 'mean reward over all episodes',
} as const;
type Metric = keyof typeof METRICS;

function metricOf(text: string | undefined): Metric {
  for (const name of Object.keys(METRICS)) if (name === (text ?? 'best')) return name as Metric;
  throw usageError(`--metric: there is no '${text}'.`, `Known: ${Object.keys(METRICS).join(', ')}.`);
}

const judged = ({ best, final, area }: RunOutcome, metric: Metric): number => ({ best: best.reward, final, area })[metric];

const namesOf = (text: string | undefined): readonly string[] =>
  (text ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

/** Only what is computed, not trained, can be simulated. */
const isSimulated = ({ estimator }: RunConfig): boolean => estimator.id === 'table' || estimator.id === 'synthetic';

interface Playing {
  readonly estimator: Estimator;
  readonly place: EstimatorPlace;
  readonly signal: AbortSignal;
  readonly terminal: Terminal;
  readonly name: string;
}

async function play(config: RunConfig, { estimator, place, signal, terminal, name }: Playing): Promise<RunOutcome> {
  const { root } = place;
  const show = (episode: number): void => terminal.status(`${name}, seed ${config.seed}: episode ${episode}`);
  if (isSimulated(config)) {
    const deps = {
      space: openSpace(config.space),
      estimator,
      makeReward: (reward: RunConfig['reward']) => makeNodeReward(reward, root),
      tensorAssets: async () => ({ wasm: nodeWasmAssets(root) }),
      now: () => performance.now(),
    };
    return simulateOutcome(config, deps, async (episodes) => {
      show(episodes);
      await new Promise((resolve) => setImmediate(resolve));
      throwIfAborted(signal, 'The comparison');
    });
  }
  const recorder = new OutcomeRecorder();
  const done = await runSearch(config, undefined, {
    root,
    estimator,
    signal,
    folder: null,
    emit: (event) => {
      if (event.type !== 'episode') return;
      recorder.add(event);
      show(event.episode);
    },
  });
  return recorder.outcome(done.best);
}

/** One row a change of the best reward: by children and by epochs. */
function anytimeCsv(played: readonly { readonly name: string; readonly outcomes: readonly RunOutcome[] }[]): string {
  const rows = played.flatMap(({ name, outcomes }) =>
    outcomes.flatMap(({ byChildren, byEpochs }, i) =>
      [byChildren, byEpochs].flatMap(({ cost, best }, which) =>
        cost.map((spent, k) => [name, i + 1, which === 0 ? 'children' : 'epochs', spent, best[k]].join(',')),
      ),
    ),
  );
  return `${['name,seed,cost,spent,best', ...rows].join('\n')}\n`;
}

async function keep(path: string | undefined, text: string, terminal: Terminal): Promise<void> {
  if (path === undefined) return;
  try {
    await writeFile(path, text);
  } catch (cause) {
    throw fileError('write', path, cause);
  }
  terminal.note(`written: ${path}`);
}

export const compare: Command = {
  name: 'compare',
  summary:
    'Runs presets and strategies over the same seeds and budget and compares them: mean, spread, rank, intervals, a paired test.',
  positionals: [],
  options: {
    presets: { value: 'text', hint: 'A,B,...', help: 'presets, separated by commas' },
    strategies: {
      value: 'text',
      hint: 'A,B,...',
      help: "strategies with their defaults, on the first preset's space, estimator, reward and budget",
    },
    seeds: { value: 'text', hint: 'K', help: 'seeds 1..K, default 5' },
    episodes: { value: 'text', hint: 'N', help: "ends each run after N episodes; default: the presets'" },
    children: { value: 'text', hint: 'N', help: 'ends each run at the first episode with N children: the same budget for all' },
    metric: {
      value: 'text',
      hint: 'M',
      help: `${Object.entries(METRICS)
        .map(([name, what]) => `${name}: ${what}`)
        .join('; ')}`,
    },
    random: { value: 'flag', help: "adds random search on the first preset's space and reward" },
    latex: { value: 'text', hint: 'FILE', help: 'also writes the table as a LaTeX tabular' },
    anytime: { value: 'text', hint: 'FILE', help: 'also writes the best reward over children and epochs, as CSV' },
    workers: { value: 'text', hint: 'N', help: 'children trained at once, for presets that train' },
    'data-dir': { value: 'text', hint: 'DIR', help: 'folder of the named data sets; default: NAS_LAB_DATA' },
  },
  async run({ options, terminal, signal, root }) {
    const seeds = options.integer('seeds', 1, 1000) ?? 5;
    const episodes = options.integer('episodes', 1, 1_000_000);
    const children = options.integer('children', 1, 100_000_000);
    const metric = metricOf(options.text('metric'));
    const place = { root, workers: options.integer('workers', 1, 256), dataDir: options.text('data-dir'), note: terminal.note };
    const added = options.flag('random') ? ['random'] : [];
    const asked = (config: RunConfig): RunConfig => ({
      ...config,
      stop: {
        ...config.stop,
        episodes: episodes ?? (children === undefined ? config.stop.episodes : 1_000_000),
        children: children ?? config.stop.children,
      },
    });
    const contenders = contendersOf(namesOf(options.required('presets')), [...namesOf(options.text('strategies')), ...added]);
    for (const note of notesOnFairness(contenders.map(({ name, config }) => ({ name, config: asked(config) }))))
      terminal.note(note);
    // A strategy that cannot take the space is to be said before the others have run for hours.
    for (const { config } of contenders) {
      const deps = { space: openSpace(config.space), seed: 1, tensorAssets: async () => ({ wasm: nodeWasmAssets(root) }) };
      (await openStrategy(config.strategy, deps)).dispose();
    }
    const played: { readonly name: string; readonly outcomes: RunOutcome[] }[] = [];
    for (const { name, config } of contenders) {
      const { estimator } = await openNodeEstimator(config, place);
      const outcomes: RunOutcome[] = [];
      try {
        for (let seed = 1; seed <= seeds; seed += 1) {
          const outcome = await play({ ...asked(config), seed }, { estimator, place, signal, terminal, name });
          outcomes.push(outcome);
          terminal.note(`${name}, seed ${seed}: ${judged(outcome, metric).toFixed(4)} (${outcome.best.arch})`);
        }
      } finally {
        await estimator.dispose();
      }
      played.push({ name, outcomes });
    }
    const compared = played.map(
      ({ name, outcomes }): Compared => ({ name, values: outcomes.map((outcome) => judged(outcome, metric)) }),
    );
    const rows = compareValues(compared, seeds);
    const caption = `${METRICS[metric]}, ${seeds} seeds`;
    await keep(options.text('latex'), comparisonLatex(rows, caption), terminal);
    await keep(options.text('anytime'), anytimeCsv(played), terminal);
    if (terminal.json) {
      for (const { name, values, versusBest, ...row } of rows) {
        terminal.result({ event: 'compare', metric, preset: name, ...row, p: versusBest?.p ?? null, values: [...values] }, '');
      }
      return;
    }
    terminal.say(caption);
    const cells = comparisonCells(rows);
    terminal.say(columns(cells, [false, true, false, ...Array.from({ length: 6 }, () => true)]));
    terminal.say('p: two-sided paired permutation test against the first row');
  },
};
