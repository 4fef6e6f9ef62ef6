import { beforeAll, describe, expect, it } from 'vitest';
import { LabError } from '../../../../src/engine/core/errors';
import { Rng } from '../../../../src/engine/core/rng';
import { GraphBuilder } from '../../../../src/engine/graph/builder';
import { inferShapes } from '../../../../src/engine/graph/shapes';
import type { LayerOp, NetworkGraph, Pair } from '../../../../src/engine/graph/types';
import { aSmall } from '../../../../src/engine/space';
import { tf } from '../../../../src/engine/tensor';
import { type Batch, ChildModel, type TrainOptions } from '../../../../src/engine/train';
import { deepen, enlargeKernel, inherit, type WeightedGraph, widen } from '../../../../src/engine/train/morph';
import { mixedChildren } from '../../../support/mixedChildren';
import { useBackend } from '../backends';

const OPTIONS: TrainOptions = {
  epochs: 1,
  batch: 4,
  learningRate: 3e-3,
  init: 'he-uniform',
  normalise: { mean: 0, std: 1 },
  seed: 7,
};
const MORPH = { init: 'he-uniform', seed: 7 } as const;

const inputOf = (graph: NetworkGraph): readonly number[] => {
  const op = graph.layers[0]?.op;
  return op?.kind === 'input' ? op.shape : [];
};

function imagesOf(graph: NetworkGraph, rng: Rng, size: number): Float32Array {
  const length = inputOf(graph).reduce((product, n) => product * n, 1);
  return Float32Array.from({ length: size * length }, () => 2 * rng.uniform() - 1);
}

/** A network after some steps, so that no weight or moment is what it began as. */
async function trainedNet(graph: NetworkGraph, rng: Rng, steps = 4): Promise<WeightedGraph> {
  const classes = inferShapes(graph).get(graph.output)?.[0] ?? 1;
  const model = new ChildModel(graph, OPTIONS);
  for (let step = 0; step < steps; step += 1) {
    const targets = new Float32Array(4 * classes);
    for (let i = 0; i < 4; i += 1) targets[i * classes + rng.int(classes)] = 1;
    const batch: Batch = { pixels: imagesOf(graph, rng, 4), targets, size: 4 };
    const { loss, correct } = model.step(batch);
    tf.dispose([loss, correct]);
  }
  const values = await model.values();
  model.dispose();
  return { graph, values };
}

function logitsOf({ graph, values }: WeightedGraph, images: Float32Array, size: number): Float32Array {
  const model = new ChildModel(graph, OPTIONS);
  model.load(values);
  const [height = 1, width = 1, channels = 1] = inputOf(graph);
  const x = tf.tensor4d(images, [size, height, width, channels]);
  const y = model.predict(x);
  const logits = y.dataSync<'float32'>();
  tf.dispose([x, y]);
  model.dispose();
  return Float32Array.from(logits);
}

/** Largest difference of the logits, against their size. */
function difference(a: WeightedGraph, b: WeightedGraph, rng: Rng): number {
  const images = imagesOf(a.graph, rng, 3);
  const [before, after] = [logitsOf(a, images, 3), logitsOf(b, images, 3)];
  const size = before.reduce((most, y) => Math.max(most, Math.abs(y)), 1);
  return before.reduce((most, y, i) => Math.max(most, Math.abs(y - (after[i] ?? Number.NaN))), 0) / size;
}

/** Every change that the graph allows, drawn anew for each place. */
function changes(graph: NetworkGraph, rng: Rng): readonly { readonly what: string; readonly make: () => NetworkGraph }[] {
  return graph.layers.flatMap(({ id, op }) => {
    if (op.kind === 'relu') {
      const batchNorm = rng.int(2) === 0;
      const kernel: Pair = rng.int(2) === 0 ? [3, 3] : [1, 5];
      return [{ what: `deepen after ${id}`, make: () => deepen(graph, id, { id: `${id}.new`, kernel, batchNorm }) }];
    }
    if (op.kind !== 'conv2d' && op.kind !== 'dense' && op.kind !== 'depthwiseConv2d') return [];
    const units = op.kind === 'dense' ? op.units : op.kind === 'conv2d' ? op.filters : 0;
    const more = 1 + rng.int(4);
    const grow = { what: `widen ${id} by ${more}`, make: () => widen(graph, id, units + more) };
    if (op.kind === 'dense') return [grow];
    const kernel: Pair = [op.kernel[0] + 2 * rng.int(2), op.kernel[1] + 2];
    const enlarge = { what: `enlarge ${id}`, make: () => enlargeKernel(graph, id, kernel) };
    return op.kind === 'conv2d' ? [grow, enlarge] : [enlarge];
  });
}

