// @ts-check
/**
 * node scripts/learning-curves.mjs --data-dir DIR [--children N] [--epochs E] [--at-most N]: trains every so many-th child of A_small (profile
 * teach, 12,000 MNIST images, seed 1) with `nas-lab train` and keeps its validation accuracies, epoch by epoch, in
 * test/fixtures/learning_curves.json. Children that are there already are left alone; --at-most: how many are trained by this call. docs/estimators.md is computed from it.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from './install.mjs';

const FILE = path.join(ROOT, 'test', 'fixtures', 'learning_curves.json');
const OPS = ['twoconv', 'conv3', 'conv5', 'conv7', 'max', 'avg', 'identity', 'sep'];

const { values } = parseArgs({
  options: {
    'data-dir': { type: 'string' },
    children: { type: 'string', default: '24' },
    epochs: { type: 'string', default: '15' },
    'at-most': { type: 'string', default: '64' },
  },
});
const epochs = Number(values.epochs);
const archs = OPS.flatMap((first) => OPS.map((second) => `${first},${second}`));
const chosen = Array.from(
  { length: Number(values.children) },
  (_, i) => archs[Math.floor((i * archs.length) / Number(values.children))] ?? '',
);

/** @type {{ provenance: Record<string, unknown>, children: { arch: string, validAccuracy: number[], testAccuracy: number }[] }} */
const found = existsSync(FILE)
  ? JSON.parse(readFileSync(FILE, 'utf8'))
  : {
      provenance: {
        data: 'MNIST (LeCun, Cortes and Burges), 12,000 training, 2,000 validation, 2,000 test images',
        training: `profile teach: Adam 0.002, batch 64, ${epochs} epochs, seed 1`,
        command: 'node scripts/learning-curves.mjs --data-dir DIR',
      },
      children: [],
    };

const missing = chosen.filter((arch) => !found.children.some((child) => child.arch === arch));
for (const arch of missing.slice(0, Number(values['at-most']))) {
  const split = ['--train', '12000', '--valid', '2000', '--test', '2000', '--epochs', String(epochs), '--seed', '1'];
  const args = ['train', '--space', 'a-small', '--arch', arch, '--data', 'mnist', '--backend', 'wasm', ...split, '--json'];
  const data = values['data-dir'] === undefined ? [] : ['--data-dir', values['data-dir']];
  const lines = execFileSync(process.execPath, [path.join(ROOT, 'bin', 'nas-lab.mjs'), ...args, ...data], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const events = lines
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const done = events.find(({ event }) => event === 'done');
  const validAccuracy = events.flatMap(({ event, validAccuracy: accuracy }) => (event === 'epoch' ? [accuracy] : []));
  found.children.push({ arch, validAccuracy, testAccuracy: done.testAccuracy });
  writeFileSync(FILE, `${JSON.stringify(found, null, 1)}\n`);
  console.log(`${arch}: ${validAccuracy.map((accuracy) => accuracy.toFixed(4)).join(' ')}`);
}
