import { beforeAll, describe, expect, it } from 'vitest';
import { LabError } from '../../../src/engine/core/errors';
import { Rng } from '../../../src/engine/core/rng';
import type { LayerOp, NetworkGraph } from '../../../src/engine/graph/types';
import { aSmall, type ProfileId, sample } from '../../../src/engine/space';
import { tf } from '../../../src/engine/tensor';
import { type Batch, ChildModel } from '../../../src/engine/train';
import { referenceLoss } from '../../support/referenceNet';
import { useBackend } from './backends';

const SEED = 20_261_121;
const CHILDREN = 50;
const CLASSES = 4;
const BATCH = 3;
/** Half the step of the central difference, in double precision: its error is of the order of 1e-9. */
const EPSILON = 1e-6;

interface Child {
  readonly name: string;
  readonly graph: NetworkGraph;
  readonly pixels: number;
}

/** Layers as they are, but a sixteenth of as-published's filters and units, and no dropout, which would draw a mask a call. */
function smaller(op: LayerOp, id: string): LayerOp {
  switch (op.kind) {
    case 'conv2d':
      return { ...op, filters: op.filters > 16 ? op.filters >> 4 : op.filters };
    case 'dense':
      return id === 'head.logits' ? op : { ...op, units: op.units > 64 ? op.units >> 6 : op.units };
    case 'dropout':
      return { ...op, rate: 0 };
    default:
      return op;
  }
}

/** Random cells in random profiles on random image sizes; the sizes that a cell is too large for are drawn again. */
function children(): Child[] {
  const rng = Rng.fromSeed(SEED, 'genotypes');
  const found: Child[] = [];
  while (found.length < CHILDREN) {
    const genotype = sample(aSmall, rng);
    const profile: ProfileId = rng.int(2) === 0 ? 'teach' : 'as-published';
    const side = (): number => (profile === 'teach' ? 5 + rng.int(6) : 12 + rng.int(7));
    const input = [side(), side(), rng.int(2) === 0 ? 1 : 3] as const;
    try {
      const graph = aSmall.build(genotype, { profile, input, classes: CLASSES });
      const layers = graph.layers.map((layer) => ({ ...layer, op: smaller(layer.op, layer.id) }));
      const name = `${found.length + 1}: <${aSmall.format(genotype)}> ${profile} on ${input.join('x')}`;
      found.push({ name, graph: { ...graph, layers }, pixels: input[0] * input[1] * input[2] });
    } catch (error) {
      if (!(error instanceof LabError && error.kind === 'space')) throw error;
    }
  }
  return found;
}

function randomBatch(pixels: number, rng: Rng): Batch {
  const targets = new Float32Array(BATCH * CLASSES);
  for (let i = 0; i < BATCH; i += 1) targets[i * CLASSES + rng.int(CLASSES)] = 1;
  return { pixels: Float32Array.from({ length: BATCH * pixels }, () => 2 * rng.uniform() - 1), targets, size: BATCH };
}

describe('the gradient of a random child on wasm, against central differences in double precision', () => {
  beforeAll(async () => {
    await useBackend('wasm');
  });

  it.each(children().map((child) => [child.name, child] as const))('%s', async (name, { graph, pixels }) => {
    const rng = Rng.fromSeed(SEED, name);
    const model = new ChildModel(graph, {
      epochs: 1,
      batch: BATCH,
      learningRate: 0.01,
      init: 'torch-default',
      normalise: { mean: 0, std: 1 },
      seed: 1 + rng.int(1000),
    });
    const batch = randomBatch(pixels, rng);
    const start = await model.values();
    const { score, gradients } = model.gradients(batch);
    const loss = (await score.loss.data())[0] ?? Number.NaN;
    const slopes = await Promise.all(gradients.map(async (gradient) => Float64Array.from(await gradient.data())));
    const names = model.trainable.map((spec) => spec.name);
    tf.dispose([score.loss, score.correct, ...gradients]);
    model.dispose();

    const lossAt = (step: number, directions: readonly Float64Array[]): number => {
      const moved = new Map<string, Float64Array>();
      for (const [part, values] of start) {
        const direction = directions[names.indexOf(part)];
        moved.set(
          part,
          Float64Array.from(values, (value, i) => value + step * (direction?.[i] ?? 0)),
        );
      }
      return referenceLoss(graph, moved, batch.pixels, batch.targets, BATCH);
    };
    expect(Math.abs(loss - lossAt(0, []))).toBeLessThan(1e-5);

    const norm = Math.sqrt(slopes.reduce((sum, slope) => sum + slope.reduce((all, value) => all + value * value, 0), 0));
    expect(norm).toBeGreaterThan(1e-3);
    const size = slopes.reduce((sum, slope) => sum + slope.length, 0);
    // Uphill, where the slope is the whole norm, and two random corners, where every weight counts alike.
    const signs = (): Float64Array[] => slopes.map((slope) => slope.map(() => (rng.int(2) === 0 ? 1 : -1) / Math.sqrt(size)));
    for (const directions of [slopes.map((slope) => slope.map((value) => value / norm)), signs(), signs()]) {
      const measured = (lossAt(EPSILON, directions) - lossAt(-EPSILON, directions)) / (2 * EPSILON);
      let slope = 0;
      slopes.forEach((values, i) => {
        values.forEach((value, j) => {
          slope += value * (directions[i]?.[j] ?? 0);
        });
      });
      expect(Math.abs(measured - slope), `${measured} measured, ${slope} computed`).toBeLessThan(1e-4 * norm);
    }
  });
});
