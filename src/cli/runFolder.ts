import {
  appendFileSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { LabError } from '../engine/core/errors';
import { parseJson } from '../engine/core/json';
import { parseCheckpoint } from '../engine/run/checkpoint';
import type { RunConfig } from '../engine/run/config';
import { lossRow, rolloutRows } from '../engine/run/csv';
import type { BestChild, RunEvent } from '../engine/run/events';
import { parseRunConfig } from '../engine/run/parseConfig';
import type { Checkpoint } from '../engine/run/types';
import type { SearchSpace } from '../engine/space';
import { fileError, makeFolder } from './files';
import { loggedEvent } from './runLog';

const LOGS = ['events.jsonl', 'rollouts.csv', 'losses.csv'] as const;
type LogName = (typeof LOGS)[number];

/** checkpoint.json: the run's state, and how long each log was when it was taken. */
const savedSchema = z.strictObject({
  version: z.literal(1),
  bytes: z.strictObject({
    'events.jsonl': z.number().int().min(0),
    'rollouts.csv': z.number().int().min(0),
    'losses.csv': z.number().int().min(0),
  }),
  checkpoint: z.unknown(),
});

/**
 * The folder of one run. Logs grow by whole episodes; checkpoint.json names their lengths, so that a run that was killed
 * between two writes is cut back to its last checkpoint and goes on as if nothing had happened. Writing is synchronous:
 * an episode's files are there before the next one begins.
 */
export class RunFolder {
  private readonly pending: Record<LogName, string[]> = { 'events.jsonl': [], 'rollouts.csv': [], 'losses.csv': [] };
  private readonly bytes: Record<LogName, number>;
  private best: string | null = null;
  /** Made for this run, and nothing of the run is in it yet. */
  private fresh = false;

  private constructor(
    readonly path: string,
    private readonly config: RunConfig,
    private readonly space: SearchSpace,
    bytes: Record<LogName, number>,
  ) {
    this.bytes = bytes;
  }

  /** A folder for a new run. LabError 'storage' where it cannot be written or holds a run. */
  static async create(path: string, config: RunConfig, space: SearchSpace): Promise<RunFolder> {
    await makeFolder(path);
    for (const name of ['config.json', 'checkpoint.json', ...LOGS]) {
      if (existsSync(join(path, name))) {
        throw new LabError(
          'storage',
          `--out: ${path} holds a run already (${name}).`,
          `Go on with it by --resume ${path}, or choose another folder.`,
        );
      }
    }
    const folder = new RunFolder(path, config, space, { 'events.jsonl': 0, 'rollouts.csv': 0, 'losses.csv': 0 });
    folder.writeConfig(config);
    for (const name of LOGS) folder.guard(name, (file) => writeFileSync(file, '', { flag: 'wx' }));
    folder.fresh = true;
    return folder;
  }

  /**
   * The folder of a run to go on with: its config and checkpoint (undefined where it was killed before its first episode).
   * Nothing in it is changed before goOn(). LabError 'checkpoint' or 'storage' where it is no run's, or damaged.
   */
  static open(
    path: string,
    spaceOf: (config: RunConfig) => SearchSpace,
  ): { readonly folder: RunFolder; readonly config: RunConfig; readonly checkpoint: Checkpoint | undefined } {
    const config = parseRunConfig(readJson(join(path, 'config.json'), path));
    const space = spaceOf(config);
    if (!existsSync(join(path, 'checkpoint.json'))) {
      const folder = new RunFolder(path, config, space, { 'events.jsonl': 0, 'rollouts.csv': 0, 'losses.csv': 0 });
      return { folder, config, checkpoint: undefined };
    }
    const saved = savedSchema.safeParse(readJson(join(path, 'checkpoint.json'), path));
    if (!saved.success) {
      throw new LabError(
        'checkpoint',
        `${join(path, 'checkpoint.json')} is not a checkpoint of a run folder.`,
        'Start the run again in another folder.',
      );
    }
    const checkpoint = parseCheckpoint(saved.data.checkpoint);
    const folder = new RunFolder(path, config, space, { ...saved.data.bytes });
    folder.checkLengths();
    folder.best = checkpoint.best === null ? null : JSON.stringify(checkpoint.best);
    return { folder, config, checkpoint };
  }

  /** Makes an opened folder ready for more: its logs cut back to the checkpoint, config.json as it is asked for now. */
  goOn(config: RunConfig): void {
    for (const name of LOGS) {
      this.guard(name, (file) => {
        if (existsSync(file)) truncateSync(file, this.bytes[name]);
        else writeFileSync(file, '');
      });
    }
    this.writeConfig(config);
  }

  /** Takes the files of a run that could not begin away again, so that the same command finds the folder free. False where it has begun. */
  abandon(): boolean {
    if (!this.fresh) return false;
    for (const name of ['config.json', ...LOGS]) this.guard(name, (file) => rmSync(file, { force: true }));
    return true;
  }

  /** Takes an event up; it reaches the disk with its episode's checkpoint, or by flush(). */
  record(event: RunEvent): void {
    const logged = loggedEvent(event, this.config);
    if (logged !== null) this.pending['events.jsonl'].push(`${JSON.stringify(logged)}\n`);
    if (event.type !== 'episode') return;
    const choices = event.archs.map((arch) => this.space.parse(arch).choices);
    this.pending['rollouts.csv'].push(rolloutRows(choices, event.rewards));
    this.pending['losses.csv'].push(lossRow(event));
  }

  /** Writes an episode: logs, best.json, then the checkpoint that vouches for them. */
  save(checkpoint: Checkpoint): void {
    this.flush();
    for (const name of LOGS) this.bytes[name] = this.guard(name, (file) => statSync(file).size);
    this.saveBest(checkpoint.best);
    this.writeCheckpoint(checkpoint);
  }

  /**
   * Writes the state without the events since the last episode: what Ctrl-C or an error leaves, children already trained
   * included.
   */
  keep(checkpoint: Checkpoint): void {
    this.writeCheckpoint(checkpoint);
  }

  /** Appends what was recorded since the last checkpoint: a run's last words. */
  flush(): void {
    for (const name of LOGS) {
      const text = this.pending[name].splice(0).join('');
      if (text !== '') this.guard(name, (file) => appendFileSync(file, text));
    }
  }

  private saveBest(best: BestChild | null): void {
    const text = best === null ? null : JSON.stringify(best);
    if (text === null || text === this.best) return;
    this.replace('best.json', `${JSON.stringify(best, null, 2)}\n`);
    this.best = text;
  }

  private writeCheckpoint(checkpoint: Checkpoint): void {
    this.fresh = false;
    this.replace('checkpoint.json', `${JSON.stringify({ version: 1, bytes: this.bytes, checkpoint })}\n`);
  }

  private writeConfig(config: RunConfig): void {
    this.replace('config.json', `${JSON.stringify(config, null, 2)}\n`);
  }

  /** LabError 'checkpoint' where a log is shorter than its checkpoint says: it is not this run's. */
  private checkLengths(): void {
    for (const name of LOGS) {
      const file = join(this.path, name);
      const size = existsSync(file) ? statSync(file).size : 0;
      if (size < this.bytes[name]) {
        throw new LabError(
          'checkpoint',
          `${file} has ${size} bytes, its checkpoint speaks of ${this.bytes[name]}: the folder is damaged.`,
          'Start the run again in another folder.',
        );
      }
    }
  }

  /** Writes a small file whole: to a temporary name, then renamed over the old one. */
  private replace(name: string, text: string): void {
    this.guard(name, (file) => {
      const temporary = `${file}.tmp`;
      const descriptor = openSync(temporary, 'w');
      try {
        // Not writeSync: on a disk that is nearly full it writes a part and says nothing.
        writeFileSync(descriptor, text);
      } finally {
        closeSync(descriptor);
      }
      renameSync(temporary, file);
    });
  }

  private guard<T>(name: string, body: (file: string) => T): T {
    const file = join(this.path, name);
    try {
      return body(file);
    } catch (thrown) {
      throw fileError('write', file, thrown);
    }
  }
}

function readJson(file: string, folder: string): unknown {
  if (!existsSync(file)) {
    throw new LabError(
      'checkpoint',
      `--resume: ${folder} holds no run (there is no ${file}).`,
      'Give the folder that an earlier --out named.',
    );
  }
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (thrown) {
    throw fileError('read', file, thrown);
  }
  const remedy = 'Start the run again in another folder.';
  return parseJson(text, (_, cause) => new LabError('checkpoint', `${file} is damaged: it is not JSON.`, remedy, { cause }));
}
