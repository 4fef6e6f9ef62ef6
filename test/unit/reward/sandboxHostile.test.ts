import type { QuickJSWASMModule } from 'quickjs-emscripten-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RewardSandbox } from '../../../src/engine/reward/sandbox';
import { SandboxCrash } from '../../../src/engine/reward/sandboxErrors';
import { child, labErrorOf, loadQuickJs, open, request } from './sandboxSupport';

let quickjs: QuickJSWASMModule;
beforeAll(async () => {
  quickjs = await loadQuickJs();
});

interface Hostile {
  readonly name: string;
  readonly source: string;
  readonly message: RegExp;
  readonly at?: readonly [line: number, column: number];
}

const OFF = 'the message has no place in the text';

/** Each has to fail with LabError 'reward', and has to leave a sandbox that works. */
const hostile: readonly Hostile[] = [
  {
    name: 'throws an Error',
    source: "(m) => {\n  throw new Error('no');\n}",
    message: /child conv3,max: the reward threw Error: no/,
    at: [2, 18],
  },
  { name: 'throws null', source: '(m) => { throw null; }', message: /threw null/ },
  { name: 'throws a text', source: "(m) => { throw 'so'; }", message: /threw so/ },
  { name: 'throws undefined', source: '(m) => { throw undefined; }', message: /threw nothing/ },
  { name: 'throws a symbol', source: "(m) => { throw Symbol('s'); }", message: /threw a symbol/ },
  {
    name: 'throws a proxy whose traps throw',
    source: '(m) => { throw new Proxy({}, { getOwnPropertyDescriptor() { throw 1; }, getPrototypeOf() { throw 2; } }); }',
    message: /an object that cannot be read/,
  },
  {
    name: 'throws an error whose getters loop',
    source: '(m) => { throw { get name() { for (;;); }, get message() { for (;;); }, get stack() { for (;;); } }; }',
    message: /the reward threw an object that says nothing\b/,
  },
  {
    name: 'throws an object whose toString loops',
    source: '(m) => { throw { toString() { for (;;); } }; }',
    message: /the reward threw an object that says nothing\b/,
  },
  {
    name: 'throws a proxy that loops when it is looked at',
    source: '(m) => { throw new Proxy({}, { getOwnPropertyDescriptor() { for (;;); } }); }',
    message: /within 100 ms/,
  },
  { name: 'reads a property of undefined', source: '(m) =>\n  m.nothing.x', message: /TypeError/, at: [2, 12] },
  { name: 'uses an unknown name', source: '(m) => 1 +\n   valAcc * 2', message: /'valAcc' is not defined/, at: [2, 4] },
  { name: 'gives NaN', source: '(m) => 0 / 0', message: /gave NaN/ },
  { name: 'gives Infinity', source: '(m) => 1 / 0', message: /gave Infinity/ },
  { name: 'gives -Infinity', source: '(m) => Math.log(0)', message: /gave -Infinity/ },
  { name: 'gives a text', source: "(m) => '99'", message: /gave the text "99"/ },
  { name: 'gives nothing', source: '(m) => { m.validAccuracy; }', message: /gave nothing/ },
  { name: 'gives null', source: '(m) => null', message: /gave null/ },
  { name: 'gives a boolean', source: '(m) => true', message: /gave true/ },
  { name: 'gives a BigInt', source: '(m) => 98n', message: /gave a BigInt/ },
  { name: 'gives a symbol', source: '(m) => Symbol.iterator', message: /gave a symbol/ },
  { name: 'gives an object with valueOf', source: '(m) => ({ valueOf() { return 99; } })', message: /gave an object/ },
  { name: 'gives a boxed number', source: '(m) => new Number(99)', message: /gave an object/ },
  { name: 'gives an array of one number', source: '(m) => [99]', message: /gave an array/ },
  { name: 'gives a function', source: '(m) => () => 99', message: /gave a function/ },
  { name: 'gives a proxy', source: '(m) => new Proxy({}, { getPrototypeOf() { throw 1; } })', message: /gave an object/ },
  { name: 'is async', source: 'async (m) => 99', message: /gave a Promise/ },
  { name: 'is a generator', source: '(function* (m) { yield 99; })', message: /gave an object/ },
  { name: 'is an async generator', source: '(async function* (m) { yield 99; })', message: /gave an object/ },
  { name: 'leaves work behind', source: '(m) => { Promise.resolve().then(() => 1); return 5; }', message: /asynchronous work/ },
  { name: 'loops for ever', source: '(m) => {\n  while (true) {}\n}', message: /did not return within 100 ms/, at: [1, 1] },
  {
    name: 'loops inside try and finally',
    source: '(m) => { try { for (;;); } catch { return 1; } finally { return 2; } }',
    message: /100 ms/,
  },
  { name: 'loops in the text itself', source: 'for (;;);\nexport default (m) => 1', message: /100 ms/ },
  { name: 'loops in a getter', source: '(m) => ({ get x() { for (;;); } }).x', message: /100 ms/ },
  { name: 'loops in a sort', source: '(m) => [3, 2, 1].sort(() => { for (;;); })[0]', message: /100 ms/ },
  { name: 'backtracks for ever', source: "(m) => { /^(a+)+$/.test('a'.repeat(50) + 'b'); return 1; }", message: /100 ms/ },
  {
    name: 'recurses for ever',
    source: '(m) => {\n  const f = () => f() + 1;\n  return f();\n}',
    message: /too deeply/,
    at: [2, 20],
  },
  {
    name: 'recurses through JSON',
    source: '(m) => { const a = []; a.toJSON = () => JSON.stringify(a); return a.toJSON(); }',
    message: /too deeply/,
  },
  { name: 'allocates a huge text', source: "(m) => 'x'.repeat(5e8).length", message: /more than 16 MB/ },
  { name: 'allocates a huge array', source: '(m) => new Array(1e9).fill(0).length', message: /more than 16 MB/ },
  { name: 'allocates a huge buffer', source: '(m) => new Float64Array(1e8).length', message: /more than 16 MB/ },
  { name: 'doubles an array', source: '(m) => { let a = [1]; for (;;) a = a.concat(a); }', message: /more than 16 MB/ },
  {
    name: 'joins what it doubles',
    source: "(m) => { let s = 'ab'; for (;;) s += s; }",
    message: /more than 16 MB|InternalError/,
  },
  { name: 'builds a huge BigInt', source: '(m) => Number(7n ** (1n << 40n))', message: /RangeError|MB/ },
  { name: 'changes the measurement', source: '(m) => { m.validAccuracy = 1; return 100; }', message: /TypeError/, at: [1, 11] },
  { name: 'changes an epoch of it', source: '(m) => { m.epochs[0].validAccuracy = 1; return 100; }', message: /TypeError/ },
  { name: 'adds an epoch to it', source: '(m) => { m.epochs.push(m.epochs[0]); return 100; }', message: /TypeError/ },
  { name: 'changes the context', source: '(m, ctx) => { ctx.trial = 0; return 100; }', message: /TypeError/ },
  { name: 'pollutes Object.prototype', source: '(m) => { Object.prototype.validAccuracy = 1; return 1; }', message: /TypeError/ },
  { name: 'pollutes through __proto__', source: '(m) => { ({}).__proto__.polluted = 1; return 1; }', message: /TypeError/ },
  { name: 'replaces JSON.parse', source: '(m) => { JSON.parse = () => ({}); return 1; }', message: /TypeError/ },
  { name: 'replaces Array.prototype.map', source: '(m) => { Array.prototype.map = null; return 1; }', message: /TypeError/ },
  {
    name: 'patches a generator prototype',
    source: '(m) => { Object.getPrototypeOf(function* () {}).x = 1; return 1; }',
    message: /TypeError/,
  },
  { name: 'makes a global', source: '(m) => { globalThis.n = (globalThis.n ?? 0) + 1; return n; }', message: /TypeError/ },
  { name: 'makes a global by eval', source: "(m) => { (0, eval)('var n = 1'); return 1; }", message: /threw/ },
  { name: 'asks for the time', source: '(m) => Date.now()', message: /'Date' is not defined/, at: [1, 8] },
  { name: 'asks for chance', source: '(m) => Math.random()', message: /TypeError/ },
  { name: 'asks for the network', source: "(m) => fetch('https://example.org')", message: /'fetch' is not defined/ },
  { name: 'asks for the process', source: '(m) => process.exit(1)', message: /'process' is not defined/ },
  { name: 'asks for a timer', source: '(m) => setTimeout(() => 1, 1)', message: /'setTimeout' is not defined/ },
  { name: 'asks for the worker', source: '(m) => { postMessage(1); return 1; }', message: /'postMessage' is not defined/ },
  { name: 'asks for shared memory', source: '(m) => new SharedArrayBuffer(8).byteLength', message: /not defined/ },
  { name: 'asks for Atomics', source: '(m) => Atomics.load(new Int32Array(1), 0)', message: /not defined/ },
  { name: 'asks for garbage', source: '(m) => { new WeakRef({}); return 1; }', message: /not defined/ },
  {
    name: 'climbs by constructor.constructor',
    source: "(m) => m.constructor.constructor('return process')().pid",
    message: /'process' is not defined/,
  },
  {
    name: 'imports a module',
    source: "import fs from 'fs';\nexport default (m) => fs.x",
    message: /import is not available in a reward: fs/,
    at: [1, 1],
  },
  { name: 'imports at run time', source: "(m) => import('fs')", message: /gave a Promise/ },
  { name: 'requires a module', source: "(m) => require('fs').x", message: /import is not available/ },
  { name: 'is a class', source: 'export default class A {}', message: /TypeError/ },
  { name: 'is a number', source: 'export default 98', message: /gives an object|not a function/, at: [1, 1] },
  { name: 'is a formula without a function', source: '100 * 98', message: /not a function/, at: [1, 1] },
  { name: 'is nothing', source: '// later', message: /no function/, at: [1, 1] },
  { name: 'has a syntax error', source: '(m) => {\n  return m +* 3;\n}', message: /SyntaxError/, at: [2, 13] },
  { name: 'has an open bracket', source: '(m) => (1 + 2', message: /SyntaxError/, at: [1, 14] },
  { name: 'ends too early', source: 'export default (m) => {\n  return 1;', message: /SyntaxError/, at: [2, 12] },
  { name: 'breaks out of the wrapper', source: '(m) => 1 }); (function () { ', message: /SyntaxError/ },
  {
    name: 'declares a name twice',
    source: 'const a = 1;\nconst a = 2;\nexport default (m) => a',
    message: /SyntaxError/,
    at: [2, 9],
  },
  { name: 'uses with', source: '(m) => { with (m) { return 1; } }', message: /SyntaxError/ },
  { name: 'fails after a type', source: '(m: Measurement): number => (m as any).a.b', message: /TypeError/, at: [1, 41] },
  {
    name: 'fails below an interface',
    source: 'interface A { a: number }\nexport default (m: A) =>\n  nope(m)',
    message: /nope/,
    at: [3, 3],
  },
];

