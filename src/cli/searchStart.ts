import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { LabError } from '../engine/core/errors';
import { parseJson } from '../engine/core/json';
import { configHash } from '../engine/run/checkpoint';
import type { RunConfig } from '../engine/run/config';
import { applySet, parseRunConfig } from '../engine/run/parseConfig';
import { presetById } from '../engine/run/presets';
import type { Checkpoint } from '../engine/run/types';
import { openSpace } from '../engine/space';
import { readText } from './files';
import { type FolderLock, lockFolder } from './folderLock';
import type { ParsedOptions } from './options';
import { RunFolder } from './runFolder';
import { LARGEST_SEED } from './settings';
import { usageError } from './usage';

async function readConfig(path: string): Promise<RunConfig> {
  const refuse = (why: string, cause: unknown): LabError =>
    new LabError('config', `--config: ${path} is not JSON (${why}).`, 'Correct the file.', { cause });
  return parseRunConfig(parseJson(await readText(path), refuse));
}

/** What the options change in a configuration: --set in order, then --seed and --episodes. */
function changed(from: RunConfig, options: ParsedOptions): RunConfig {
  let config = from;
  for (const assignment of options.list('set')) config = applySet(config, assignment);
  const seed = options.integer('seed', 0, LARGEST_SEED);
  if (seed !== undefined) config = { ...config, seed };
  const episodes = options.integer('episodes', 1, 1_000_000);
  return episodes === undefined ? config : { ...config, stop: { ...config.stop, episodes } };
}

/** The configuration of --preset or --config; null where neither is given. */
async function namedConfig(options: ParsedOptions): Promise<RunConfig | null> {
  const preset = options.text('preset');
  const file = options.text('config');
  if (preset !== undefined && file !== undefined) {
    throw usageError('Both --preset and --config are given.', 'Give one of them; `nas-lab presets` lists the presets.');
  }
  // Through the schema as a file's: its keys then stand in the same order, and a folder's config.json is the same text when resumed.
  if (preset !== undefined) return parseRunConfig(presetById(preset));
  return file === undefined ? null : readConfig(file);
}

/** How a search begins. */
export interface SearchStart {
  readonly config: RunConfig;
  readonly checkpoint: Checkpoint | undefined;
  readonly folder: RunFolder | null;
  /** Gives the folder back to other processes. */
  readonly release: () => void;
}

/** Of a search that has no folder. */
const FREE: FolderLock = { release: () => undefined };

/** Equal but for where they end and for the reward, which may change in the middle of a run. */
const sameRun = (a: RunConfig, b: RunConfig): boolean => configHash({ ...a, stop: b.stop }) === configHash(b);

/**
 * The run of a folder, to go on. Its configuration is its own: --preset, --config, --seed and --set may stand beside
 * --resume where they ask for the same run; --episodes moves its end, --set its end or its reward.
 */
async function resumed(path: string, options: ParsedOptions): Promise<SearchStart> {
  const out = options.text('out');
  if (out !== undefined && resolve(out) !== path) {
    throw usageError(`--out ${out} cannot go with --resume ${path}: the run has its own folder.`, 'Leave out --out.');
  }
  const { release } = existsSync(path) ? await lockFolder(path) : FREE;
  try {
    return { ...(await goOn(path, options)), release };
  } catch (thrown) {
    release();
    throw thrown;
  }
}

async function goOn(path: string, options: ParsedOptions): Promise<Omit<SearchStart, 'release'>> {
  const { folder, config: kept, checkpoint: found } = RunFolder.open(path, (config) => openSpace(config.space));
  if (found !== undefined && !sameRun(found.config, kept)) {
    throw new LabError(
      'checkpoint',
      `--resume: ${path}/checkpoint.json is of another run than its config.json.`,
      'Put the two files of one run back together, or start the run again in another folder.',
    );
  }
  const named = await namedConfig(options);
  const asked = changed(named === null ? kept : { ...named, reward: kept.reward, stop: kept.stop }, options);
  if (!sameRun(asked, kept)) {
    throw new LabError(
      'checkpoint',
      `--resume: ${path} holds another run ('${kept.title}', seed ${kept.seed}) than the one asked for ('${asked.title}', seed ${asked.seed}).`,
      'Leave out --preset, --config, --seed and --set, or start a new run with --out.',
    );
  }
  if (found !== undefined && found.episode >= asked.stop.episodes) {
    throw new LabError(
      'checkpoint',
      `--resume: the run in ${path} is finished (${found.episode} episodes).`,
      'Add --episodes with a larger number to go on, or start another with --out.',
    );
  }
  folder.goOn(asked);
  const checkpoint = found === undefined ? undefined : { ...found, config: asked, configHash: configHash(asked) };
  return { config: asked, checkpoint, folder };
}

async function started(options: ParsedOptions): Promise<SearchStart> {
  const named = await namedConfig(options);
  if (named === null) {
    throw usageError('Neither --preset nor --config is given.', 'Give one of them; `nas-lab presets` lists the presets.');
  }
  const config = changed(named, options);
  const out = options.text('out');
  if (out === undefined) return { config, checkpoint: undefined, folder: null, ...FREE };
  const path = resolve(out);
  const folder = await RunFolder.create(path, config, openSpace(config.space));
  const { release } = await lockFolder(path);
  return { config, checkpoint: undefined, folder, release };
}

/** Reads what a search is asked to do, and opens its folder. LabError 'config', 'checkpoint' or 'storage'. */
export function startOf(options: ParsedOptions): Promise<SearchStart> {
  const resume = options.text('resume');
  return resume === undefined ? started(options) : resumed(resolve(resume), options);
}
