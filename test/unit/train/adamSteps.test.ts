import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { tf } from '../../../src/engine/tensor';
import { type Batch, ChildModel } from '../../../src/engine/train';
import { useBackend } from './backends';
import { everyKind } from './graphs';

const numbers = z.array(z.number());
const batchSchema = z.object({ pixels: numbers, labels: numbers });
const fixture = z
  .object({
    learningRate: z.number(),
    initial: z.record(z.string(), numbers),
    batches: z.array(batchSchema),
    losses: numbers,
    firstGradients: z.record(z.string(), numbers),
    running: z.record(z.string(), numbers),
    validation: batchSchema,
    validLoss: z.number(),
  })
  .parse(JSON.parse(readFileSync(new URL('../../fixtures/adam-steps.json', import.meta.url), 'utf8')));

const CLASSES = 3;

function toBatch({ pixels, labels }: z.infer<typeof batchSchema>): Batch {
  const targets = new Float32Array(labels.length * CLASSES);
  labels.forEach((label, i) => {
    targets[i * CLASSES + label] = 1;
  });
  return { pixels: Float32Array.from(pixels), targets, size: labels.length };
}

function freshModel(): ChildModel {
  const model = new ChildModel(everyKind(), {
    epochs: 1,
    batch: 4,
    learningRate: fixture.learningRate,
    init: 'he-uniform',
    normalise: { mean: 0, std: 1 },
    seed: 1,
  });
  model.load(new Map(Object.entries(fixture.initial).map(([name, values]) => [name, Float32Array.from(values)])));
  return model;
}

describe.each(['cpu', 'wasm'] as const)('a graph of every layer kind on %s, against PyTorch', (kind) => {
  let model: ChildModel;
  beforeAll(async () => {
    await useBackend(kind);
    model = freshModel();
  });
  afterAll(() => model.dispose());

  it('has the same first gradients', async () => {
    const first = fixture.batches[0];
    if (first === undefined) throw new Error('fixture without batches');
    const probe = freshModel();
    const { score, gradients } = probe.gradients(toBatch(first));
    expect(probe.trainable.map(({ name }) => name).sort()).toEqual(Object.keys(fixture.firstGradients).sort());
    for (const [i, spec] of probe.trainable.entries()) {
      const wanted = fixture.firstGradients[spec.name] ?? [];
      const got = await gradients[i]?.data();
      expect(got?.length).toBe(wanted.length);
      const worst = Math.max(...wanted.map((value, k) => Math.abs(value - (got?.[k] ?? Number.NaN))));
      expect(worst, spec.name).toBeLessThan(2e-5);
    }
    tf.dispose([score.loss, score.correct, ...gradients]);
    probe.dispose();
  });

  it('has the same five losses, running moments and validation loss after 5 Adam steps', async () => {
    const losses: number[] = [];
    for (const batch of fixture.batches) {
      const score = model.step(toBatch(batch));
      losses.push((await score.loss.data())[0] ?? Number.NaN);
      tf.dispose([score.loss, score.correct]);
    }
    losses.forEach((loss, i) => {
      expect(loss).toBeCloseTo(fixture.losses[i] ?? Number.NaN, 4);
    });
    const values = await model.values();
    for (const [name, wanted] of Object.entries(fixture.running)) {
      wanted.forEach((value, i) => {
        expect(values.get(name)?.[i], `${name}[${i}]`).toBeCloseTo(value, 4);
      });
    }
    const score = model.evaluate(toBatch(fixture.validation));
    expect((await score.loss.data())[0]).toBeCloseTo(fixture.validLoss, 3);
    tf.dispose([score.loss, score.correct]);
  });
});
