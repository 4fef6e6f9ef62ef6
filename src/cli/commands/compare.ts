import { writeFile } from 'node:fs/promises';
import { type Compared, compareValues, comparisonCells, comparisonLatex } from '../../engine/analysis';
import { answersAtOnce } from '../../engine/estimate/config';
import type { Estimator } from '../../engine/estimate/types';
import { checkRun } from '../../engine/run/checks';
import type { RunConfig } from '../../engine/run/config';
import { openStrategy } from '../../engine/search/catalogue';
import { openSpace } from '../../engine/space';
import type { CompareMetric, KeptOutcome } from '../../worker/compareProtocol';
import type { Command } from '../command';
import { type Contender, contendersOf, notesOnFairness } from '../contenders';
import { fileError } from '../files';
import { KeptOutcomes } from '../keptOutcomes';
import { type EstimatorPlace, openNodeEstimator } from '../nodeEstimator';
import { makeOutcomePlayer } from '../playOutcome';
import type { Terminal } from '../terminal';
import { columns } from '../terminal';
import { usageError } from '../usage';
import { nodeWasmAssets } from '../wasmAssets';

/** What a run is judged by; larger is better for all of them. */
const METRICS = {
  best: 'reward of the best child found, without noise where that is known',
  final: 'mean reward over the last 20 episodes',
  area: 'mean reward over all episodes',
} as const satisfies Record<CompareMetric, string>;

function metricOf(text = 'best'): CompareMetric {
  if (Object.hasOwn(METRICS, text)) return text as CompareMetric;
  throw usageError(`--metric: there is no '${text}'.`, `Known: ${Object.keys(METRICS).join(', ')}.`);
}

const namesOf = (text: string | undefined): readonly string[] =>
  (text ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

/** One row a change of the best reward: by children and by epochs. */
function anytimeCsv(played: readonly { readonly name: string; readonly outcomes: readonly KeptOutcome[] }[]): string {
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

/** What cannot come to its end is to be said before the others have run for hours. LabError as createRun. */
async function checkContender(config: RunConfig, place: EstimatorPlace): Promise<void> {
  const space = openSpace(config.space);
  const looked = answersAtOnce(config.estimator) ? await openNodeEstimator(config, place) : null;
  checkRun(config, { space, estimator: looked?.estimator ?? {} });
  await looked?.estimator.dispose();
  const deps = { space, seed: 1, tensorAssets: async () => ({ wasm: nodeWasmAssets(place.root) }) };
  (await openStrategy(config.strategy, deps)).dispose();
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
    out: { value: 'text', hint: 'FILE', help: 'keeps every finished run; the same command, stopped, then goes on from there' },
    workers: { value: 'text', hint: 'N', help: 'children trained at once, for presets that train' },
    'data-dir': { value: 'text', hint: 'DIR', help: 'folder of the named data sets; default: NAS_LAB_DATA' },
  },
  async run({ options, terminal, signal, root, whenStopped }) {
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
    const named = contendersOf(namesOf(options.required('presets')), [...namesOf(options.text('strategies')), ...added]);
    const contenders = named.map(({ name, config }): Contender => ({ name, config: asked(config) }));
    for (const note of notesOnFairness(contenders)) terminal.note(note);
    for (const { config } of contenders) await checkContender(config, place);
    const kept = await KeptOutcomes.open(options.text('out'));
    const played: { readonly name: string; readonly outcomes: KeptOutcome[] }[] = [];
    const goOn =
      kept.path === null
        ? 'none is kept: with --out FILE a comparison goes on where it was stopped'
        : `the same command goes on from ${kept.path}`;
    let done = 0;
    const ran = (): void => whenStopped(`Stopped after ${done} of ${contenders.length * seeds} runs; ${goOn}.`);
    ran();
    for (const { name, config } of contenders) {
      const outcomes: KeptOutcome[] = [];
      played.push({ name, outcomes });
      const onEpisode = (episode: number): void => terminal.status(`${name}, seed ${outcomes.length + 1}: episode ${episode}`);
      const player = makeOutcomePlayer({ root, signal, onEpisode });
      let estimator: Estimator | null = null;
      try {
        for (let seed = 1; seed <= seeds; seed += 1) {
          const seeded = { ...config, seed };
          let outcome = kept.get(seeded);
          const from = outcome === undefined ? '' : `, kept in ${kept.path}`;
          if (outcome === undefined) {
            estimator ??= (await openNodeEstimator(config, place)).estimator;
            outcome = await player(seeded, estimator);
            kept.add(seeded, outcome);
          }
          outcomes.push(outcome);
          done += 1;
          ran();
          terminal.note(`${name}, seed ${seed}: ${outcome[metric].toFixed(4)} (${outcome.arch})${from}`);
        }
      } finally {
        await estimator?.dispose();
      }
    }
    const compared = played.map(({ name, outcomes }): Compared => ({ name, values: outcomes.map((outcome) => outcome[metric]) }));
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
