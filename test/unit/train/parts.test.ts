import { describe, expect, it } from 'vitest';
import { Rng } from '../../../src/engine/core/rng';
import { countGraph } from '../../../src/engine/graph/count';
import { inferShapes } from '../../../src/engine/graph/shapes';
import { aSmall, enumerate } from '../../../src/engine/space';
import { pixelTable, takeBatch } from '../../../src/engine/train/batches';
import { dropoutMask } from '../../../src/engine/train/dropout';
import { planForward } from '../../../src/engine/train/forward';
import { initBound, initialValues } from '../../../src/engine/train/initialise';
import { median } from '../../../src/engine/train/latency';
import { variablesOf } from '../../../src/engine/train/variables';
import { everyKind, smallNet } from './graphs';

describe('initial values', () => {
  it('have the bounds of He et al. and of PyTorch', () => {
    expect(initBound('he-uniform', 'weights', 9)).toBeCloseTo(Math.sqrt(6 / 9), 12);
    expect(initBound('he-uniform', 'bias', 9)).toBe(0);
    expect(initBound('torch-default', 'weights', 16)).toBe(0.25);
    expect(initBound('torch-default', 'bias', 16)).toBe(0.25);
  });

  it('spread evenly over their range: variance bound^2 / 3, mean 0', () => {
    const spec = {
      name: 'layer.kernel',
      shape: [784, 64],
      size: 784 * 64,
      trainable: true,
      role: 'weights',
      fanIn: 784,
    } as const;
    const values = initialValues(spec, 'he-uniform', 1);
    const bound = Math.sqrt(6 / 784);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(Math.max(...values)).toBeLessThan(bound);
    expect(Math.abs(mean)).toBeLessThan(4 * (bound / Math.sqrt(3 * values.length)));
    expect(variance / (bound ** 2 / 3)).toBeCloseTo(1, 1);
  });

  it('depend on seed and name, not on the rest of the graph', () => {
    const spec = { name: 'a.filter', shape: [3, 3, 1, 4], size: 36, trainable: true, role: 'weights', fanIn: 9 } as const;
    expect(initialValues(spec, 'he-uniform', 1)).toEqual(initialValues(spec, 'he-uniform', 1));
    expect(initialValues(spec, 'he-uniform', 2)).not.toEqual(initialValues(spec, 'he-uniform', 1));
    expect(initialValues({ ...spec, name: 'b.filter' }, 'he-uniform', 1)).not.toEqual(initialValues(spec, 'he-uniform', 1));
  });
});

describe('variables of a graph', () => {
  it('hold as many numbers as the graph counts, for all 64 cells in every profile', () => {
    for (const profile of aSmall.profiles) {
      for (const genotype of enumerate(aSmall)) {
        const graph = aSmall.build(genotype, { profile, input: [28, 28, 1], classes: 10 });
        const variables = variablesOf(graph, inferShapes(graph));
        const { params } = countGraph(graph);
        const sum = (some: typeof variables): number => some.reduce((total, { size }) => total + size, 0);
        expect(sum(variables)).toBe(params.total);
        expect(sum(variables.filter(({ trainable }) => trainable))).toBe(params.trainable);
        expect(new Set(variables.map(({ name }) => name)).size).toBe(variables.length);
      }
    }
  });
});

describe('the plan of a forward pass', () => {
  it('computes a ReLU inside a convolution, batch norm or dense layer that only it reads', () => {
    const taken = planForward(everyKind()).filter(({ withRelu }) => withRelu);
    // conv is read by its ReLU alone, though that ReLU has three readers.
    expect(taken.map(({ layer }) => layer.id)).toEqual(['conv', 'wide', 'point', 'norm', 'hidden']);
    expect(planForward(smallNet(6, 3, 0)).filter(({ absorbed }) => absorbed)).toHaveLength(1);
  });

  it('leaves a ReLU alone whose input something else reads too, or that is the output', () => {
    const graph = smallNet(6, 3, 0);
    const both = {
      ...graph,
      layers: [...graph.layers, { id: 'also', op: { kind: 'identity' }, inputs: ['conv'], group: 'x' } as const],
    };
    expect(planForward(both).some(({ withRelu }) => withRelu)).toBe(false);
    expect(planForward({ ...graph, output: 'conv' }).some(({ withRelu }) => withRelu)).toBe(false);
  });
});

describe('a dropout mask', () => {
  it.each([0.25, 0.5])('drops a share of %f and scales the rest by 1 / (1 - rate)', (rate) => {
    const mask = dropoutMask(Rng.fromSeed(1, 'mask'), rate, 40_001);
    const dropped = mask.filter((value) => value === 0).length;
    // Five standard deviations of a binomial count.
    expect(Math.abs(dropped - rate * mask.length)).toBeLessThan(5 * Math.sqrt(mask.length * rate * (1 - rate)));
    expect(new Set(mask)).toEqual(new Set([0, Math.fround(1 / (1 - rate))]));
  });

  it('is the same for the same stream', () => {
    expect(dropoutMask(Rng.fromSeed(1, 'mask'), 0.5, 99)).toEqual(dropoutMask(Rng.fromSeed(1, 'mask'), 0.5, 99));
  });
});

describe('a batch', () => {
  const set = {
    images: Uint8Array.from([0, 51, 102, 153, 204, 255]),
    labels: Uint8Array.from([2, 0, 1]),
    count: 3,
    shape: [1, 2, 1],
    classes: 3,
  };

  it('takes images in the given order, scaled and normalised, with one-hot targets', () => {
    const batch = takeBatch(set, pixelTable({ mean: 0.2, std: 0.5 }), Uint32Array.from([2, 0, 1]), 0, 2);
    expect([...batch.pixels].map((value) => Number(value.toFixed(6)))).toEqual([1.2, 1.6, -0.4, 0]);
    expect([...batch.targets]).toEqual([0, 1, 0, 0, 0, 1]);
    expect(batch.size).toBe(2);
  });
});

describe('the median', () => {
  it('is the middle value, or the mean of the middle two', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
  });
});
