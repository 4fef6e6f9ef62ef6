import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunFolder } from '../../../src/cli/runFolder';
import { openSpace } from '../../../src/engine/space';
import { nasLab } from '../../support/commandLine';

const MINUTES = 60_000;

let base = '';
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'nas-lab-cli-'));
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

describe('nas-lab as a process', () => {
  it(
    'describes <conv3,max> with the golden counts, as one JSON object and nothing else on stdout',
    async () => {
      const { code, stdout } = await nasLab([
        'describe',
        '--space',
        'a-small',
        '--arch',
        'conv3,max',
        '--profile',
        'paper',
        '--json',
      ]);
      expect(code).toBe(0);
      const lines = stdout.trimEnd().split('\n');
      expect(lines).toHaveLength(1);
      expect(JSON.parse(lines[0] ?? '')).toMatchObject({
        arch: 'conv3,max',
        tokens: ['conv3', 'max'],
        params: { total: 25_809_674, cells: 74_496 },
      });
    },
    3 * MINUTES,
  );

  it.each([
    [['serch'], "Unknown command 'serch'. Did you mean 'search'?"],
    [['search', '--preset', 'fig55'], "There is no preset 'fig55'. Did you mean 'fig5'?"],
    [['search', '--preset', 'fig5', '--set', 'strategy.lr=1'], "there is no 'strategy.lr'."],
    [['train', '--space', 'a-small', '--arch', 'conv3,max', '--data', 'mnist'], 'use --data digits, which needs nothing.'],
    [['train', '--space', 'a-small', '--arch', 'conv3,maxx', '--data', 'digits'], "Did you mean 'max'?"],
    [['search', '--resume', '/nowhere'], '/nowhere holds no run'],
    [['search', '--preset', 'digits', '--out', '/proc/nas-lab'], 'Cannot create the folder /proc/nas-lab'],
    [['data', 'fetch', 'minst', '--data-dir', '/nowhere'], "Did you mean 'mnist'?"],
  ])(
    'answers %j with exit code 2, one line and a remedy',
    async (args, words) => {
      const { code, stdout, stderr } = await nasLab(args);
      expect(code).toBe(2);
      expect(stdout).toBe('');
      expect(stderr).toContain(words);
      // Besides words about compiling, if this is the first start.
      expect(stderr.split('\n').filter((line) => line !== '' && !/^(Compiling|Training kernels)/.test(line))).toHaveLength(1);
    },
    3 * MINUTES,
  );

  it(
    'says at which byte a data file is damaged',
    async () => {
      const folder = join(base, 'not-data');
      mkdirSync(folder);
      writeFileSync(join(folder, 'train-images-idx3-ubyte'), Uint8Array.from([0, 0, 8, 3, 0, 0, 0, 9]));
      const { code, stderr } = await nasLab(['train', '--space', 'a-small', '--arch', 'conv3,max', '--data', folder]);
      expect(code).toBe(2);
      expect(stderr).toContain('train-images-idx3-ubyte');
    },
    3 * MINUTES,
  );

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'on %s writes a checkpoint in the middle of training, exits with 130, and is resumed',
    async (signal) => {
      const sizes = ['train=64', 'valid=50', 'test=50'].flatMap((part) => ['--set', `estimator.${part}`]);
      const few = ['--set', 'strategy.childrenPerEpisode=2', '--set', 'strategy.batch=2', '--workers', '1', '--json'];
      const folder = join(base, signal);
      const args = ['search', '--preset', 'digits', '--episodes', '200', ...sizes, ...few, '--out', folder];
      const { code, stdout, stderr } = await nasLab(args, '"episode":1', signal);
      expect(code, stderr).toBe(130);
      for (const line of stdout.trimEnd().split('\n')) expect(JSON.parse(line)).toMatchObject({ event: 'episode' });
      expect(stderr).toContain(`go on with: nas-lab search --resume ${folder}`);
      const { checkpoint } = JSON.parse(readFileSync(join(folder, 'checkpoint.json'), 'utf8')) as {
        readonly checkpoint: { readonly episode: number };
      };
      expect(checkpoint.episode).toBeGreaterThanOrEqual(1);
      const next = String(checkpoint.episode + 1);
      const again = await nasLab(['search', '--resume', folder, '--episodes', next, '--workers', '1', '--json']);
      expect(again.code, again.stderr).toBe(0);
      expect(again.stdout).toContain(`"episode":${next}`);
    },
    10 * MINUTES,
  );

  it(
    'hears Ctrl-C while it computes without a pause: a batch of 64 by a Gaussian process, a thousand short runs',
    async () => {
      const batch = ['strategy.childrenPerEpisode=64', 'strategy.maxPoints=500'].flatMap((one) => ['--set', one]);
      const folder = join(base, 'busy');
      const search = ['search', '--preset', 'bayesian-branin', ...batch, '--episodes', '1000', '--json', '--out', folder];
      const stopped = await nasLab(search, '"episode":1,', 'SIGINT');
      expect(stopped.code, stopped.stderr).toBe(130);
      expect(stopped.stderr).toMatch(new RegExp(`Stopped; go on with: nas-lab search --resume ${folder}\n$`));
      expect(RunFolder.open(folder, ({ space }) => openSpace(space)).checkpoint?.episode).toBeGreaterThanOrEqual(1);

      const kept = join(base, 'outcomes');
      const runs = ['compare', '--presets', 'evolution', '--children', '20', '--seeds', '1000', '--out', kept];
      const cut = await nasLab(runs, 'seed 3:', 'SIGINT');
      expect(cut.code, cut.stderr).toBe(130);
      const done = readFileSync(kept, 'utf8').split('\n').length - 1;
      expect(done).toBeGreaterThanOrEqual(3);
      const told = Number(/Stopped after (\d+) of 1000 runs; the same command goes on from /.exec(cut.stderr)?.[1]);
      expect([done - 1, done]).toContain(told);
    },
    3 * MINUTES,
  );

  it(
    'gives the same real search after kill -9 and with another number of workers',
    async () => {
      const small = ['train=64', 'valid=50', 'test=50'].flatMap((part) => ['--set', `estimator.${part}`]);
      const asked = [
        'search',
        '--preset',
        'digits',
        ...small,
        '--set',
        'strategy.childrenPerEpisode=2',
        '--set',
        'strategy.batch=2',
        '--episodes',
        '4',
        '--json',
      ];
      const [whole, killed] = [join(base, 'whole'), join(base, 'killed')];
      const done = await nasLab([...asked, '--workers', '2', '--out', whole]);
      expect(done.code, done.stderr).toBe(0);
      const lines = done.stdout
        .trimEnd()
        .split('\n')
        .map((line): { event: string } => JSON.parse(line));
      expect(lines.map(({ event }) => event)).toEqual(['episode', 'episode', 'episode', 'episode', 'done']);
      expect(Object.keys(lines[0] ?? {})).toEqual([
        'event',
        'episode',
        'archs',
        'rewards',
        'mean',
        'min',
        'max',
        'std',
        'bestReward',
        'bestArch',
        'entropy',
        'policyLoss',
        'loss',
        'kl',
        'children',
        'uniqueChildren',
      ]);
      expect(Object.keys(lines[4] ?? {})).toEqual(['event', 'best', 'episodes', 'children', 'uniqueChildren', 'wallMs']);

      const cut = await nasLab([...asked, '--workers', '1', '--out', killed], '"episode":2');
      expect(cut.code).toBeNull();
      const again = await nasLab(['search', '--resume', killed, '--workers', '1', '--json']);
      expect(again.code, again.stderr).toBe(0);
      // Two episodes were whole when the second was shown; the kill may have come a moment late.
      expect(again.stdout.split('\n').filter((line) => line.includes('"event":"episode"')).length).toBeLessThanOrEqual(2);
      const timeless = (folder: string, name: string): string =>
        readFileSync(join(folder, name), 'utf8').replace(/"(wallMs|elapsedMs|trainMs|latencyMs)": ?[0-9.e-]+/g, '"$1":0');
      for (const name of ['rollouts.csv', 'losses.csv', 'config.json', 'events.jsonl', 'best.json']) {
        expect(timeless(killed, name), name).toBe(timeless(whole, name));
      }
      const finished = await nasLab(['search', '--resume', killed]);
      expect(finished.code).toBe(2);
      expect(finished.stderr).toContain('is finished (4 episodes)');
    },
    10 * MINUTES,
  );
});
