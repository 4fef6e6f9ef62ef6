import { describe, expect, it } from 'vitest';
import { Rng } from '../../../src/engine/core/rng';
import { tf } from '../../../src/engine/tensor';
import { type Batch, ChildModel } from '../../../src/engine/train';
import { useBackend } from './backends';
import { everyKind, smallNet } from './graphs';

/** Half the step of the central difference: wide enough for float32's rounding, narrow enough for ReLU's corners. */
const EPSILON = 3e-4;
const DIRECTIONS = 6;

function randomBatch(size: number, pixels: number, classes: number, rng: Rng): Batch {
  const targets = new Float32Array(size * classes);
  for (let i = 0; i < size; i += 1) targets[i * classes + rng.int(classes)] = 1;
  return { pixels: Float32Array.from({ length: size * pixels }, () => 2 * rng.uniform() - 1), targets, size };
}

async function lossOf(model: ChildModel, batch: Batch): Promise<number> {
  const { score, gradients } = model.gradients(batch);
  const [loss] = await score.loss.data();
  tf.dispose([score.loss, score.correct, ...gradients]);
  return loss ?? Number.NaN;
}

describe.each(['cpu', 'wasm'] as const)('on %s the gradient along random directions', (kind) => {
  it.each([
    ['conv, pool and dense', () => smallNet(6, 3, 0), 36],
    ['every layer kind', () => everyKind(), 98],
  ] as const)('equals central differences of the loss: %s', async (_name, graph, pixels) => {
    await useBackend(kind);
    const rng = Rng.fromSeed(11, 'gradient test');
    const model = new ChildModel(graph(), {
      epochs: 1,
      batch: 8,
      learningRate: 0.01,
      init: 'torch-default',
      normalise: { mean: 0, std: 1 },
      seed: 2,
    });
    const batch = randomBatch(8, pixels, 3, rng);
    const start = await model.values();
    const { score, gradients } = model.gradients(batch);
    const slopes = await Promise.all(gradients.map(async (gradient) => Float32Array.from(await gradient.data())));
    tf.dispose([score.loss, score.correct, ...gradients]);
    for (let k = 0; k < DIRECTIONS; k += 1) {
      const directions = slopes.map((slope) => slope.map(() => (rng.uint32() & 1 ? 1 : -1) / Math.sqrt(slope.length)));
      const moved = (step: number): Map<string, Float32Array> => {
        const values = new Map<string, Float32Array>();
        model.trainable.forEach(({ name }, i) => {
          const from = start.get(name);
          if (from !== undefined)
            values.set(
              name,
              from.map((value, j) => value + step * (directions[i]?.[j] ?? 0)),
            );
        });
        return values;
      };
      model.load(moved(EPSILON));
      const up = await lossOf(model, batch);
      model.load(moved(-EPSILON));
      const down = await lossOf(model, batch);
      model.load(start);
      let slope = 0;
      slopes.forEach((values, i) => {
        values.forEach((value, j) => {
          slope += value * (directions[i]?.[j] ?? 0);
        });
      });
      const measured = (up - down) / (2 * EPSILON);
      expect(Math.abs(measured - slope)).toBeLessThan(1e-3 + 0.01 * Math.abs(slope));
    }
    model.dispose();
  });
});
