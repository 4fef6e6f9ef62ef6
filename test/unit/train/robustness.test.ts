import { beforeAll, describe, expect, it } from 'vitest';
import { normal, Rng } from '../../../src/engine/core/rng';
import { type TrainEnvironment, trainChild } from '../../../src/engine/train';
import { ChildModel } from '../../../src/engine/train/model';
import { useBackend } from './backends';
import { everyKind, smallNet } from './graphs';
import { brightColumns } from './images';

const SIZE = 6;
const CLASSES = 3;
const NORMALISE = { mean: 0.2, std: 0.3 };
const OPTIONS = { epochs: 6, batch: 16, learningRate: 0.01, init: 'he-uniform', normalise: NORMALISE, seed: 3 } as const;

function environment(): TrainEnvironment {
  let ms = 0;
  return { now: () => (ms += 1), breathe: async () => undefined, backend: 'test' };
}

describe.each(['cpu', 'wasm'] as const)('robustness on %s', (kind) => {
  beforeAll(async () => {
    await useBackend(kind);
  });

  it.each([
    ['a small network', smallNet(SIZE, CLASSES, 0.25), SIZE * SIZE],
    ['one of every layer', everyKind(), 7 * 7 * 2],
  ] as const)('the gradient of the loss at the pixels agrees with central differences, %s', async (_, graph, length) => {
    const model = new ChildModel(graph, OPTIONS);
    const rng = Rng.fromSeed(2, 'pixels');
    const pixels = Float32Array.from({ length: 4 * length }, () => normal(rng));
    const targets = Float32Array.from({ length: 4 * CLASSES }, (_value, i) =>
      i % CLASSES === Math.floor(i / CLASSES) % CLASSES ? 1 : 0,
    );
    const batch = { pixels, targets, size: 4 };
    const lossAt = async (pixels: Float32Array): Promise<number> => {
      const { loss, correct } = model.evaluate({ ...batch, pixels });
      const [value = Number.NaN] = await loss.data();
      loss.dispose();
      correct.dispose();
      return value;
    };
    const gradient = await model.inputGradient(batch);
    expect(gradient).toHaveLength(batch.pixels.length);
    const scale = Math.max(...gradient.map(Math.abs));
    expect(scale).toBeGreaterThan(1e-4);
    const step = 1e-2;
    let near = 0;
    let tried = 0;
    for (let i = 0; i < batch.pixels.length; i += 7) {
      const at = async (shift: number): Promise<number> =>
        lossAt(batch.pixels.map((value, k) => (k === i ? value + shift : value)));
      const difference = ((await at(step)) - (await at(-step))) / (2 * step);
      tried += 1;
      // A kink of a ReLU or a pool may lie between the two points: a few may differ, not many.
      if (Math.abs(difference - (gradient[i] ?? 0)) < 0.02 * scale) near += 1;
    }
    expect(near / tried).toBeGreaterThan(0.9);
    model.dispose();
  });

  it('is the clean accuracy at no strength, falls with it, and hurts more by attack than by noise of the same size', async () => {
    const robustness = { images: 150, noise: [0, 0.3, 1], fgsm: [0, 0.1, 0.3], seed: 1 };
    const graph = smallNet(SIZE, CLASSES, 0.25);
    const result = await trainChild({ graph, options: OPTIONS, robustness }, brightColumns(200, SIZE, CLASSES), environment());
    const measured = result.robustness;
    if (measured === undefined) throw new Error('nothing was measured');
    expect(measured.clean).toBeGreaterThan(0.85);
    expect([measured.noise[0]?.accuracy, measured.fgsm[0]?.accuracy]).toEqual([measured.clean, measured.clean]);
    expect(measured.noise[2]?.accuracy).toBeLessThan(measured.clean);
    expect(measured.fgsm[2]?.accuracy).toBeLessThan(measured.fgsm[1]?.accuracy ?? 0);
    expect(measured.fgsm[2]?.accuracy).toBeLessThan(measured.noise[1]?.accuracy ?? 0);
    const again = await trainChild({ graph, options: OPTIONS, robustness }, brightColumns(200, SIZE, CLASSES), environment());
    expect(again.robustness).toEqual(measured);
  });
});
