import { describe, expect, it } from 'vitest';
import { type Contest, type ContestLimits, type EngineSource, hold, type Rates } from '../../../bench/support/contest';
import { answer, type Realm, remoteRealm } from '../../../bench/support/realm';
import type { BenchOutput, BenchRow } from '../../../bench/support/types';

const LIMITS: ContestLimits = { patienceMs: 1000, slowMs: 100, roundMs: 20, rounds: 3 };

const CONTEST: Contest<number> = {
  bench: 'train',
  case: 'a child',
  kind: 'train',
  unit: 'images/s',
  work: { task: 64, perRun: 64, flops: 64e6 },
  lessWork: null,
  checkImages: 2,
  checkRuns: 1,
  fullImages: 64,
  reference: [1, 2],
  tolerance: 1e-3,
};

interface Fake {
  readonly name: string;
  readonly msPerRun: number;
  readonly losses?: (images: number) => number[];
}

/** An engine that takes no time and says what it is told to say. */
function engine({ name, msPerRun, losses = () => [1, 2] }: Fake) {
  const log: string[] = [];
  let task = 0;
  const realm: Realm<number> = {
    engine: name,
    async load(given) {
      task = given;
      log.push(`load ${given}`);
    },
    check: async (images) => losses(images),
    async run(times) {
      log.push(`run ${times}`);
      return (times * msPerRun * task) / 64;
    },
    profile: async () => null,
    peak: async () => 128,
    peakBytes: async () => 1e6,
    async close() {
      log.push('close');
    },
  };
  const source: EngineSource<number> = {
    name,
    can: () => true,
    required: false,
    open: async () => ({ ok: true, realm }),
    release: (each) => each.close(),
  };
  return { source, log };
}

function listen() {
  const rows: BenchRow[] = [];
  const notes: string[] = [];
  const failures: string[] = [];
  const output: BenchOutput = {
    row: (row) => rows.push(row),
    note: (line) => notes.push(line),
    details: () => undefined,
    fail: (line) => failures.push(line),
  };
  return { rows, notes, failures, output };
}

describe('a contest', () => {
  it('gives the median of the rounds, and the share of the peak', async () => {
    const { rows, failures, output } = listen();
    const fast = engine({ name: 'fast', msPerRun: 2 });
    await hold(CONTEST, [fast.source], LIMITS, new Map(), output);
    expect(failures).toEqual([]);
    expect(rows).toMatchObject([{ engine: 'fast', value: 32_000, spread: 0, peakShare: 0.25, checked: true }]);
    // Warm-up and a first guess, a second one, three rounds of 20 ms.
    expect(fast.log).toEqual(['load 64', 'run 1', 'run 1', 'run 10', 'run 10', 'run 10', 'run 10', 'close']);
  });

  it('gives no row to an engine whose result deviates, and goes on with the others', async () => {
    const { rows, failures, output } = listen();
    const wrong = engine({ name: 'wrong', msPerRun: 1, losses: () => [1, 2.1] });
    await hold(CONTEST, [wrong.source, engine({ name: 'right', msPerRun: 1 }).source], LIMITS, new Map(), output);
    expect(rows.map((row) => row.engine)).toEqual(['right']);
    expect(failures).toHaveLength(1);
    expect(failures[0]).toContain('wrong failed: its result deviates from the reference by 5.0e-2');
    expect(wrong.log.at(-1)).toBe('close');
  });

  it('compares whole batches between engines where the check had fewer images', async () => {
    const { rows, failures, output } = listen();
    const off = (images: number): number[] => (images === 64 ? [1, 3] : [1, 2]);
    const engines = [engine({ name: 'first', msPerRun: 1 }), engine({ name: 'second', msPerRun: 1, losses: off })];
    await hold(
      CONTEST,
      engines.map(({ source }) => source),
      LIMITS,
      new Map(),
      output,
    );
    expect(rows.map((row) => row.engine)).toEqual(['first']);
    expect(failures[0]).toContain('deviates from first');
  });

  it('leaves out an engine that was too slow in a smaller contest', async () => {
    const { rows, notes, output } = listen();
    const rates: Rates = new Map([['train: slow', 32e3]]);
    const slow = engine({ name: 'slow', msPerRun: 2000 });
    await hold(CONTEST, [slow.source], LIMITS, rates, output);
    expect(rows).toEqual([]);
    expect(slow.log).toEqual([]);
    expect(notes[0]).toContain('one run would take about 2.0 s');
  });

  it('gives a slow engine fewer images, and says so', async () => {
    const { rows, output } = listen();
    const contest = { ...CONTEST, lessWork: { task: 8, perRun: 8, flops: 8e6, images: 8 } };
    const rates: Rates = new Map([['train: slow', 128e3]]);
    const slow = engine({ name: 'slow', msPerRun: 500 });
    await hold(contest, [slow.source], LIMITS, rates, output);
    expect(slow.log[0]).toBe('load 8');
    expect(rows).toMatchObject([{ engine: 'slow, 8 images', value: 128 }]);
    expect(rates.get('train: slow')).toBeCloseTo(128e3);
  });

  it('fails where an engine that was asked for is not there, and notes another', async () => {
    const { notes, failures, output } = listen();
    const { source } = engine({ name: 'absent', msPerRun: 1 });
    const open = async () => ({ ok: false, reason: 'no such file' }) as const;
    await hold(
      CONTEST,
      [
        { ...source, open, required: true },
        { ...source, open },
      ],
      LIMITS,
      new Map(),
      output,
    );
    expect(failures).toEqual(['a child: absent is left out: no such file']);
    expect(notes).toEqual(['a child: absent is left out: no such file']);
  });
});

describe('a realm elsewhere', () => {
  it('answers over JSON what it answers here; a number that JSON lacks comes as NaN', async () => {
    const { source, log } = engine({ name: 'far', msPerRun: 4, losses: () => [1, Number.NaN] });
    const opened = await source.open();
    if (!opened.ok) throw new Error(opened.reason);
    let hungUp = false;
    const far = remoteRealm<number>(
      'far',
      async (request) => JSON.parse(JSON.stringify(await answer(opened.realm, JSON.parse(JSON.stringify(request))))),
      async () => {
        hungUp = true;
      },
    );
    await far.load(64);
    expect(await far.check(2)).toEqual([1, Number.NaN]);
    expect(await far.run(3)).toBe(12);
    expect(await far.peak()).toBe(128);
    expect(await far.profile(1)).toBeNull();
    await far.close();
    expect(hungUp).toBe(true);
    expect(log).toEqual(['load 64', 'run 3', 'close']);
  });
});
