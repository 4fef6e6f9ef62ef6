import { Rng } from '../../src/engine/core/rng';
import { graphClasses } from '../../src/engine/graph/shapes';
import type { NetworkGraph } from '../../src/engine/graph/types';
import { tf } from '../../src/engine/tensor';
import { type Batch, ChildModel } from '../../src/engine/train';
import { referenceLoss } from './referenceNet';

/** Half the step of the central difference, in double precision: its error is of the order of 1e-9. */
const EPSILON = 1e-6;

export interface SlopeCheck {
  /** Along which direction. */
  readonly along: string;
  readonly measured: number;
  readonly computed: number;
  /** |measured - computed| over what float32 sums may differ by; at most 1 where the gradient is right. */
  readonly excess: number;
}

export interface GradientCheck {
  /** Loss of the trained code less that of the reference. */
  readonly lossError: number;
  /** Length of the whole gradient. */
  readonly norm: number;
  readonly slopes: readonly SlopeCheck[];
}

/** Images uniform in -1..1, labels at random. */
export function randomBatch(graph: NetworkGraph, size: number, rng: Rng): Batch {
  const [first] = graph.layers;
  const shape = first?.op.kind === 'input' ? first.op.shape : [];
  const classes = graphClasses(graph);
  const targets = new Float32Array(size * classes);
  for (let i = 0; i < size; i += 1) targets[i * classes + rng.int(classes)] = 1;
  const length = size * shape.reduce((product, n) => product * n, 1);
  return { pixels: Float32Array.from({ length }, () => 2 * rng.uniform() - 1), targets, size };
}

/** What a layer starts with at zero or one lies on ReLU's corner where its input is constant: moved off it. */
function scattered(values: ReadonlyMap<string, Float32Array>, rng: Rng): Map<string, Float32Array> {
  const moved = new Map<string, Float32Array>();
  for (const [name, from] of values) {
    if (/\.(bias|gamma|beta)$/.test(name))
      moved.set(
        name,
        from.map((value) => value + 0.4 * rng.uniform() + 0.1),
      );
  }
  return moved;
}

/**
 * Loss and gradient of a child's batch on the backend that is open, against the reference in double precision and its central
 * differences: along the gradient, along two random corners, and along the gradients of three parameters by themselves.
 */
export async function gradientCheck(graph: NetworkGraph, name: string, batchSize: number): Promise<GradientCheck> {
  const rng = Rng.fromSeed(20_261_122, name);
  const model = new ChildModel(graph, {
    epochs: 1,
    batch: batchSize,
    learningRate: 0.01,
    init: 'torch-default',
    normalise: { mean: 0, std: 1 },
    seed: 1 + rng.int(1000),
  });
  model.load(scattered(await model.values(), rng));
  const batch = randomBatch(graph, batchSize, rng);
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
    return referenceLoss(graph, moved, batch.pixels, batch.targets, batch.size);
  };
  const length = (of: readonly Float64Array[]): number =>
    Math.sqrt(of.reduce((sum, values) => sum + values.reduce((all, value) => all + value * value, 0), 0));
  const norm = length(slopes);
  const size = slopes.reduce((sum, values) => sum + values.length, 0);
  const signs = (): Float64Array[] => slopes.map((values) => values.map(() => (rng.int(2) === 0 ? 1 : -1) / Math.sqrt(size)));
  const uphill = slopes.map((values) => values.map((value) => value / norm));
  const checkAlong = (along: string, directions: readonly Float64Array[], allowed: number): SlopeCheck => {
    const measured = (lossAt(EPSILON, directions) - lossAt(-EPSILON, directions)) / (2 * EPSILON);
    let computed = 0;
    slopes.forEach((values, i) => {
      values.forEach((value, j) => {
        computed += value * (directions[i]?.[j] ?? 0);
      });
    });
    return { along, measured, computed, excess: Math.abs(measured - computed) / allowed };
  };
  const alone = [0, 1, 2].map(() => {
    const place = rng.int(slopes.length);
    const own = length(slopes.slice(place, place + 1));
    const directions = slopes.map((values, i) =>
      i === place ? values.map((value) => (own > 0 ? value / own : 1)) : values.map(() => 0),
    );
    return checkAlong(names[place] ?? '', directions, 2e-3 * own + 1e-5 * norm);
  });
  return {
    lossError: loss - lossAt(0, []),
    norm,
    slopes: [
      checkAlong('the gradient', uphill, 1e-4 * norm),
      checkAlong('a corner', signs(), 1e-4 * norm),
      checkAlong('another corner', signs(), 1e-4 * norm),
      ...alone,
    ],
  };
}
