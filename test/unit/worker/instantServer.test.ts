import { describe, expect, it } from 'vitest';
import { makePresetReward } from '../../../src/engine/reward/presets';
import type { RewardFunction, RewardRequest } from '../../../src/engine/reward/types';
import type { RunConfig } from '../../../src/engine/run/config';
import type { RunEvent } from '../../../src/engine/run/events';
import { InstantPool } from '../../../src/worker/instantPool';
import type { InstantMessage, InstantPort } from '../../../src/worker/instantProtocol';
import { readsContext } from '../../../src/worker/instantReward';
import { type InstantPlace, InstantServer, transfersOf } from '../../../src/worker/instantServer';
import { small, table, trained } from '../../support/runCases';
import { episodesOf, openRun, runTable } from '../../support/tableRun';

/** A stand-in for the sandbox: accuracy in percent, plus the episode where the text names it. */
class CodeReward implements RewardFunction {
  readonly formula = 'code';
  readonly asked: RewardRequest[] = [];
  isDisposed = false;

  constructor(private readonly usesEpisode: boolean) {}

  async evaluate(requests: readonly RewardRequest[]): Promise<readonly number[]> {
    this.asked.push(...requests);
    return requests.map(({ measurement, context }) => 100 * measurement.validAccuracy + (this.usesEpisode ? context.episode : 0));
  }

  dispose(): void {
    this.isDisposed = true;
  }
}

function setUp(changes: Partial<InstantPlace> = {}) {
  const made: CodeReward[] = [];
  const posted: InstantMessage[] = [];
  let clock = 0;
  let hear: (message: InstantMessage) => void = () => undefined;
  const server = new InstantServer({
    post: (message) => {
      posted.push(message);
      hear(message);
    },
    loadTable: async () => table,
    makeReward: async (reward) => {
      if (reward.id !== 'code') return makePresetReward(reward);
      const code = new CodeReward(reward.source.includes('ctx.episode'));
      made.push(code);
      return code;
    },
    tensorAssets: async () => ({}),
    // Every look at the clock is 4 ms later, so that slices end.
    now: () => {
      clock += 4;
      return clock;
    },
    pause: () => new Promise((resolve) => setImmediate(resolve)),
    ...changes,
  });
  const port: InstantPort = {
    post: (command) => server.handle(command),
    listen: (onMessage) => {
      hear = onMessage;
    },
    terminate: () => undefined,
  };
  return { made, posted, server, pool: new InstantPool(() => port, 1, 'http://lab/') };
}

const coded = (source: string): RunConfig => small(12, { reward: { id: 'code', source, deadlineMs: 50 } });

