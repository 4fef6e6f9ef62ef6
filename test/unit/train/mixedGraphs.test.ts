import { beforeAll, describe, expect, it } from 'vitest';
import { Rng } from '../../../src/engine/core/rng';
import { tf } from '../../../src/engine/tensor';
import { ChildModel } from '../../../src/engine/train';
import { gradientCheck, randomBatch } from '../../support/gradientCheck';
import { mixedChildren } from '../../support/mixedChildren';
import { useBackend } from './backends';
import { deadEnd, denseOnly } from './graphs';

describe.each(['wasm', 'cpu'] as const)('the gradient of random mixed graphs on %s', (backend) => {
  beforeAll(async () => {
    await useBackend(backend);
  });

  // tfjs's own kernels on cpu are slow, and not what trains: a few graphs.
  it.each([
    ['dense layers only', denseOnly()],
    ['a dead end', deadEnd()],
  ])('%s', async (name, graph) => {
    const { lossError, norm, slopes } = await gradientCheck(graph, name, 4);
    expect(Math.abs(lossError)).toBeLessThan(1e-5);
    expect(norm).toBeGreaterThan(1e-3);
    expect(slopes.filter(({ excess }) => !(excess <= 1))).toEqual([]);
  });

  it('is zero for weights whose values end in zeros', async () => {
    const graph = deadEnd();
    const options = { epochs: 1, batch: 2, learningRate: 1e-2, init: 'he-uniform', normalise: { mean: 0, std: 1 } } as const;
    const model = new ChildModel(graph, { ...options, seed: 1 });
    const { score, gradients } = model.gradients(randomBatch(graph, 2, Rng.fromSeed(1, 'dead end')));
    const moved = gradients.map((gradient) => gradient.dataSync().some((value) => value !== 0));
    const names = model.trainable.map((spec) => spec.name);
    tf.dispose([score.loss, score.correct, ...gradients]);
    model.dispose();
    expect(names.filter((_, i) => !moved[i])).toEqual(['dead.filter', 'dead.bias', 'dead.norm.gamma', 'dead.norm.beta']);
  });

  it.each(mixedChildren(backend === 'wasm' ? 60 : 6))('$name', async ({ name, graph, batch }) => {
    const { lossError, norm, slopes } = await gradientCheck(graph, name, batch);
    expect(Math.abs(lossError)).toBeLessThan(1e-5);
    expect(norm).toBeGreaterThan(1e-3);
    expect(slopes.filter(({ excess }) => !(excess <= 1))).toEqual([]);
  });
});
