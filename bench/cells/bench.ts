import { nodeWasmAssets } from '../../src/cli/wasmAssets';
import { Rng } from '../../src/engine/core/rng';
import { countGraph } from '../../src/engine/graph';
import type { NetworkGraph } from '../../src/engine/graph/types';
import { openBackend, programHost, tf } from '../../src/engine/tensor';
import { type Batch, ChildModel } from '../../src/engine/train';
import { type DartsChild, dartsChild } from '../../test/support/dartsChild';
import { randomBatch } from '../../test/support/gradientCheck';
import { interquartileRange, median } from '../support/stats';
import type { Bench, BenchOutput } from '../support/types';

const BATCH = 64;
const ROUNDS = 7;
const SEED = 1;
const PATHS = ['compiled', 'plain'] as const;
type Path = (typeof PATHS)[number];

const CHILDREN: readonly DartsChild[] = [
  { input: [28, 28, 1], classes: 10, channels: 8, cells: 5 },
  { input: [28, 28, 1], classes: 10, channels: 8, cells: 7 },
  { input: [32, 32, 3], classes: 10, channels: 16, cells: 5 },
];

/** One training step; its loss. */
function step(model: ChildModel, batch: Batch): number {
  const { loss, correct } = model.step(batch);
  const value = loss.dataSync()[0] ?? Number.NaN;
  tf.dispose([loss, correct]);
  return value;
}

/** Milliseconds of each kernel of the compiled step, the slowest first, means of three steps. */
function kernelTable(model: ChildModel, batch: Batch): string {
  const spent = new Map<string, { ms: number; calls: number }>();
  programHost()?.observe((name, call) => {
    const start = performance.now();
    call();
    const known = spent.get(name) ?? { ms: 0, calls: 0 };
    spent.set(name, { ms: known.ms + performance.now() - start, calls: known.calls + 1 });
  });
  for (let i = 0; i < 3; i += 1) step(model, batch);
  programHost()?.observe(null);
  return [...spent]
    .sort(([, a], [, b]) => b.ms - a.ms)
    .map(([name, { ms, calls }]) => `  ${name.padEnd(24)}${(ms / 3).toFixed(2).padStart(8)} ms in ${calls / 3} calls`)
    .join('\n');
}

function measure(graph: NetworkGraph, name: string, label: string, output: BenchOutput): void {
  const batch = randomBatch(graph, BATCH, Rng.fromSeed(SEED, 'batch'));
  const options = { epochs: 1, batch: BATCH, learningRate: 1e-3, init: 'he-uniform', normalise: { mean: 0, std: 1 } } as const;
  const found = new Map<Path, { readonly losses: readonly number[]; readonly stepMs: readonly number[] }>();
  for (const path of PATHS) {
    const model = new ChildModel(graph, { ...options, seed: SEED }, path);
    const losses = [step(model, batch)];
    const stepMs: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const start = performance.now();
      losses.push(step(model, batch));
      stepMs.push(performance.now() - start);
    }
    if (path === 'compiled') output.details(kernelTable(model, batch));
    model.dispose();
    found.set(path, { losses, stepMs });
  }
  const expected = found.get('plain')?.losses.join();
  for (const [path, { losses, stepMs }] of found) {
    output.row({
      bench: 'cells',
      case: name,
      engine: `${label}, ${path}`,
      value: median(stepMs),
      unit: 'ms a step',
      spread: interquartileRange(stepMs),
      checked: losses.join() === expected,
    });
  }
}

/** Training steps of networks of DARTS cells with random ops: the compiled path beside tfjs's tape, whose losses it must give. */
export const cellsBench: Bench = {
  name: 'cells',
  summary: 'training steps of DARTS-like networks of 240 to 320 layers, compiled and by the tape, and where they spend it',
  async run(output, root, { options: { cases } }) {
    const { label } = await openBackend({ backend: 'wasm', assets: { wasm: nodeWasmAssets(root) } });
    for (const child of CHILDREN) {
      const name = `${child.cells} cells, C ${child.channels}, ${child.input.join('x')}`;
      if (!cases.test(name)) continue;
      const graph = dartsChild(Rng.fromSeed(SEED, 'bench'), child);
      const { macs, memoryBytes } = countGraph(graph);
      const megabytes = (memoryBytes * BATCH) / 2 ** 20;
      output.note(
        `${name}: ${graph.layers.length} layers, ${(macs / 1e6).toFixed(1)} million multiply-accumulates an image, ${megabytes.toFixed(0)} MiB of activations a batch`,
      );
      measure(graph, name, label, output);
    }
  },
};
