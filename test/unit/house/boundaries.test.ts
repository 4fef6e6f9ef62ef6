import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

const ROOT = path.resolve(import.meta.dirname, '../../..');

/** A folder with the project's own rules and packages, and nothing of its sources. */
let sandbox = '';

beforeAll(() => {
  sandbox = mkdtempSync(path.join(tmpdir(), 'nas-lab-boundaries-'));
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(sandbox, 'node_modules'));
  for (const name of ['.dependency-cruiser.cjs', 'biome.json', 'package.json', 'scripts/lint']) {
    cpSync(path.join(ROOT, name), path.join(sandbox, name), { recursive: true });
  }
});

afterAll(() => rmSync(sandbox, { recursive: true, force: true }));

function write(file: string, text: string): void {
  const full = path.join(sandbox, file);
  mkdirSync(path.dirname(full), { recursive: true });
  writeFileSync(full, text);
}

const cruiseSchema = z.object({
  summary: z.object({
    violations: z.array(z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) })),
  }),
});

function runCruiser(reporter: 'json' | 'err'): { status: number | null; stdout: string } {
  const script = path.join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [script, 'src', '--config', '.dependency-cruiser.cjs', '-T', reporter];
  return spawnSync(process.execPath, args, { cwd: sandbox, encoding: 'utf8', maxBuffer: 1 << 26 });
}

/** What the rules find in the sandbox's src/, as 'rule: importing file', and the exit code that CI sees. */
function cruise(): { status: number | null; found: string[] } {
  const { summary } = cruiseSchema.parse(JSON.parse(runCruiser('json').stdout));
  const found = summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`);
  return { status: runCruiser('err').status, found };
}

const LEGAL: readonly (readonly [file: string, text: string])[] = [
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
  ['engine-core', 'src/engine/core/up.ts', "export { two } from '../graph/count';"],
  ['engine-graph', 'src/engine/graph/up.ts', "export { version } from '../tensor/backend';"],
  ['engine-data', 'src/engine/data/side.ts', "import type { two } from '../graph/count';\nexport type Two = typeof two;"],
  ['engine-controller', 'src/engine/controller/side.ts', "export { version } from '../train/trainer';"],
  ['engine-search', 'src/engine/search/side.ts', "export const lazy = () => import('../train/trainer');"],
  ['engine-reward', 'src/engine/reward/side.ts', "export { two } from '../graph/count';"],
  ['engine-estimate', 'src/engine/estimate/side.ts', "export { version } from '../run/loop';"],
  ['engine-run', 'src/engine/run/up.ts', "export { version } from '../../worker/client';"],
  ['engine-graph-packages', 'src/engine/graph/react.ts', "export { createElement } from 'react';"],
  ['tensorflow-only-in-tensor', 'src/engine/train/tf.ts', "export { add } from '@tensorflow/tfjs-core';"],
  ['tensorflow-only-in-tensor', 'src/ui/shared/tf.ts', "export const tf = () => import('@tensorflow/tfjs-core');"],
  ['node-only-in-cli', 'src/engine/data/fs.ts', "export { existsSync } from 'node:fs';"],
  ['node-only-in-cli', 'src/worker/fs.ts', "export { existsSync } from 'fs';"],
  ['worker', 'src/worker/up.ts', "export { text } from '../ui/shared/text';"],
  ['cli', 'src/cli/up.ts', "export { text } from '../ui/shared/text';"],
  ['ui', 'src/ui/features/chart/deep.ts', "export { version } from '../../../engine/run/loop';"],
  ['ui-features-apart', 'src/ui/features/heatmap/side.ts', "export { text } from '../chart/chart';"],
  ['ui-shared-below-features', 'src/ui/shared/up.ts', "export { text } from '../features/chart/chart';"],
  ['unresolvable', 'src/worker/nowhere.ts', "export { nothing } from './nothing';"],
];

describe('import boundaries', () => {
  it('accepts the imports that the table of folders allows', () => {
    for (const [file, text] of LEGAL) write(file, text);
    expect(cruise()).toEqual({ status: 0, found: [] });
  });

  it('finds every planted import against the table, and fails', () => {
    for (const [file, text] of LEGAL) write(file, text);
    for (const [, file, text] of PLANTED) write(file, `${text}\n`);
    write('src/engine/space/a.ts', "import { b } from './b';\nexport const a = () => b;\n");
    write('src/engine/space/b.ts', "import { a } from './a';\nexport const b = () => a;\n");
    const { status, found } = cruise();
    expect(status).not.toBe(0);
    for (const [rule, file] of PLANTED) expect(found).toContain(`${rule}: ${file}`);
    expect(found.some((line) => line.startsWith('no-circular: src/engine/space/'))).toBe(true);
    const guilty = new Set([...PLANTED.map(([, file]) => file), 'src/engine/space/a.ts', 'src/engine/space/b.ts']);
    expect(found.map((line) => line.split(': ')[1]).filter((file) => !guilty.has(file ?? ''))).toEqual([]);
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