function run(source: string): readonly number[] {
  let sandbox: RewardSandbox | undefined;
  try {
    sandbox = open(quickjs, source);
    return sandbox.evaluate([request]);
  } finally {
    sandbox?.dispose();
  }
}

describe('a hostile reward', () => {
  it.each(hostile)('that $name is a LabError with its place', ({ source, message, at }) => {
    const error = labErrorOf(() => run(source));
    expect(error.kind).toBe('reward');
    expect(error.message).toMatch(message);
    expect(error.remedy).not.toBe('');
    expect(error).not.toBeInstanceOf(SandboxCrash);
    if (at !== undefined) expect([error.line, error.column], OFF).toEqual(at);
    expect(run('(m) => 100 * m.validAccuracy')).toEqual([97]);
  });

  it('leaves the host as it was', () => {
    for (const { source } of hostile) labErrorOf(() => run(source));
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect('polluted' in {}).toBe(false);
    expect(child.validAccuracy).toBe(0.97);
    expect(child.epochs).toHaveLength(3);
  });

  it('keeps nothing from one call to the next', () => {
    const sandbox = open(
      quickjs,
      'let n = 0;\nconst seen = new Map();\nexport default (m) => { n += 1; seen.set(n, m); return n + seen.size; }',
    );
    expect(sandbox.evaluate([request, request, request])).toEqual([2, 2, 2]);
    sandbox.dispose();
  });

  it('cannot keep anything in what the language gives it', () => {
    const places = [
      'Object',
      'Object.prototype',
      'globalThis',
      'Math',
      'JSON',
      'Reflect',
      'Function.prototype',
      'eval',
      '(function* () {}).constructor',
      'Object.getPrototypeOf(async () => {})',
      'Object.getPrototypeOf([].values())',
      'Object.getPrototypeOf(new Map().entries())',
      'Object.getPrototypeOf(/a/g[Symbol.matchAll]("a"))',
      'Iterator.prototype',
      'Object.getPrototypeOf([].values().map((x) => x))',
      'Object.getPrototypeOf(Iterator.from({ next() {} }))',
      'Uint8Array.__proto__.prototype',
      'Symbol.prototype',
      'Promise',
      'Error.prototype',
      'm',
      'ctx',
      'm.epochs',
      'm.params',
      'Array.prototype',
      '((a) => a)`x`',
    ];
    for (const place of places) {
      const source = `(m, ctx) => { const at = ${place}; let kept = 0; try { kept = at.kept ?? 0; at.kept = kept + 1; } catch {} return kept; }`;
      const sandbox = open(quickjs, source);
      expect(sandbox.evaluate([request, request]), place).toEqual([0, 0]);
      sandbox.dispose();
    }
  });

  it.each([
    "(m) => JSON.parse('['.repeat(2e5))",
    '(m) => { let a = []; for (let i = 0; i < 1e4; i += 1) a = [a]; return JSON.stringify(a).length; }',
  ])('that nests data too deeply is told so: %s', (source) => {
    expect(labErrorOf(() => run(source)).message).toMatch(/too deeply/);
  });

  it('that makes the interpreter itself give up is a SandboxCrash, and a new module works', async () => {
    const doomed = await loadQuickJs();
    expect(labErrorOf(() => open(doomed, "(m) => eval('('.repeat(2e5))").evaluate([request]))).toBeInstanceOf(SandboxCrash);
    expect(run('(m) => 100 * m.validAccuracy')).toEqual([97]);
  });

  it('that fails on one child can be called again for the next', () => {
    const sandbox = open(quickjs, "(m) => { if (m.arch === 'conv3,max') throw new Error('not this'); return 1; }");
    expect(labErrorOf(() => sandbox.evaluate([request])).message).toMatch(/not this/);
    expect(sandbox.evaluate([{ ...request, measurement: { ...child, arch: 'sep,sep' } }])).toEqual([1]);
    sandbox.dispose();
  });
});
