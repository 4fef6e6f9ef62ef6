import { LabError } from '../core/errors';
import { Rng, type RngState } from '../core/rng';
import type { Shape } from '../core/shape';
import { inferShapes } from '../graph/shapes';
import type { NetworkGraph } from '../graph/types';
import {
  disposeOptimiser,
  type OptimiserSettings,
  type OptimiserState,
  optimiserState,
  optimiserStep,
  scaledSum,
  softmaxScore,
  tf,
  valueAndGradients,
} from '../tensor';
import type { Batch, DeviceBatch } from './batches';
import { type ChildParts, CompiledChild, type CompiledScore } from './compiled/child';
import { dropoutMask } from './dropout';
import { type ForwardMode, forward, type PlannedLayer, planForward } from './forward';
import { initialValues } from './initialise';
import { loadSlots, readSlots } from './slots';
import type { OptimiserMemory, TrainedState } from './state';
import type { TrainOptions } from './types';
import { type VariableSpec, variablesOf } from './variables';

/** Mean loss (nats) and number of correct images of one batch, still on the device: two scalars, the caller's to dispose of. */
export interface BatchScore {
  readonly loss: tf.Scalar;
  readonly correct: tf.Scalar;
}

/** Kingma and Ba's defaults (2015, section 2); the learning rate is the job's. */
const ADAM = { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;

interface Statistics {
  readonly layer: string;
  readonly mean: tf.Tensor1D;
  readonly variance: tf.Tensor1D;
  readonly count: number;
}

/** A child with variables of its own, on the current backend. dispose() frees every tensor it holds. */
export class ChildModel {
  readonly trainable: readonly VariableSpec[];
  private readonly plan: readonly PlannedLayer[];
  private readonly output: string;
  private readonly input: Shape;
  private readonly momentum: ReadonlyMap<string, number>;
  private readonly variables = new Map<string, tf.Variable>();
  private readonly optimiser: OptimiserState;
  /** The object stays the same, which compiled steps read: only its rate changes. */
  private readonly settings: OptimiserSettings & { learningRate: number };
  private readonly masks: Rng;
  /** Null where there is none: then tfjs's tape is the way, which gives the same bits. */
  private readonly compiled: CompiledChild | null;

  /**
   * Steps and evaluations are compiled where the backend replays programs, unless `path` is 'plain'. resume: the training it
   * goes on from. Fails with LabError 'space' on an invalid graph, 'train' where the state is of another network.
   */
  constructor(
    graph: NetworkGraph,
    options: TrainOptions,
    path: 'compiled' | 'plain' = 'compiled',
    resume?: Pick<TrainedState, 'values' | 'optimiser' | 'dropout'>,
  ) {
    const specs = variablesOf(graph, inferShapes(graph));
    const input = graph.layers[0];
    if (input?.op.kind !== 'input') {
      throw new LabError(
        'train',
        `graph.layers[0]: expected the input, got '${input?.op.kind}'.`,
        'Build the graph again from its genotype.',
      );
    }
    this.input = input.op.shape;
    this.plan = planForward(graph);
    this.output = graph.output;
    this.trainable = specs.filter((spec) => spec.trainable);
    this.momentum = new Map(graph.layers.flatMap(({ id, op }) => (op.kind === 'batchNorm' ? [[id, op.momentum] as const] : [])));
    this.masks = resume === undefined ? Rng.fromSeed(options.seed, 'dropout') : Rng.fromState(resume.dropout);
    if (resume !== undefined) checkValues(specs, resume.values);
    for (const spec of specs) {
      const start = resume?.values.get(spec.name) ?? initialValues(spec, options.init, options.seed);
      const values = tf.tensor(start, [...spec.shape]);
      this.variables.set(spec.name, tf.variable(values, spec.trainable));
      values.dispose();
    }
    this.settings = { ...ADAM, ...options.optimiser, learningRate: options.learningRate };
    this.optimiser = optimiserState(this.weights(), this.settings.kind);
    const memory = resume?.optimiser ?? null;
    if (memory?.kind === this.settings.kind) loadSlots(this.optimiser, this.names(), memory);
    this.compiled = path === 'plain' ? null : CompiledChild.open(this.parts());
  }

  /** Trainable tensors in the order of `trainable`; they belong to the model. */
  weights(): tf.Variable[] {
    return this.trainable.map((spec) => this.variable(spec.name));
  }

  /** Replaces variables' values, by name, row-major. LabError 'train' on an unknown name or another length. */
  load(values: ReadonlyMap<string, Float32Array>): void {
    for (const [name, value] of values) {
      const variable = this.variables.get(name);
      if (variable === undefined || variable.size !== value.length) {
        const found = variable === undefined ? 'no such variable' : `${variable.size} values`;
        throw new LabError(
          'train',
          `weights.${name}: got ${value.length} values, the network has ${found}.`,
          'Load weights of the same network.',
        );
      }
      tf.tidy(() => variable.assign(tf.tensor(value, variable.shape)));
    }
  }

  /** Every variable's values, by name, row-major: trained weights and running moments. */
  async values(): Promise<Map<string, Float32Array>> {
    const read = new Map<string, Float32Array>();
    for (const [name, variable] of this.variables) read.set(name, Float32Array.from(await variable.data()));
    return read;
  }

  /** For the steps to come. */
  setLearningRate(rate: number): void {
    this.settings.learningRate = rate;
  }

  /** What the optimiser remembers now. */
  memory(): Promise<OptimiserMemory> {
    return readSlots(this.optimiser, this.names());
  }

  /** State of the random stream that dropout is drawn from. */
  get dropoutState(): RngState {
    return this.masks.state();
  }

  /** Loss and gradients of one batch, without a step: what the tests compare with finite differences. The caller disposes. */
  gradients(batch: Batch | DeviceBatch): { readonly score: BatchScore; readonly gradients: tf.Tensor[] } {
    const statistics: Statistics[] = [];
    const kept: { correct?: tf.Scalar } = {};
    const mode: ForwardMode = {
      training: true,
      mask: (_layer, rate, shape) => {
        const size = shape.reduce((product, n) => product * n, 1);
        return tf.tensor(dropoutMask(this.masks, rate, size), [...shape]);
      },
      onStatistics: (layer, mean, variance, count) => {
        statistics.push({ layer, mean: tf.keep(tf.clone(mean)), variance: tf.keep(tf.clone(variance)), count });
      },
    };
    const weights = this.weights();
    const [loss, ...gradients] = tf.tidy(() => {
      const { x, targets } = this.tensors(batch);
      const lossOf = (): tf.Scalar => {
        const logits = forward(this.plan, this.output, x, this.variables, mode);
        const { loss, correct } = softmaxScore(logits, targets);
        kept.correct = correct;
        return loss;
      };
      const { value, gradients } = valueAndGradients(lossOf, weights);
      return [value, ...gradients];
    });
    for (const each of statistics) this.follow(each);
    if (loss === undefined || kept.correct === undefined) throw new TypeError('ChildModel.gradients: the loss was not computed');
    return { score: { loss: loss as tf.Scalar, correct: kept.correct }, gradients };
  }

  /** One step of the optimiser on a batch; the score is that of the weights before the step. */
  step(batch: Batch | DeviceBatch): BatchScore {
    if (this.compiled !== null && !('x' in batch)) return onDevice(this.compiled.step(batch));
    const { score, gradients } = this.gradients(batch);
    optimiserStep(this.optimiser, gradients, this.settings);
    tf.dispose(gradients);
    return score;
  }

  /** Score of a batch without training: no dropout, running batch-norm statistics. */
  evaluate(batch: Batch | DeviceBatch): BatchScore {
    if (this.compiled !== null && !('x' in batch)) return onDevice(this.compiled.evaluate(batch));
    const [loss, correct] = tf.tidy((): [tf.Scalar, tf.Scalar] => {
      const { x, targets } = this.tensors(batch);
      const logits = forward(this.plan, this.output, x, this.variables, { training: false });
      const score = softmaxScore(logits, targets);
      return [score.loss, score.correct];
    });
    return { loss, correct };
  }

  /** Gradient of the mean loss with respect to the batch's pixels, in inference mode: [size, height, width, channels], row-major. */
  async inputGradient(batch: Batch): Promise<Float32Array> {
    const gradient = tf.tidy(() => {
      const { x, targets } = this.tensors(batch);
      const lossOf = (images: tf.Tensor): tf.Scalar =>
        softmaxScore(forward(this.plan, this.output, images as tf.Tensor4D, this.variables, { training: false }), targets).loss;
      return tf.grad(lossOf)(x);
    });
    const values = Float32Array.from(await gradient.data());
    gradient.dispose();
    return values;
  }

  /** Logits [batch, classes] of x: [batch, height, width, channels], inference mode. The caller disposes. */
  predict(x: tf.Tensor4D): tf.Tensor2D {
    return tf.tidy(() => forward(this.plan, this.output, x, this.variables, { training: false }));
  }

  /** [height, width, channels] */
  get inputShape(): Shape {
    return this.input;
  }

  dispose(): void {
    this.compiled?.dispose();
    tf.dispose([...this.variables.values()]);
    this.variables.clear();
    disposeOptimiser(this.optimiser);
  }

  private names(): string[] {
    return this.trainable.map(({ name }) => name);
  }

  private parts(): ChildParts {
    const { plan, output, input, variables, optimiser, settings, masks } = this;
    return { plan, output, input, variables, trainable: this.weights(), optimiser, settings, masks };
  }

  /** The batch on the device: as it is, or uploaded for the tidy that this is called in. */
  private tensors(batch: Batch | DeviceBatch): { readonly x: tf.Tensor4D; readonly targets: tf.Tensor2D } {
    if ('x' in batch) return batch;
    const [height = 1, width = 1, channels = 1] = this.input;
    return {
      x: tf.tensor4d(batch.pixels, [batch.size, height, width, channels]),
      targets: tf.tensor2d(batch.targets, [batch.size, batch.targets.length / batch.size]),
    };
  }

  private variable(name: string): tf.Variable {
    const found = this.variables.get(name);
    if (found === undefined) throw new TypeError(`ChildModel: variable '${name}' is not there (disposed model?)`);
    return found;
  }

  /**
   * Running moments: r <- (1 - momentum) r + momentum s, with the unbiased variance count / (count - 1) times the
   * batch's, as PyTorch has it.
   */
  private follow({ layer, mean, variance, count }: Statistics): void {
    const momentum = this.momentum.get(layer) ?? 0;
    const correction = count > 1 ? count / (count - 1) : 1;
    const move = (part: string, target: tf.Tensor, scale: number): void => {
      const held = this.variable(`${layer}.${part}`);
      tf.tidy(() => held.assign(scaledSum([held, target], tf.tensor1d([1 - momentum, momentum * scale]))));
      target.dispose();
    };
    move('mean', mean, 1);
    move('variance', variance, correction);
  }
}

/** LabError 'train' where values are not of these variables, each of them and no other. */
function checkValues(specs: readonly VariableSpec[], values: ReadonlyMap<string, Float32Array>): void {
  const wrong = specs.find(({ name, size }) => values.get(name)?.length !== size);
  if (wrong === undefined && values.size === specs.length) return;
  const known = new Set(specs.map(({ name }) => name));
  const name = wrong?.name ?? [...values.keys()].find((key) => !known.has(key)) ?? '';
  const has = wrong === undefined ? 'no such variable' : `${wrong.size} values`;
  throw new LabError(
    'train',
    `resume.${name}: the training so far has ${values.get(name)?.length ?? 'no'} values, the network has ${has}.`,
    'Go on with the same network, or carry the weights over first (train/morph).',
  );
}

function onDevice({ loss, correct }: CompiledScore): BatchScore {
  return { loss: tf.scalar(loss), correct: tf.scalar(correct) };
}
