import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { LabError } from '../../engine/core/errors';
import { configHash } from '../../engine/run/checkpoint';
import type { RunConfig } from '../../engine/run/config';
import type { EpisodeSummary, RunEvent } from '../../engine/run/events';
import { applySet, parseRunConfig } from '../../engine/run/parseConfig';
import { presetById } from '../../engine/run/presets';
import type { Checkpoint } from '../../engine/run/types';
import { spaceById } from '../../engine/space';
import type { Command, CommandContext } from '../command';
import { fileError } from '../files';
import { openNodeEstimator } from '../nodeEstimator';
import type { ParsedOptions } from '../options';
import { RunFolder } from '../runFolder';
import { runSearch } from '../runSearch';
import { duration } from '../terminal';
import { usageError } from '../usage';

const LARGEST_SEED = 0xffffffff;

async function readConfig(path: string): Promise<RunConfig> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (thrown) {
    throw fileError('read', path, thrown);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new LabError(
      'config',
      `--config: ${path} is not JSON (${cause instanceof Error ? cause.message : String(cause)}).`,
      'Correct the file.',
      { cause },
    );
  }
  return parseRunConfig(json);
}

/** The configuration asked for: preset or file, then --set in order, then --seed and --episodes. */
export async function configOf(options: ParsedOptions): Promise<RunConfig> {
  const preset = options.text('preset');
  const file = options.text('config');
  if ((preset === undefined) === (file === undefined)) {
    throw usageError(
      preset === undefined ? 'Neither --preset nor --config is given.' : 'Both --preset and --config are given.',
      'Give one of them; `nas-lab presets` lists the presets.',
    );
  }
  let config = preset === undefined ? await readConfig(file ?? '') : presetById(preset);
  for (const assignment of options.list('set')) config = applySet(config, assignment);
  const seed = options.integer('seed', 0, LARGEST_SEED);
  if (seed !== undefined) config = { ...config, seed };
  return withEpisodes(config, options);
}

function withEpisodes(config: RunConfig, options: ParsedOptions): RunConfig {
  const episodes = options.integer('episodes', 1, 1_000_000);
  return episodes === undefined ? config : { ...config, stop: { ...config.stop, episodes } };
}

interface Start {
  readonly config: RunConfig;
  readonly checkpoint: Checkpoint | undefined;
  readonly folder: RunFolder | null;
}

/** A run's folder opened to go on; --episodes may move its end. */
function resumed(path: string, options: ParsedOptions): Start {
  for (const name of ['preset', 'config', 'seed', 'out', 'set'] as const) {
    if (options.list(name).length > 0)
      throw usageError(`--${name} cannot go with --resume: the run has its own configuration.`, `Leave out --${name}.`);
  }
  const { folder, config: asked, checkpoint: found } = RunFolder.open(path, (config) => spaceById(config.space.id));
  if (found !== undefined && found.configHash !== configHash(asked)) {
    throw new LabError(
      'checkpoint',
      `--resume: ${path}/checkpoint.json is of another run than its config.json.`,
      'Put the two files of one run back together, or start the run again in another folder.',
    );
  }
  const config = withEpisodes(asked, options);
  const checkpoint = found === undefined ? undefined : { ...found, config, configHash: configHash(config) };
  if (checkpoint !== undefined && checkpoint.episode >= config.stop.episodes) {
    throw new LabError(
      'checkpoint',
      `--resume: the run in ${path} is finished (${checkpoint.episode} episodes).`,
      `Add --episodes with a larger number to go on, or start another with --out.`,
    );
  }
  return { config, checkpoint, folder };
}

async function started(options: ParsedOptions): Promise<Start> {
  const config = await configOf(options);
  const out = options.text('out');
  const folder = out === undefined ? null : await RunFolder.create(resolve(out), config, spaceById(config.space.id));
  return { config, checkpoint: undefined, folder };
}

/** The fields of the command-line contract, in its order. */
function episodeLine(summary: EpisodeSummary) {
  const {
    episode,
    archs,
    rewards,
    mean,
    min,
    max,
    std,
    bestReward,
    bestArch,
    entropy,
    policyLoss,
    loss,
    kl,
    children,
    uniqueChildren,
  } = summary;
  return {
    event: 'episode',
    episode,
    archs: [...archs],
    rewards: [...rewards],
    mean,
    min,
    max,
    std,
    bestReward,
    bestArch,
    entropy,
    policyLoss,
    loss,
    kl,
    children,
    uniqueChildren,
  };
}

