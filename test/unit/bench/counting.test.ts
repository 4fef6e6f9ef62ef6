import { describe, expect, it } from 'vitest';
import { kernelCaseName, kernelFlops, kernelTasks } from '../../../bench/kernels/shapes';
import { graphOf, TRAIN_TASKS, trainCaseName } from '../../../bench/train/cases';
import { checkBatch, trainFlops } from '../../../bench/train/flops';

describe('operations of a training step', () => {
  it('counts <conv3,max> teach on 28x28x1 by hand: no input gradient in the first layer', () => {
    const graph = graphOf({ arch: 'conv3,max', size: 'teach', input: [28, 28, 1] });
    const first = 28 * 28 * 9 * 1 * 8;
    const second = 14 * 14 * 9 * 8 * 16;
    const dense = 7 * 7 * 16 * 64 + 64 * 10;
    expect(trainFlops(graph)).toBe(2 * (2 * first + 3 * (second + dense)));
  });

  it('counts the pointwise convolution behind a depthwise one in full: its input is trained', () => {
    const graph = graphOf({ arch: 'sep,max', size: 'teach', input: [28, 28, 1] });
    const depthwise = 28 * 28 * 9;
    const pointwise = 28 * 28 * 8;
    const second = 14 * 14 * (9 * 8 + 8 * 16);
    const dense = 7 * 7 * 16 * 64 + 64 * 10;
    expect(trainFlops(graph)).toBe(2 * (2 * depthwise + 3 * (pointwise + second + dense)));
  });

  it('checks on as many images as cost 250 million operations, a power of two, at least one', () => {
    expect(checkBatch(1e6, 64)).toBe(64);
    expect(checkBatch(4e7, 64)).toBe(4);
    expect(checkBatch(1e9, 64)).toBe(1);
  });

  it('has 16 children: four cells, two sizes, two kinds of image', () => {
    expect(new Set(TRAIN_TASKS.map(trainCaseName)).size).toBe(16);
  });
});

describe('ops of the children', () => {
  const tasks = new Map(kernelTasks().map((task) => [kernelCaseName(task), task]));

  it('has every distinct convolution with both its gradients', () => {
    const convs = [...tasks.values()].filter(({ op }) => op === 'conv');
    const forward = convs.filter(({ part }) => part === 'forward');
    expect(convs).toHaveLength(3 * forward.length);
    expect(forward.map(kernelCaseName)).toContain('conv 7x7 16x16 64 to 64 forward');
  });

  it('counts a convolution, a depthwise convolution and a dense layer by hand', () => {
    const flopsOf = (name: string): number => {
      const task = tasks.get(name);
      if (task === undefined) throw new Error(`no ${name} in ${[...tasks.keys()].join('; ')}`);
      return kernelFlops(task);
    };
    expect(flopsOf('conv 3x3 14x14 8 to 16 input gradient')).toBe(2 * 64 * 14 * 14 * 9 * 8 * 16);
    expect(flopsOf('depthwise 3x3 28x28 1 filter gradient')).toBe(2 * 64 * 28 * 28 * 9);
    expect(flopsOf('dense 784 to 64 forward')).toBe(2 * 64 * 784 * 64);
    expect(flopsOf('maxPool 2x2 28x28 8 stride 2 forward')).toBe(0);
  });
});
