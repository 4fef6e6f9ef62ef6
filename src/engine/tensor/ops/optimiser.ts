import { LabError } from '../../core/errors';
import { LAB_KERNELS } from '../kernelNames';
import { tf } from '../tf';
import { hasKernel, runKernelToMany } from './runKernel';
import { optimiserInputs, packSlots } from './slots';

/** Adam (Kingma and Ba 2015, algorithm 1), with decay as an L2 term in the gradient, as PyTorch's Adam has it. */
export interface AdamSettings {
  readonly kind: 'adam';
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Default 0. */
  readonly weightDecay?: number;
}

/** Gradient descent with momentum, as PyTorch's SGD defines it (dampening 0). */
export interface SgdSettings {
  readonly kind: 'sgd';
  readonly learningRate: number;
  /** 0 for plain gradient descent. */
  readonly momentum: number;
  /** Default 0. */
  readonly weightDecay?: number;
  /** Default false. */
  readonly nesterov?: boolean;
}

export type OptimiserSettings = AdamSettings | SgdSettings;

/** An optimiser without its learning rate, and Adam's constants only where they are not Kingma and Ba's. */
export type OptimiserChoice =
  | (Partial<Omit<AdamSettings, 'kind' | 'learningRate'>> & Pick<AdamSettings, 'kind'>)
  | Omit<SgdSettings, 'learningRate'>;

/** Parameters whose slots share one buffer per kind, packed as packSlots says. */
interface Group {
  readonly params: readonly tf.Variable[];
  /** Adam: [m, v]; SGD: [velocity]. */
  readonly slots: readonly tf.Variable[];
}

/** What an optimiser remembers of its parameters: slots that are zero at first. Freed by disposeOptimiser. */
export interface OptimiserState {
  readonly kind: OptimiserSettings['kind'];
  readonly groups: readonly Group[];
  /** Steps done. */
  steps: number;
}

/** Floats of a packed buffer: 64 MiB, half of what every GPU binds. Only a single larger parameter exceeds it. */
const MOST_PACKED = 1 << 24;

const sizesOf = (params: readonly tf.Tensor[]): number[] => params.map(({ size }) => size);

/** A fresh state for these float32 parameters, which stay the caller's. */
export function optimiserState(params: readonly tf.Variable[], kind: OptimiserSettings['kind']): OptimiserState {
  const groups: Group[] = [];
  let waiting: tf.Variable[] = [];
  const close = (): void => {
    const { total } = packSlots(sizesOf(waiting));
    const zeros = (): tf.Variable => tf.tidy(() => tf.variable(tf.zeros([total]), false));
    if (waiting.length > 0) groups.push({ params: waiting, slots: kind === 'adam' ? [zeros(), zeros()] : [zeros()] });
    waiting = [];
  };
  for (const param of params) {
    if (packSlots(sizesOf([...waiting, param])).total > MOST_PACKED) close();
    waiting.push(param);
  }
  close();
  return { kind, groups, steps: 0 };
}

/** Frees the slots; the parameters stay. */
export function disposeOptimiser({ groups }: OptimiserState): void {
  tf.dispose(groups.flatMap(({ slots }) => slots));
}

/**
 * One step on every parameter of the state, gradients in the same order; with g' = g + weightDecay p and t the step, from 1:
 *   adam: m <- b1 m + (1 - b1) g',  v <- b2 v + (1 - b2) g'^2,
 *         p <- p - lr (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + epsilon)
 *   sgd:  b <- momentum b + g',  p <- p - lr b, or with nesterov p <- p - lr (g' + momentum b)
 * With c = sqrt(1 - b2^t) Adam's last line is p - (lr c / (1 - b1^t)) m / (sqrt(v) + epsilon c), which is what is computed.
 * In place and in one kernel call where the backend has it. LabError 'internal' where settings or gradients do not fit.
 */
export function optimiserStep(state: OptimiserState, gradients: readonly tf.Tensor[], settings: OptimiserSettings): void {
  const { kind, groups } = state;
  const sizes = sizesOf(groups.flatMap(({ params }) => params));
  const given = sizesOf(gradients);
  if (settings.kind !== kind || sizes.join() !== given.join()) {
    throw new LabError(
      'internal',
      `optimiser: ${kind} on parameters of ${sizes} was asked for ${settings.kind} with gradients of ${given}.`,
      'Report this with the program.',
    );
  }
  state.steps += 1;
  const weightDecay = settings.weightDecay ?? 0;
  let from = 0;
  for (const { params, slots } of groups) {
    const [first, second] = slots;
    const some = gradients.slice(from, from + params.length);
    from += params.length;
    if (first === undefined) continue;
    if (settings.kind === 'sgd') stepSgd(params, some, first, { nesterov: false, ...settings, weightDecay });
    else if (second !== undefined) stepAdam(params, some, first, second, { ...settings, weightDecay }, state.steps);
  }
}