/** Shows a run's events: episodes and the end on stdout, the rest on stderr. */
function watch({ terminal }: CommandContext, config: RunConfig): (event: RunEvent) => void {
  // A looked-up episode takes milliseconds: people get every tenth, programs all.
  const stride = config.estimator.id === 'table' ? 10 : 1;
  return (event) => {
    switch (event.type) {
      case 'childProgress': {
        const { epoch, epochs, imagesDone, imagesTotal, trainLoss } = event.progress;
        terminal.status(
          `${event.arch}: epoch ${epoch}/${epochs}, ${imagesDone}/${imagesTotal} images, loss ${trainLoss.toFixed(4)}`,
        );
        return;
      }
      case 'child':
        if (config.estimator.id === 'train' && !event.cached) {
          const { validAccuracy, trainMs } = event.measurement;
          terminal.note(
            `  ${event.arch}: valid ${(100 * validAccuracy).toFixed(2)} %, reward ${event.reward.toFixed(3)}, ${duration(trainMs ?? 0)}`,
          );
        }
        return;
      case 'episode': {
        const { episode, mean, min, max, bestReward, bestArch, entropy } = event;
        const text = `episode ${episode}: mean ${mean.toFixed(3)}, min ${min.toFixed(3)}, max ${max.toFixed(3)}, best ${bestReward.toFixed(3)} (${bestArch})${entropy === null ? '' : `, entropy ${entropy.toFixed(3)}`}`;
        if (terminal.json) terminal.result(episodeLine(event), text);
        else if (episode % stride === 0 || episode === 1) terminal.say(text);
        return;
      }
      case 'log':
        terminal.note(`${event.message}${event.remedy === undefined ? '' : ` ${event.remedy}`}`);
        return;
      default:
        return;
    }
  };
}

export const search: Command = {
  name: 'search',
  summary: 'Runs a search: children proposed, measured and rewarded, episode by episode.',
  positionals: [],
  options: {
    preset: { value: 'text', hint: 'ID', help: 'a configuration by name (`nas-lab presets`)' },
    config: { value: 'text', hint: 'FILE', help: 'a configuration of your own, as in config.json' },
    set: { value: 'list', hint: 'path=value', help: 'changes one value, e.g. strategy.learningRate=0.001' },
    seed: { value: 'text', hint: 'S', help: "default: the configuration's" },
    episodes: { value: 'text', hint: 'N', help: 'ends after N episodes' },
    workers: { value: 'text', hint: 'N', help: 'children trained at once; default: one per core' },
    'data-dir': { value: 'text', hint: 'DIR', help: 'folder of the named data sets; default: NAS_LAB_DATA' },
    out: { value: 'text', hint: 'DIR', help: 'keeps the run: config, events, CSV files, checkpoint, best child' },
    resume: { value: 'text', hint: 'DIR', help: 'goes on with the run of an earlier --out' },
  },
  async run(context) {
    const { options, terminal, signal, root } = context;
    const resume = options.text('resume');
    const workers = options.integer('workers', 1, 256);
    const { config, checkpoint, folder } = resume === undefined ? await started(options) : resumed(resolve(resume), options);
    const place = { root, workers, dataDir: options.text('data-dir'), note: terminal.note };
    const { estimator, about } = await openNodeEstimator(config, place);
    try {
      const from = checkpoint === undefined ? '' : `, from episode ${checkpoint.episode + 1}`;
      terminal.note(`${config.title}, seed ${config.seed}${from}: ${about}`);
      const done = await runSearch(config, checkpoint, { root, estimator, signal, folder, emit: watch(context, config) });
      const { best, episodes, children, uniqueChildren, wallMs } = done;
      terminal.result(
        { event: 'done', best, episodes, children, uniqueChildren, wallMs },
        `best ${best.arch}: reward ${best.reward.toFixed(4)}, after ${episodes} episodes, ${children} children (${uniqueChildren} different), ${duration(wallMs)}`,
      );
    } catch (thrown) {
      if (signal.aborted && folder !== null) terminal.note(`Stopped; go on with: nas-lab search --resume ${folder.path}`);
      throw thrown;
    } finally {
      await estimator.dispose();
    }
  },
};