describe('the instant server, driven by its pool', () => {
  it('gives every seed the numbers of its run, in chunks', async () => {
    const { pool, posted } = setUp();
    const means = new Map<number, number[]>();
    const config = small(20);
    const { done } = pool.run({
      config,
      seeds: [3, 4],
      onChunk: (seed, chunk) => means.set(seed, [...(means.get(seed) ?? []), ...chunk.series.mean]),
    });
    expect(await done).toEqual({ kind: 'done' });
    for (const seed of [3, 4]) {
      const run = await runTable({ ...config, seed }, table);
      expect(means.get(seed)).toEqual(run.map(({ mean }) => mean));
    }
    expect(posted.length).toBeGreaterThan(4);
  });

  it('says the reward of every child before the first chunk, snapshots where wanted', async () => {
    const { pool, posted } = setUp();
    const { done } = pool.run({
      config: small(10),
      snapshotEvery: 4,
      onTruth: () => undefined,
      onChunk: () => undefined,
    });
    await done;
    const [first] = posted;
    expect(first).toMatchObject({ type: 'truth', readsContext: false });
    expect(first?.type === 'truth' && first.rows.length).toBe(64);
    const episodes = posted.flatMap((message) =>
      message.type === 'chunk' ? message.chunk.snapshots.map(({ episode }) => episode) : [],
    );
    expect(episodes).toEqual([4, 8, 10]);
  });

  it('stops between two slices when it is cancelled, and goes on with the newer one', async () => {
    const { pool, posted } = setUp();
    const seen: number[] = [];
    const old = pool.run({
      config: small(1000),
      onChunk: () => {
        seen.push(1);
        old.cancel();
      },
    });
    expect(await old.done).toEqual({ kind: 'cancelled' });
    const { done } = pool.run({ config: small(5), onChunk: () => seen.push(2) });
    await done;
    expect(seen.filter((which) => which === 1)).toEqual([1]);
    expect(posted.filter((message) => message.id === 1)).toHaveLength(1);
  });

  it('computes what is moved before what is in the background', async () => {
    const { pool } = setUp();
    const order: string[] = [];
    const band = pool.run({
      config: small(40),
      seeds: [1, 2],
      priority: 'background',
      onChunk: (_, chunk) => chunk.reason !== null && order.push('band'),
    });
    const now = pool.run({ config: small(40), onChunk: (_, chunk) => chunk.reason !== null && order.push('now') });
    await Promise.all([band.done, now.done]);
    expect(order).toEqual(['now', 'band', 'band']);
  });

  it('asks the sandbox once for each child where the code looks at the measurement alone, whatever the seeds', async () => {
    const { pool, made } = setUp();
    const config = coded('(m) => 100 * m.validAccuracy');
    await pool.run({ config, seeds: [1, 2, 3], onTruth: () => undefined, onChunk: () => undefined }).done;
    expect(made).toHaveLength(1);
    expect(made[0]?.asked).toHaveLength(64);
  });

  it('asks it anew for each trial where the code looks at the episode, and gives the numbers of the run', async () => {
    const { pool, made } = setUp();
    const config = coded('(m, ctx) => 100 * m.validAccuracy + ctx.episode');
    const means: number[] = [];
    await pool.run({ config, onChunk: (_, chunk) => means.push(...chunk.series.mean) }).done;
    expect(made[0]?.asked).toHaveLength(240);
    const events: RunEvent[] = [];
    const run = await openRun(config, table, events, { makeReward: async () => new CodeReward(true) });
    await run.advance(new AbortController().signal);
    run.dispose();
    expect(means).toEqual(episodesOf(events).map(({ mean }) => mean));
  });

  it('lets go of a sandbox when another reward is asked for', async () => {
    const { pool, made } = setUp();
    await pool.run({ config: coded('(m) => 1'), onChunk: () => undefined }).done;
    expect(made[0]?.isDisposed).toBe(false);
    await pool.run({ config: coded('(m) => 2'), onChunk: () => undefined }).done;
    expect(made.map(({ isDisposed }) => isDisposed)).toEqual([true, false]);
  });

  it('says why a run cannot be computed at once: one that trains', async () => {
    const { pool } = setUp();
    const outcome = await pool.run({ config: trained(2), onChunk: () => undefined }).done;
    expect(outcome).toMatchObject({ kind: 'failed', error: { kind: 'config' } });
  });

  it('tries a table again that could not be loaded', async () => {
    let tries = 0;
    const { pool } = setUp({
      loadTable: async () => {
        tries += 1;
        if (tries === 1) throw new Error('offline');
        return table;
      },
    });
    expect((await pool.run({ config: small(2), onChunk: () => undefined }).done).kind).toBe('failed');
    expect((await pool.run({ config: small(2), onChunk: () => undefined }).done).kind).toBe('done');
    expect((await pool.run({ config: small(3), onChunk: () => undefined }).done).kind).toBe('done');
    expect(tries).toBe(2);
  });

  it('transfers every array of a chunk', async () => {
    const { pool, posted } = setUp();
    await pool.run({ config: small(4), snapshotEvery: 2, onChunk: () => undefined }).done;
    const message = posted.find(({ type }) => type === 'chunk');
    if (message?.type !== 'chunk') throw new Error('no chunk');
    const { series, snapshots } = message.chunk;
    const snapshotArrays = snapshots.reduce((sum, { marginals }) => sum + 1 + (marginals?.length ?? 0), 0);
    expect(new Set(transfersOf(message)).size).toBe(Object.keys(series).length + 2 + snapshotArrays);
  });
});

describe('whether a code reward may look beyond the measurement', () => {
  it.each([
    ['(m) => m.validAccuracy', false],
    ['m => m.validAccuracy', false],
    ['(m, ctx) => m.validAccuracy', false],
    ['(m: Measurement, ctx: RewardContext): number => 100 * m.validAccuracy', false],
    ['function reward(m, ctx) { return m.params.cells; }', false],
    ['export default (m) => 1', false],
    ['const a = 1;\nexport default function (m, ctx) { return a; }', false],
    ['(m, ctx) => m.validAccuracy + ctx.episode', true],
    ['(m, { episode }) => episode', true],
    ['({ validAccuracy, params }) => validAccuracy', false],
    ['({ validAccuracy, params }, ctx) => validAccuracy', false],
    ['({ validAccuracy, params }, ctx) => validAccuracy + ctx.episode', true],
    ['({ params: { cells, total } }, ctx) => cells + ctx.episode', true],
    ['(m: Record<string, number>, ctx) => ctx.episode', true],
    ['(m = "a, b", ctx) => ctx.episode', true],
    ['(m /* a, b */, ctx) => ctx.episode', true],
    ['(...all) => all[1].episode', true],
    ['function reward(m) { return arguments[1].episode; }', true],
    ['const f = (m, c) => c.trial;\nexport default f', true],
    ['(m, ctx) => { const { bestReward } = ctx; return bestReward ?? 0; }', true],
  ])('%s: %s', (source, expected) => expect(readsContext(source)).toBe(expected));
});
