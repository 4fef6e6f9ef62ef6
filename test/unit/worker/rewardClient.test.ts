import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { LabError } from '../../../src/engine/core/errors';
import { makeSandboxedReward } from '../../../src/worker/rewardClient';
import type { RewardCommand, RewardReply, SpawnRewardWorker } from '../../../src/worker/rewardProtocol';
import { child, request } from '../reward/sandboxSupport';
import { threadSpawn } from './rewardThread';

let folder = '';
let spawn: SpawnRewardWorker;
/** Workers started and ended since the last reset. */
const counts = { started: 0, ended: 0 };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reward-worker-'));
  const outfile = join(folder, 'rewardWorker.mjs');
  await build({
    entryPoints: [join(process.cwd(), 'src/cli/rewardWorker.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
  const start = threadSpawn(pathToFileURL(outfile));
  spawn = () => {
    const port = start();
    counts.started += 1;
    return {
      ...port,
      terminate() {
        counts.ended += 1;
        port.terminate();
      },
    };
  };
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const patience = { startMs: 30_000, graceMs: 10_000 };
/** Long deadlines where code is to return: the machine may be busy with other tests. */
const code = (source: string, deadlineMs = 10_000) => ({ id: 'code' as const, source, deadlineMs });

async function labErrorOf(promise: Promise<unknown>): Promise<LabError> {
  const thrown = await promise.then(
    () => new Error('resolved'),
    (error: unknown) => error,
  );
  if (thrown instanceof LabError) return thrown;
  throw thrown;
}

describe('a reward in a worker thread', () => {
  it('answers a batch in order and states its formula', async () => {
    const reward = await makeSandboxedReward(code(' (m, ctx) => m.macs + ctx.trial\n'), spawn, patience);
    const requests = Array.from({ length: 20 }, (_, i) => ({
      measurement: { ...child, macs: 100 * i },
      context: { ...request.context, trial: i },
    }));
    expect(await reward.evaluate(requests)).toEqual(requests.map((_, i) => 101 * i));
    expect(await reward.evaluate([])).toEqual([]);
    expect(reward.formula).toBe('(m, ctx) => m.macs + ctx.trial');
    reward.dispose();
  });

  it('answers batches that are asked for at once, each with its own values', async () => {
    const reward = await makeSandboxedReward(code('(m, ctx) => ctx.trial'), spawn, patience);
    const ask = (trial: number) => reward.evaluate([{ ...request, context: { ...request.context, trial } }]);
    expect(await Promise.all([ask(1), ask(2), ask(3)])).toEqual([[1], [2], [3]]);
    reward.dispose();
  });

  it('refuses text with a syntax error, with its line and column, and leaves no worker behind', async () => {
    counts.started = 0;
    counts.ended = 0;
    const error = await labErrorOf(makeSandboxedReward(code('(m) => {\n  return m +* 3;\n}'), spawn, patience));
    expect([error.kind, error.line, error.column]).toEqual(['reward', 2, 13]);
    expect(counts).toEqual({ started: 1, ended: 1 });
  });

  it('fails one batch and goes on with the next, in the same worker', async () => {
    counts.started = 0;
    const reward = await makeSandboxedReward(
      code("(m) => {\n  if (m.arch === 'bad') throw new Error('no');\n  return 1;\n}"),
      spawn,
      patience,
    );
    const error = await labErrorOf(reward.evaluate([request, { ...request, measurement: { ...child, arch: 'bad' } }]));
    expect([error.line, error.message]).toEqual([2, expect.stringContaining('child bad')]);
    expect(await reward.evaluate([request])).toEqual([1]);
    expect(counts.started).toBe(1);
    reward.dispose();
  });

  it('interrupts a loop from inside', async () => {
    const reward = await makeSandboxedReward(code('(m) => { for (;;); }', 30), spawn, patience);
    expect((await labErrorOf(reward.evaluate([request]))).message).toMatch(/within 30 ms/);
    reward.dispose();
  });

  it('ends a worker from outside when a native loop cannot be interrupted, and starts another', async () => {
    counts.started = 0;
    counts.ended = 0;
    const source = "(m) => m.arch === 'bad' ? Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1) : 5";
    const reward = await makeSandboxedReward(code(source, 300), spawn, { ...patience, graceMs: 1500 });
    const error = await labErrorOf(reward.evaluate([{ ...request, measurement: { ...child, arch: 'bad' } }]));
    expect(error.kind).toBe('reward');
    expect(error.message).toMatch(/could not be interrupted/);
    expect(counts).toEqual({ started: 1, ended: 1 });
    expect(await reward.evaluate([request])).toEqual([5]);
    expect(counts.started).toBe(2);
    reward.dispose();
  });

  it('reports a worker that cannot start', async () => {
    const missing = threadSpawn(pathToFileURL(join(folder, 'missing.mjs')));
    const error = await labErrorOf(makeSandboxedReward(code('(m) => 1'), missing, patience));
    expect(error.kind).toBe('worker');
    expect(error.message).toMatch(/missing\.mjs/);
  });

  it('rejects what waits when it is disposed', async () => {
    const reward = await makeSandboxedReward(code('(m) => { for (;;); }', 5000), spawn, patience);
    const waiting = labErrorOf(reward.evaluate([request]));
    setTimeout(() => reward.dispose(), 100);
    expect((await waiting).kind).toBe('aborted');
    expect((await labErrorOf(reward.evaluate([request]))).kind).toBe('aborted');
  });
});

describe('a reward client', () => {
  /** A worker that says it is ready and answers as told. */
  const scripted = (answer: (command: RewardCommand) => RewardReply | null): SpawnRewardWorker => {
    return () => {
      let reply: (message: RewardReply) => void = () => undefined;
      return {
        listen(onReply) {
          reply = onReply;
          queueMicrotask(() => onReply({ type: 'ready' }));
        },
        post(command) {
          const message = answer(command);
          if (message !== null) queueMicrotask(() => reply(message));
        },
        terminate: () => undefined,
      };
    };
  };

  it('gives up on a worker that never gets ready', async () => {
    const silent: SpawnRewardWorker = () => ({ listen: () => undefined, post: () => undefined, terminate: () => undefined });
    const error = await labErrorOf(makeSandboxedReward(code('(m) => 1'), silent, { startMs: 20, graceMs: 20 }));
    expect(error.message).toMatch(/did not start within 20 ms/);
  });

  it('passes on why an interpreter cannot be loaded', async () => {
    const error = { kind: 'worker' as const, message: 'HTTP 404', remedy: 'Reload.' };
    const broken: SpawnRewardWorker = () => ({
      listen: (onReply) => queueMicrotask(() => onReply({ type: 'unavailable', error })),
      post: () => undefined,
      terminate: () => undefined,
    });
    expect((await labErrorOf(makeSandboxedReward(code('(m) => 1'), broken, patience))).message).toBe('HTTP 404');
  });

  it('ends a worker whose interpreter is spent, and starts another for the next call', async () => {
    const error = { kind: 'reward' as const, message: 'nests too deeply', remedy: 'Take it out.' };
    const log: string[] = [];
    const start = scripted((command) => {
      log.push(command.type);
      if (command.type === 'compile') return { type: 'compiled', id: command.id };
      return log.filter((type) => type === 'evaluate').length === 1
        ? { type: 'failed', id: command.id, error, spent: true }
        : { type: 'values', id: command.id, values: [6] };
    });
    const counted: SpawnRewardWorker = () => {
      log.push('start');
      return { ...start(), terminate: () => log.push('end') };
    };
    const reward = await makeSandboxedReward(code('(m) => 6'), counted, patience);
    expect((await labErrorOf(reward.evaluate([request]))).message).toBe('nests too deeply');
    expect(await reward.evaluate([request])).toEqual([6]);
    expect(log).toEqual(['start', 'compile', 'evaluate', 'end', 'start', 'compile', 'evaluate']);
  });

  it('refuses an answer with too few values', async () => {
    const short = scripted((command) =>
      command.type === 'compile' ? { type: 'compiled', id: command.id } : { type: 'values', id: command.id, values: [] },
    );
    const reward = await makeSandboxedReward(code('(m) => 1'), short, patience);
    expect((await labErrorOf(reward.evaluate([request]))).kind).toBe('worker');
  });
});
