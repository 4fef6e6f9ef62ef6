import type { QuickJSWASMModule } from 'quickjs-emscripten-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { RewardSandbox } from '../../../src/engine/reward/sandbox';
import { decodeMappings, translateSource } from '../../../src/engine/reward/sandboxSource';
import { child, labErrorOf, limits, loadQuickJs, open, request } from './sandboxSupport';

let quickjs: QuickJSWASMModule;
beforeAll(async () => {
  quickjs = await loadQuickJs();
});

function value(source: string): number | undefined {
  const sandbox = open(quickjs, source);
  const [reward] = sandbox.evaluate([request]);
  sandbox.dispose();
  return reward;
}

describe('a reward in the sandbox', () => {
  it.each([
    ['an arrow function', '(m) => 100 * m.validAccuracy', 97],
    ['an arrow function with a semicolon and a comment', '// percent\n(m) => 100 * m.validAccuracy; // done', 97],
    ['an anonymous function', 'function (m) { return 100 * m.validAccuracy; }', 97],
    ['a default export', 'const scale = 100;\nexport default (m) => scale * m.validAccuracy;', 97],
    ['a default export before its helpers', 'export default (m) => f(m);\nfunction f(m) { return 100 * m.validAccuracy; }', 97],
    ['a named default export', 'export default function reward(m) { return 100 * m.validAccuracy; }', 97],
    ['an exported list', 'const r = (m) => 3;\nexport { r as default };', 3],
    ['typed text', '(m: Measurement, ctx: RewardContext): number => (m.latencyMs as number)! * ctx.classes', 5],
    [
      'interfaces, generics, satisfies',
      'interface P { n: number }\nconst id = <T,>(x: T): T => x;\nexport default (m: Measurement) => id<number>(({ n: 4 } satisfies P).n);',
      4,
    ],
    ['an enum', 'enum Kind { A = 1, B }\nexport default (m) => Kind.B;', 2],
    [
      'a type predicate and a caught unknown',
      'const is = (x: unknown): x is number => typeof x === "number";\nexport default (m) => { try { return is(1) ? 1 : 0; } catch (e: unknown) { return 2; } };',
      1,
    ],
    ['a type-only import', "import type { Measurement } from 'lab';\nexport default (m: Measurement) => 6;", 6],
    ['the context', '(m, ctx) => ctx.episode * 1000 + ctx.trial + (ctx.bestReward ?? 0)', 7219.5],
    ['optional chaining', '(m) => m.nothing?.x ?? m.epochs.at(-1).epoch', 3],
    [
      'its own eval, which sees no more than it does',
      "(m) => eval('typeof fetch + typeof Date') === 'undefinedundefined' ? 1 : 0",
      1,
    ],
    ['the measured curve', '(m) => m.epochs.map((e) => e.validAccuracy).reduce((a, b) => Math.max(a, b)) * 100', 97],
    ['minus zero', '(m) => -0', -0],
  ])('may be %s', (_what, source, expected) => {
    expect(value(source)).toBe(expected);
  });

  it('gets null where a fact was not measured, and no other facts than those of a Measurement', () => {
    const sandbox = open(quickjs, '(m) => (m.latencyMs === null ? 1 : 0) + 10 * Object.keys(m).length');
    const keys = Object.keys(child).length;
    expect(sandbox.evaluate([{ ...request, measurement: { ...child, latencyMs: null } }])).toEqual([1 + 10 * keys]);
    sandbox.dispose();
  });

  it('answers in order, and the same for the same child, over more children than it keeps', () => {
    const sandbox = open(quickjs, '(m) => m.macs');
    const requests = Array.from({ length: 600 }, (_, i) => ({ ...request, measurement: { ...child, macs: i % 300 } }));
    expect(sandbox.evaluate(requests)).toEqual(requests.map((r) => r.measurement.macs));
    sandbox.dispose();
  });

  it('is not stopped because the machine was busy, but is for its own loop', () => {
    // A clock that jumps a second at every look, as for a worker that is hardly ever scheduled.
    let time = 0;
    const now = () => {
      time += 1000;
      return time;
    };
    const short = RewardSandbox.compile(quickjs, now, '(m) => m.epochs.reduce((sum, e) => sum + e.epoch, 0)', limits);
    expect(short.evaluate([request, request])).toEqual([6, 6]);
    short.dispose();
    const endless = RewardSandbox.compile(quickjs, now, '(m) => { for (;;); }', limits);
    expect(labErrorOf(() => endless.evaluate([request])).message).toMatch(/within 100 ms/);
    endless.dispose();
  });

  it('does not run out of memory over 50,000 calls that allocate', () => {
    const sandbox = open(quickjs, '(m) => Array.from({ length: 20 }, (_, i) => ({ i })).length');
    for (let i = 0; i < 50; i += 1) expect(new Set(sandbox.evaluate(new Array(1000).fill(request)))).toEqual(new Set([20]));
    sandbox.dispose();
  });
});

describe('the position map of a translated reward', () => {
  it('decodes base-64 VLQ by hand: AAAA, then 16 columns on, then one line down', () => {
    expect(decodeMappings('AAAA,gBAAgB;AACA')).toEqual([
      [
        { generated: 0, line: 0, column: 0 },
        { generated: 16, line: 0, column: 16 },
      ],
      [{ generated: 0, line: 1, column: 16 }],
    ]);
  });

  it('leads every call in translated text back to its place', () => {
    const source =
      'type A = number;\nexport default (m: { a: A }, n?: A): A =>\n  first(m as any) + (second<A>(n!) as A) + third();';
    const { code, position } = translateSource(source, 'module');
    const lines = code.split('\n');
    for (const name of ['first', 'second', 'third']) {
      const line = lines.findIndex((text) => text.includes(name));
      const found = position(line + 1, (lines[line] ?? '').indexOf(name) + 1);
      expect(found).toEqual({ line: 3, column: (source.split('\n')[2] ?? '').indexOf(name) + 1 });
    }
  });
});
