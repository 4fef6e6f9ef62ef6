import { describe, expect, it } from 'vitest';
import { Rng } from '../../src/engine/core/rng';
import { GraphBuilder } from '../../src/engine/graph/builder';
import { graphClasses } from '../../src/engine/graph/shapes';
import type { LayerOp, NetworkGraph } from '../../src/engine/graph/types';
import { aSmall, enumerate } from '../../src/engine/space';
import { type OptimiserChoice, programHost, tf } from '../../src/engine/tensor';
import { type Batch, ChildModel } from '../../src/engine/train';
import { deadEnd, denseOnly, everyKind, smallNet } from '../unit/train/graphs';
import { mixedChildren } from './mixedChildren';

const PROFILES = ['teach', 'paper', 'as-published'] as const;
/** How many cells of each profile, and the side of their images: the smallest that leaves something to compute. */
const PER_PROFILE = {
  teach: { count: 14, side: 12 },
  paper: { count: 4, side: 12 },
  'as-published': { count: 8, side: 16 },
} as const;
const SEED = 29;

/** One 3x3 convolution, with a bias or not. */
const conv = (filters: number, bias: boolean): LayerOp => ({
  kind: 'conv2d',
  filters,
  kernel: [3, 3],
  dilation: [1, 1],
  bias,
  stride: [1, 1],
  padding: 'same',
});

const depthwise = (bias: boolean, padding: 'same' | readonly [number, number]): LayerOp => ({
  kind: 'depthwiseConv2d',
  multiplier: 2,
  kernel: [3, 3],
  dilation: [1, 1],
  bias,
  stride: [2, 1],
  padding,
});

/** A value with five readers, sums of three, a layer that is summed with itself, depthwise with and without bias. */
function manyReaders(): NetworkGraph {
  const graph = new GraphBuilder();
  const input = graph.input([8, 8, 2]);
  const a = graph.add('a', 'cell1', conv(4, true), [input]);
  const b = graph.add('b', 'cell1', conv(4, false), [a]);
  const c = graph.add('c', 'cell1', { kind: 'relu' }, [a]);
  const d = graph.add('d', 'cell1', { kind: 'batchNorm', momentum: 0.2, epsilon: 1e-3 }, [a]);
  const sum = graph.add('sum', 'cell1', { kind: 'add' }, [a, b, c]);
  const twice = graph.add('twice', 'cell1', { kind: 'add' }, [sum, sum]);
  const one = graph.add('one', 'cell1', { kind: 'add' }, [d]);
  const dropped = graph.add('dropped', 'cell1', { kind: 'dropout', rate: 0.3 }, [one]);
  const wide = graph.add('wide', 'cell2', { kind: 'concat' }, [twice, a, dropped]);
  const e = graph.add('e', 'cell2', depthwise(true, [1, 1]), [wide]);
  const f = graph.add('f', 'cell2', { kind: 'relu' }, [e]);
  const g = graph.add('g', 'cell2', depthwise(false, 'same'), [f]);
  const h = graph.add('h', 'cell2', { kind: 'relu' }, [g]);
  const flat = graph.add('flat', 'head', { kind: 'flatten' }, [h]);
  const mean = graph.add('mean', 'head', { kind: 'globalAvgPool' }, [h]);
  const both = graph.add('both', 'head', { kind: 'concat' }, [flat, mean]);
  const hidden = graph.add('hidden', 'head', { kind: 'dense', units: 7, bias: false }, [both]);
  const active = graph.add('active', 'head', { kind: 'relu' }, [hidden]);
  return graph.build(graph.add('logits', 'head', { kind: 'dense', units: 5, bias: false }, [active]));
}

function randomBatch(rng: Rng, graph: NetworkGraph, size: number): Batch {
  const [first] = graph.layers;
  const shape = first?.op.kind === 'input' ? first.op.shape : [];
  const classes = graphClasses(graph);
  const pixels = Float32Array.from({ length: size * shape.reduce((product, n) => product * n, 1) }, () => 2 * rng.uniform() - 1);
  const targets = new Float32Array(size * classes);
  for (let i = 0; i < size; i += 1) targets[i * classes + rng.int(classes)] = 1;
  return { pixels, targets, size };
}

