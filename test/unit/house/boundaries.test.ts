import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkBoundaries, findCircles } from '../../../scripts/boundaries.mjs';

const ROOT = path.resolve(import.meta.dirname, '../../..');

/** A folder with the project's own rules and packages, and nothing of its sources. */
let sandbox = '';

beforeAll(() => {
  sandbox = mkdtempSync(path.join(tmpdir(), 'nas-lab-boundaries-'));
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(sandbox, 'node_modules'));
  for (const name of ['biome.json', 'package.json', 'scripts/lint']) {
    cpSync(path.join(ROOT, name), path.join(sandbox, name), { recursive: true });
  }
});

afterAll(() => rmSync(sandbox, { recursive: true, force: true }));

function write(file: string, text: string): void {
  const full = path.join(sandbox, file);
  mkdirSync(path.dirname(full), { recursive: true });
  writeFileSync(full, text);
}

/** What the rules find in the sandbox's src/, as 'rule: importing file'. */
function check(): string[] {
  return checkBoundaries(sandbox, ['src']).violations.map(({ rule, file }) => `${rule}: ${file}`);
}

/** The exit code of the command that CI runs, on the sandbox. */
function exitCode(): number | null {
  return spawnSync(process.execPath, [path.join(ROOT, 'scripts/boundaries.mjs'), sandbox]).status;
}

const LEGAL: readonly (readonly [file: string, text: string])[] = [
  ['src/worker/w.ts', "import kernels from '../../build/kernels/simd.wasm?url';\nexport { kernels };\n"],
  ['src/ui/store/types.ts', "import type { version } from '../../engine/run/loop';\nexport type Version = typeof version;\n"],
  ['src/engine/core/rng.ts', "import { z } from 'zod';\nexport const one = z.number().parse(1);\n"],
  ['src/engine/graph/count.ts', "import { one } from '../core/rng';\nexport const two = one + one;\n"],
  ['src/engine/tensor/backend.ts', "import * as tf from '@tensorflow/tfjs-core';\nexport const version = tf.version_core;\n"],
  ['src/engine/train/trainer.ts', "export { version } from '../tensor/backend';\n"],
  ['src/engine/run/loop.ts', "export { version } from '../train/trainer';\n"],
  ['src/worker/client.ts', "export { version } from '../engine/run/loop';\n"],
  [
    'src/cli/main.ts',
    "import fs from 'node:fs';\nexport { version } from '../engine/run/loop';\nexport const here = fs.existsSync('.');\n",
  ],
  ['src/ui/shared/text.tsx', "import { createElement } from 'react';\nexport const text = createElement('p');\n"],
  [
    'src/ui/features/chart/chart.tsx',
    "export { text } from '../../shared/text';\nexport { version } from '../../../worker/client';\n",
  ],
];

/** One planted import each, and the rule that must find it. */
const PLANTED: readonly (readonly [rule: string, file: string, text: string])[] = [
  ['folder', 'src/engine/core/up.ts', "export { two } from '../graph/count';"],
  ['folder', 'src/engine/graph/up.ts', "export { version } from '../tensor/backend';"],
  ['folder', 'src/engine/graph/all.ts', "export * from '../tensor/backend';"],
  ['folder', 'src/engine/data/side.ts', "import type { two } from '../graph/count';\nexport type Two = typeof two;"],
  ['folder', 'src/engine/data/typeQuery.ts', "export type Two = import('../graph/count').Two;"],
  ['folder', 'src/engine/controller/side.ts', "export { version } from '../train/trainer';"],
  ['folder', 'src/engine/search/side.ts', "export const lazy = () => import('../train/trainer');"],
  ['folder', 'src/engine/reward/side.ts', "export { two } from '../graph/count';"],
  ['folder', 'src/engine/estimate/side.ts', "export { version } from '../run/loop';"],
  ['folder', 'src/engine/run/up.ts', "export { version } from '../../worker/client';"],
  ['package', 'src/engine/graph/react.ts', "export { createElement } from 'react';"],
  ['package', 'src/engine/train/tf.ts', "export { add } from '@tensorflow/tfjs-core';"],
  ['package', 'src/ui/shared/tf.ts', "export const tf = () => import('@tensorflow/tfjs-core');"],
  ['package', 'src/engine/data/fs.ts', "export { existsSync } from 'node:fs';"],
  ['package', 'src/worker/fs.ts', "export { existsSync } from 'fs';"],
  ['folder', 'src/worker/up.ts', "export { text } from '../ui/shared/text';"],
  ['folder', 'src/cli/up.ts', "export { text } from '../ui/shared/text';"],
  ['folder', 'src/ui/features/chart/deep.ts', "export { version } from '../../../engine/run/loop';"],
  [
    'folder',
    'src/ui/features/chart/worker.ts',
    "export const start = () => new Worker(new URL('../../../worker/w.ts', import.meta.url));",
  ],
  ['folder', 'src/ui/features/heatmap/side.ts', "export { text } from '../chart/chart';"],
  ['folder', 'src/ui/shared/up.ts', "export { text } from '../features/chart/chart';"],
  ['unresolved', 'src/worker/nowhere.ts', "export { nothing } from './nothing';"],
];

describe('import boundaries', () => {
  it('accepts the imports that the table of folders allows', () => {
    for (const [file, text] of LEGAL) write(file, text);
    expect(check()).toEqual([]);
    expect(exitCode()).toBe(0);
  });

  it('finds every planted import against the table and nothing else, and fails', () => {
    for (const [file, text] of LEGAL) write(file, text);
    for (const [, file, text] of PLANTED) write(file, `${text}\n`);
    expect(check().sort()).toEqual(PLANTED.map(([rule, file]) => `${rule}: ${file}`).sort());
    expect(exitCode()).toBe(1);
  });

  it('finds modules that import each other in a circle, once', () => {
    const graph = new Map([
      ['a', ['b', 'c']],
      ['b', ['c']],
      ['c', ['d']],
      ['d', ['b']],
    ]);
    expect(findCircles(graph)).toEqual([['b', 'c', 'd']]);
  });
});

const AMBIENT: readonly (readonly [what: string, expression: string])[] = [
  ['Math.random', 'Math.random()'],
  ['Math.random', "Math['random']()"],
  ['Date', 'Date.now()'],
  ['Date', 'new Date()'],
  ['performance', 'performance.now()'],
  ['document', 'document.title'],
  ['window', 'window.name'],
  ['process', 'process.argv'],
  ['clock, DOM, storage or Node', 'globalThis.performance.now()'],
  ['crypto', 'crypto.randomUUID()'],
  ['localStorage', "localStorage.getItem('a')"],
];

function lint(file: string): { status: number | null; output: string } {
  const biome = path.join(ROOT, 'node_modules/@biomejs/biome/bin/biome');
  const answer = spawnSync(process.execPath, [biome, 'lint', '--vcs-enabled=false', '--max-diagnostics=none', file], {
    cwd: sandbox,
    encoding: 'utf8',
  });
  return { status: answer.status, output: answer.stdout + answer.stderr };
}

describe('ambient state in the engine', () => {
  it.each(AMBIENT)('refuses %s: %s', (what, expression) => {
    const file = 'src/engine/core/ambient.ts';
    write(file, `export const read = () => ${expression};\n`);
    const { status, output } = lint(file);
    expect(output).toContain(what);
    expect(status).toBe(1);
  });

  it('accepts the same clock outside the engine', () => {
    const file = 'src/worker/clock.ts';
    write(file, 'export const now = (): number => performance.now();\n');
    expect(lint(file).status).toBe(0);
  });
});