describe('function-preserving changes', () => {
  beforeAll(async () => {
    await useBackend('wasm');
  });

  it.each(mixedChildren(18, 31))('leave the outputs of $name as they are, within 1e-5', async ({ graph }) => {
    const rng = Rng.fromSeed(31, 'changes');
    const parent = await trainedNet(graph, rng);
    let done = 0;
    for (const { what, make } of changes(graph, rng)) {
      let child: NetworkGraph;
      try {
        child = make();
      } catch (thrown) {
        expect(thrown, what).toBeInstanceOf(LabError);
        continue;
      }
      const { values, preserved, layers } = inherit(parent, child, MORPH);
      expect(preserved, `${what}: ${JSON.stringify(layers)}`).toBe(true);
      expect(difference(parent, { graph: child, values }, rng), what).toBeLessThan(1e-5);
      done += 1;
    }
    expect(done).toBeGreaterThan(0);
  });

  it('may follow one another: ten on one network', async () => {
    const rng = Rng.fromSeed(5, 'ten');
    const [first] = mixedChildren(3, 77).slice(2);
    if (first === undefined) throw new Error('no graph');
    const start = await trainedNet(first.graph, rng);
    let now = start;
    let done = 0;
    for (let i = 0; i < 40 && done < 10; i += 1) {
      const all = changes(now.graph, rng).filter(({ what }) => !what.includes('.new.new'));
      const change = all[rng.int(all.length)];
      try {
        const graph = change?.make() ?? now.graph;
        const { values, preserved } = inherit(now, graph, MORPH);
        expect(preserved, change?.what).toBe(true);
        now = { graph, values };
        done += 1;
      } catch (thrown) {
        if (!(thrown instanceof LabError)) throw thrown;
      }
    }
    expect(done).toBe(10);
    expect(difference(start, now, rng)).toBeLessThan(1e-5);
  });

  it('with noise tell repeated units apart, near the same function', async () => {
    const rng = Rng.fromSeed(9, 'noise');
    const parent = await trainedNet(
      aSmall.build(aSmall.parse('conv3,max'), { profile: 'teach', input: [8, 8, 1], classes: 4 }),
      rng,
    );
    const graph = widen(parent.graph, 'head.dense', 100);
    const { values } = inherit(parent, graph, { ...MORPH, noise: 0.01 });
    const quiet = inherit(parent, graph, MORPH);
    const noisy = difference(parent, { graph, values }, rng);
    expect(noisy).toBeGreaterThan(1e-6);
    expect(noisy).toBeLessThan(0.02);
    expect(values.get('head.dense.kernel')).not.toEqual(quiet.values.get('head.dense.kernel'));
  });
});

describe('weights that a child inherits', () => {
  beforeAll(async () => {
    await useBackend('wasm');
  });
  const build = (arch: string) => aSmall.build(aSmall.parse(arch), { profile: 'teach', input: [8, 8, 1], classes: 4 });
  const fates = (from: WeightedGraph, to: NetworkGraph) => {
    const { preserved, layers, values } = inherit(from, to, MORPH);
    return { preserved, values, fates: Object.fromEntries(layers.map(({ layer, fate }) => [layer, fate])) };
  };

  it('come by place where an op changed into a larger one of its kind', async () => {
    const rng = Rng.fromSeed(2, 'ops');
    const parent = await trainedNet(build('conv3,avg'), rng);
    const child = build('conv7,avg');
    const grown = fates(parent, child);
    expect(grown.preserved).toBe(true);
    expect(grown.fates).toEqual({
      'cell1.op1.conv7': 'larger kernel',
      'cell2.op1.conv7': 'larger kernel',
      'head.dense': 'kept',
      'head.logits': 'kept',
    });
    expect(difference(parent, { graph: child, values: grown.values }, rng)).toBeLessThan(1e-5);
  });

  it('are said not to be preserved where an op changed into another, and only what fits is copied', async () => {
    const parent = await trainedNet(build('conv3,avg'), Rng.fromSeed(2, 'ops'));
    const swapped = fates(parent, build('conv3,max'));
    expect(swapped.preserved).toBe(false);
    expect(swapped.fates).toMatchObject({ 'cell1.op1.conv3': 'kept', 'head.dense': 'copied', 'head.logits': 'copied' });
    const shrunk = fates(await trainedNet(build('conv7,avg'), Rng.fromSeed(2, 'ops')), build('conv3,avg'));
    expect(shrunk.preserved).toBe(false);
    expect(shrunk.fates['cell1.op1.conv3']).toBe('fresh');
  });

  it('are all kept by the same network', async () => {
    const parent = await trainedNet(build('sep,conv5'), Rng.fromSeed(2, 'ops'));
    const same = fates(parent, build('sep,conv5'));
    expect(same.preserved).toBe(true);
    expect(new Set(Object.values(same.fates))).toEqual(new Set(['kept']));
    expect(same.values).toEqual(parent.values);
  });
});

describe('what a morphism refuses', () => {
  const conv = (filters: number): LayerOp => ({
    kind: 'conv2d',
    filters,
    kernel: [3, 3],
    stride: [1, 1],
    padding: 'same',
    dilation: [1, 1],
    bias: true,
  });
  const graph = (() => {
    const builder = new GraphBuilder();
    const input = builder.input([6, 6, 4]);
    const a = builder.add('a', 'cell1', conv(4), [input]);
    const sum = builder.add('sum', 'cell1', { kind: 'add' }, [a, input]);
    return builder.build(
      builder.chain('head', sum, [
        ['flat', { kind: 'flatten' }],
        ['logits', { kind: 'dense', units: 3, bias: true }],
      ]),
    );
  })();

  it.each<[string, () => NetworkGraph, RegExp]>([
    ['a layer that is not there', () => widen(graph, 'b', 9), /morphism at 'b': there is no such layer/],
    ['units of a sum', () => widen(graph, 'sum', 9), /a 'add' layer has no units to add/],
    ['fewer units', () => widen(graph, 'a', 4), /expected more than its 4 units, got 4/],
    ['more classes', () => widen(graph, 'logits', 4), /its units are the classes/],
    ['channels that are added to the image', () => widen(graph, 'a', 6), /it is added to 'input', whose channels cannot grow/],
    ['a ReLU after what may be negative', () => deepen(graph, 'a', { id: 'n' }), /only after a ReLU, this is 'conv2d'/],
    ['a kernel that does not surround the old one', () => enlargeKernel(graph, 'a', [4, 3]), /4×3 does not surround 3×3/],
    ['a kernel of a dense layer', () => enlargeKernel(graph, 'logits', [3, 3]), /a 'dense' layer has no kernel/],
  ])('%s', (_name, make, message) => {
    expect(make).toThrow(message);
  });
});