const bitsOf = (values: Float32Array): string => Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('hex');

/** Losses, counts and all variables of a child over these batches, each trained on and evaluated, as bits. */
export async function history(
  path: 'compiled' | 'plain',
  graph: NetworkGraph,
  batches: readonly Batch[],
  optimiser?: OptimiserChoice,
): Promise<ReadonlyMap<string, string>> {
  const model = new ChildModel(
    graph,
    {
      epochs: 1,
      batch: 1,
      learningRate: 3e-3,
      init: 'he-uniform',
      normalise: { mean: 0, std: 1 },
      seed: SEED,
      ...(optimiser === undefined ? {} : { optimiser }),
    },
    path,
  );
  const seen = new Map<string, string>();
  try {
    for (const [i, batch] of batches.entries()) {
      for (const kind of ['step', 'evaluate'] as const) {
        const { loss, correct } = model[kind](batch);
        seen.set(`${kind} ${i} of ${batch.size}: loss`, bitsOf(loss.dataSync<'float32'>()));
        seen.set(`${kind} ${i} of ${batch.size}: correct`, bitsOf(correct.dataSync<'float32'>()));
        tf.dispose([loss, correct]);
      }
    }
    for (const [name, values] of await model.values()) seen.set(name, bitsOf(values));
  } finally {
    model.dispose();
  }
  return seen;
}

async function expectSameBits(
  graph: NetworkGraph,
  sizes: readonly number[],
  rng: Rng,
  optimiser?: OptimiserChoice,
): Promise<void> {
  const batches = sizes.map((size) => randomBatch(rng, graph, size));
  const plain = await history('plain', graph, batches, optimiser);
  const compiled = await history('compiled', graph, batches, optimiser);
  const differing = [...plain].filter(([name, bits]) => compiled.get(name) !== bits).map(([name]) => name);
  expect(differing).toEqual([]);
  expect(compiled.size).toBe(plain.size);
}

