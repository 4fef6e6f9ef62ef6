import { Rng } from '../../../src/engine/core/rng';
import { disposeOptimiser, type OptimiserSettings, optimiserState, optimiserStep, tf } from '../../../src/engine/tensor/index';
import { type SgdState, sgd } from '../../../src/engine/tensor/reference/optimiser';
import { type AdamState, adam } from '../../../src/engine/tensor/reference/training';
import { type Comparison, comparing, type Discrepancy, type KernelCase } from './compare';
import { between, product, shapeStream, uniform } from './shapes';

const ADAM = { kind: 'adam', learningRate: 2e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;
const SGD = { kind: 'sgd', learningRate: 0.05, momentum: 0.9 } as const;

export function optimiserCases(seed: number): KernelCase[] {
  const child = [[3, 3, 1, 8], [8], [3, 3, 8, 16], [16], [49, 5], [5], [5, 10], [10]];
  return [
    optimiserCase(child, ADAM, 3, seed),
    optimiserCase([[1]], { ...ADAM, weightDecay: 0.1 }, 2, seed),
    optimiserCase(child, SGD, 3, seed),
    optimiserCase(child, { ...SGD, nesterov: true, weightDecay: 0.01 }, 3, seed),
    optimiserCase([[7], [2, 3]], { ...SGD, momentum: 0 }, 2, seed),
  ];
}

/** Up to 9 parameters of up to 3 axes, Adam and SGD, every setting. */
export function randomOptimiserCases(count: number, seed: number): KernelCase[] {
  const rng = shapeStream(seed, 'optimisers');
  const weightDecay = (): number => (rng.int(2) === 0 ? 0 : rng.uniform() / 10);
  const shapes = (): number[][] =>
    Array.from({ length: between(rng, 1, 9) }, () => Array.from({ length: between(rng, 1, 3) }, () => between(rng, 1, 7)));
  return Array.from({ length: count }, () => [
    optimiserCase(shapes(), { ...ADAM, weightDecay: weightDecay() }, between(rng, 1, 4), seed),
    optimiserCase(
      shapes(),
      { ...SGD, momentum: rng.uniform(), nesterov: rng.int(2) === 0, weightDecay: weightDecay() },
      between(rng, 1, 4),
      seed,
    ),
  ]).flat();
}

/** One parameter's life by the reference. */
function referenceOf(settings: OptimiserSettings, start: Float32Array): (gradient: Float32Array) => Float64Array {
  const { weightDecay = 0 } = settings;
  if (settings.kind === 'sgd') {
    let state: SgdState = { param: Float64Array.from(start), velocity: new Float64Array(start.length) };
    const all = { nesterov: false, ...settings, weightDecay };
    return (gradient) => {
      state = sgd(state, gradient, all);
      return state.param;
    };
  }
  let state: AdamState = {
    param: Float64Array.from(start),
    m: new Float64Array(start.length),
    v: new Float64Array(start.length),
  };
  let step = 0;
  return (gradient) => {
    step += 1;
    const decayed = Float64Array.from(gradient, (value, i) => value + weightDecay * (state.param[i] ?? Number.NaN));
    state = adam(state, decayed, settings, step);
    return state.param;
  };
}

function optimiserCase(shapes: readonly number[][], settings: OptimiserSettings, steps: number, seed: number): KernelCase {
  const { weightDecay = 0 } = settings;
  const more = settings.kind === 'sgd' ? `, momentum ${settings.momentum}${settings.nesterov ? ' nesterov' : ''}` : '';
  const sizes = shapes.map((shape) => shape.join('x')).join(' ');
  const name = `${settings.kind} on ${sizes}, ${steps} steps, decay ${weightDecay}${more}`;
  const run = async (): Promise<Discrepancy[]> => {
    const rng = Rng.fromSeed(seed, name);
    const starts = shapes.map((shape) => uniform(rng, product(shape)));
    const references = starts.map((start) => referenceOf(settings, start));
    const params = shapes.map((shape, i) => tf.tidy(() => tf.variable(tf.tensor(starts[i] ?? [], shape))));
    const before = params.map((param) => tf.clone(param));
    const state = optimiserState(params, settings.kind);
    let wanted: Float64Array[] = [];
    for (let step = 1; step <= steps; step += 1) {
      const gradients = starts.map(({ length }) => uniform(rng, length));
      wanted = references.map((next, i) => next(gradients[i] ?? new Float32Array()));
      tf.tidy(() =>
        optimiserStep(
          state,
          gradients.map((gradient, i) => tf.tensor(gradient, shapes[i])),
          settings,
        ),
      );
    }
    const found = await comparing(() => [
      ...params.map((param, i): Comparison => [`parameter ${i}`, tf.clone(param), wanted[i] ?? []]),
      ...before.map((clone, i): Comparison => [`clone ${i}, taken before`, tf.clone(clone), starts[i] ?? []]),
    ]);
    disposeOptimiser(state);
    tf.dispose([...params, ...before]);
    return found;
  };
  return { name, run };
}