/** A parameter with its two moments, all of one shape; the moments start at zero. */
export interface AdamSlot {
  readonly param: tf.Variable;
  readonly m: tf.Variable;
  readonly v: tf.Variable;
}

/** As optimiserStep with Adam on one parameter, whose moments the caller keeps; step counts from 1. */
export function adamStep(slot: AdamSlot, gradient: tf.Tensor, settings: Omit<AdamSettings, 'kind'>, step: number): void {
  stepAdam([slot.param], [gradient], slot.m, slot.v, { weightDecay: 0, ...settings }, step);
}

/** Rate and epsilon of Adam's step t = `step`, bias corrections included: lr c / (1 - b1^t) and epsilon c, c = sqrt(1 - b2^t). */
export function adamRate(
  { learningRate, beta1, beta2, epsilon }: Omit<AdamSettings, 'kind'>,
  step: number,
): { readonly rate: number; readonly epsilon: number } {
  const c = Math.sqrt(1 - beta2 ** step);
  return { rate: (learningRate * c) / (1 - beta1 ** step), epsilon: epsilon * c };
}

type All<T> = { readonly [key in keyof T]-?: T[key] };

function stepAdam(
  params: readonly tf.Variable[],
  gradients: readonly tf.Tensor[],
  m: tf.Variable,
  v: tf.Variable,
  settings: All<Omit<AdamSettings, 'kind'>>,
  step: number,
): void {
  const { beta1, beta2, weightDecay: decay } = settings;
  const { rate, epsilon } = adamRate(settings, step);
  if (hasKernel(LAB_KERNELS.adam)) {
    for (const variable of [...params, m, v]) makeSole(variable);
    const attrs = { count: params.length, rate, beta1, beta2, epsilon, decay };
    runKernelToMany(LAB_KERNELS.adam, { m, v, ...optimiserInputs<tf.Tensor>(params, gradients) }, attrs);
    return;
  }
  tf.tidy(() => {
    const g = packed(decayed(params, gradients, decay), m.shape);
    m.assign(tf.add(tf.mul(m, beta1), tf.mul(g, 1 - beta1)));
    v.assign(tf.add(tf.mul(v, beta2), tf.mul(tf.square(g), 1 - beta2)));
    subtract(params, tf.div(tf.mul(m, rate), tf.add(tf.sqrt(v), epsilon)));
  });
}

function stepSgd(
  params: readonly tf.Variable[],
  gradients: readonly tf.Tensor[],
  velocity: tf.Variable,
  settings: All<Omit<SgdSettings, 'kind'>>,
): void {
  const { learningRate: rate, momentum, weightDecay: decay, nesterov } = settings;
  if (hasKernel(LAB_KERNELS.sgd)) {
    for (const variable of [...params, velocity]) makeSole(variable);
    const attrs = { count: params.length, rate, momentum, decay, nesterov };
    runKernelToMany(LAB_KERNELS.sgd, { velocity, ...optimiserInputs<tf.Tensor>(params, gradients) }, attrs);
    return;
  }
  tf.tidy(() => {
    const g = packed(decayed(params, gradients, decay), velocity.shape);
    velocity.assign(tf.add(tf.mul(velocity, momentum), g));
    subtract(params, tf.mul(nesterov ? tf.add(g, tf.mul(velocity, momentum)) : velocity, rate));
  });
}

/** Gives a variable data of its own where a clone or reshape shares it, which must not change with it. */
export function makeSole(variable: tf.Variable): void {
  if (tf.backend().refCount(variable.dataId) <= 1) return;
  tf.tidy(() => variable.assign(tf.add(variable, 0)));
}

function decayed(params: readonly tf.Tensor[], gradients: readonly tf.Tensor[], decay: number): tf.Tensor[] {
  return decay === 0 ? [...gradients] : gradients.map((gradient, i) => tf.add(gradient, tf.mul(params[i] ?? 0, decay)));
}

/** Tensors packed as slots are, in a tensor of the slots' shape. */
function packed(tensors: readonly tf.Tensor[], shape: number[]): tf.Tensor {
  const { offsets, total } = packSlots(sizesOf(tensors));
  const parts = tensors.map((tensor, i) =>
    tf.pad1d(tf.reshape(tensor, [-1]), [0, (offsets[i + 1] ?? total) - (offsets[i] ?? 0) - tensor.size]),
  );
  return tf.reshape(tf.concat(parts), shape);
}

/** param <- param - its part of packed changes, for each. */
function subtract(params: readonly tf.Variable[], changes: tf.Tensor): void {
  const flat = tf.reshape(changes, [-1]);
  const { offsets } = packSlots(sizesOf(params));
  params.forEach((param, i) => {
    const change = tf.slice(flat, [offsets[i] ?? 0], [param.size]);
    param.assign(tf.sub(param, tf.reshape(change, param.shape)));
  });
}