/** The compiled path against the plain one, on the build of the kernels that is open. */
export function compiledCases(): void {
  describe.each(PROFILES)('profile %s', (profile) => {
    const rng = Rng.fromSeed(SEED, profile);
    const { count, side } = PER_PROFILE[profile];
    const genotypes = [...enumerate(aSmall)];
    const order = rng.shuffle(Uint32Array.from(genotypes.keys()));
    const chosen = [...order].flatMap((place) => genotypes[place] ?? []).slice(0, count);
    const cases = chosen.map((genotype) => ({
      genotype,
      name: aSmall.format(genotype),
      channels: 1 + 2 * rng.int(2),
      size: 1 + rng.int(9),
      last: 1 + rng.int(3),
    }));
    it.each(cases)(
      'trains $name with $channels channels, batches of $size and $last',
      async ({ genotype, channels, size, last }) => {
        const graph = aSmall.build(genotype, { profile, input: [side, side, channels], classes: 10 });
        await expectSameBits(graph, [size, last, size], rng);
      },
    );
  });

  describe('other graphs and settings', () => {
    const rng = Rng.fromSeed(SEED, 'graphs');
    const sgd = { kind: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 1e-3 } as const;
    it.each([
      ['every kind', everyKind(), undefined],
      ['every kind, SGD', everyKind(), sgd],
      ['many readers', manyReaders(), undefined],
      ['many readers, weight decay', manyReaders(), { kind: 'adam', weightDecay: 1e-2, beta1: 0.8 } as const],
      ['dropout', smallNet(9, 3, 0.4), undefined],
      ['dense layers only', denseOnly(), undefined],
      ['a dead end', deadEnd(), undefined],
      ['a dead end, SGD with weight decay', deadEnd(), sgd],
    ] as const)('trains %s', async (_name, graph, optimiser) => {
      await expectSameBits(graph, [5, 5, 2, 8, 1, 5], rng, optimiser);
    });

    it.each(mixedChildren(24, SEED, 0.3))('trains $name', async ({ graph, batch }) => {
      await expectSameBits(graph, [batch, batch, 1, batch], rng, batch === 3 ? sgd : undefined);
    });

    it('goes on with weights that were loaded, shared or moved in between', async () => {
      const graph = manyReaders();
      const batches = [3, 3, 3].map((size) => randomBatch(rng, graph, size));
      const run = async (path: 'compiled' | 'plain'): Promise<string[]> => {
        const options = {
          epochs: 1,
          batch: 3,
          learningRate: 1e-2,
          init: 'torch-default',
          normalise: { mean: 0, std: 1 },
        } as const;
        const model = new ChildModel(graph, { ...options, seed: SEED }, path);
        const seen: string[] = [];
        const start = await model.values();
        for (const batch of batches) {
          const shared = model.weights().map((weight) => weight.clone());
          const before = shared.map((tensor) => bitsOf(tensor.dataSync<'float32'>()));
          const { loss, correct } = model.step(batch);
          seen.push(bitsOf(loss.dataSync<'float32'>()));
          tf.dispose([loss, correct]);
          expect(shared.map((tensor) => bitsOf(tensor.dataSync<'float32'>()))).toEqual(before);
          tf.dispose(shared);
          if (seen.length === 2) model.load(start);
        }
        for (const values of (await model.values()).values()) seen.push(bitsOf(values));
        model.dispose();
        return seen;
      };
      expect(await run('compiled')).toEqual(await run('plain'));
    });

    it('makes the calls of a step as one list, without a kernel of tfjs', async () => {
      const graph = everyKind();
      const calls: string[] = [];
      const kernels: string[] = [];
      const observed = tf.getKernelsForBackend('wasm').map((kernel) => ({ kernel, kernelFunc: kernel.kernelFunc }));
      for (const { kernel, kernelFunc } of observed) {
        kernel.kernelFunc = (call) => {
          kernels.push(kernel.kernelName);
          return kernelFunc(call);
        };
      }
      programHost()?.observe((name, call) => {
        calls.push(name);
        call();
      });
      try {
        await history('compiled', graph, [randomBatch(rng, graph, 4)]);
      } finally {
        programHost()?.observe(null);
        for (const { kernel, kernelFunc } of observed) kernel.kernelFunc = kernelFunc;
      }
      expect(kernels.filter((name) => name.includes('Conv') || name.includes('Pool'))).toEqual([]);
      expect(calls.filter((name) => name === 'adam')).toHaveLength(1);
      expect(calls.filter((name) => name === 'softmaxCrossEntropy')).toHaveLength(2);
      expect(calls.filter((name) => name === 'convFilterGrad')).toHaveLength(5);
    });

    it('shows a loss that is no number', () => {
      const graph = smallNet(9, 3, 0);
      const options = { epochs: 1, batch: 2, learningRate: 1e-2, init: 'he-uniform', normalise: { mean: 0, std: 1 } } as const;
      const model = new ChildModel(graph, { ...options, seed: SEED });
      const batch = randomBatch(rng, graph, 2);
      batch.pixels[0] = Number.NaN;
      const { loss, correct } = model.step(batch);
      expect(loss.dataSync()[0]).toBeNaN();
      tf.dispose([loss, correct]);
      model.dispose();
    });

    it('leaves no tensor behind', () => {
      const graph = everyKind();
      const options = { epochs: 1, batch: 2, learningRate: 1e-2, init: 'he-uniform', normalise: { mean: 0, std: 1 } } as const;
      const before = tf.memory().numTensors;
      const model = new ChildModel(graph, { ...options, seed: SEED });
      const held = tf.memory().numTensors;
      for (const size of [4, 2, 7]) {
        for (const { loss, correct } of [
          model.step(randomBatch(rng, graph, size)),
          model.evaluate(randomBatch(rng, graph, size)),
        ]) {
          tf.dispose([loss, correct]);
        }
      }
      expect(tf.memory().numTensors).toBe(held);
      model.dispose();
      expect(tf.memory().numTensors).toBe(before);
    });
  });
}
