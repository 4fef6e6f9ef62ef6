import type { JsonValue } from '../../core/json';
import { adamStep, type BackendAssets, openBackend, tf } from '../../tensor';
import type { PpoConfig } from '../config';
import { type PolicyLayout, policyLayout } from '../layout';
import { ADAM, decodePolicyState, encodePolicyState, type PolicyState } from '../state';
import type { PolicyGradient, PolicyNetwork, PolicyShape, PpoBatch, PpoLossOptions, PpoLossReport } from '../types';

/**
 * The policy as a tfjs program, float32, on the backend asked for. The same mathematics as FusedPolicy, written
 * independently of it (batched, automatic differentiation), so that each checks the other. It becomes tfjs's backend
 * for this realm. Rejects with LabError 'backend' where that backend cannot be had.
 */
export async function openTensorPolicy(
  shape: PolicyShape,
  parameters: Float64Array,
  backend: Exclude<PpoConfig['compute'], 'fused'>,
  assets: BackendAssets,
): Promise<PolicyNetwork> {
  await openBackend({ backend, assets });
  return new TensorPolicy(shape, parameters);
}

/** What one pass over a batch gives. */
interface Unrolled {
  /** Per decision: [rows, options]; rows is 1 in mode 'softmax', where the network does not depend on the sample. */
  readonly logProbs: readonly tf.Tensor2D[];
}

class TensorPolicy implements PolicyNetwork {
  private readonly layout: PolicyLayout;
  /** One variable per slice of the layout, in its order. */
  private readonly params: readonly tf.Variable[];
  private readonly firstMoments: readonly tf.Variable[];
  private readonly secondMoments: readonly tf.Variable[];
  private steps = 0;
  /** Mode 'softmax': the distributions under the present parameters. */
  private known: readonly Float64Array[] | null = null;
  /** What state() says: a GPU cannot be read at once. */
  private settled: PolicyState;

  constructor(
    readonly shape: PolicyShape,
    parameters: Float64Array,
  ) {
    this.layout = policyLayout(shape);
    const variables = (values: Float64Array) => this.layout.slices.map((slice) => tf.variable(tensorOf(values, slice)));
    this.params = variables(parameters);
    this.firstMoments = variables(new Float64Array(this.layout.size));
    this.secondMoments = variables(new Float64Array(this.layout.size));
    const zeros = new Float64Array(this.layout.size);
    this.settled = { parameters, firstMoments: zeros, secondMoments: zeros, steps: 0 };
  }

  async conditionals(t: number, prefixes: readonly (readonly number[])[]): Promise<readonly Float64Array[]> {
    if (this.shape.input === 'softmax') {
      this.known ??= (
        await readAll(scopedKeeping(() => this.unroll([[]], this.shape.options.length).logProbs.map((row) => tf.exp(row))))
      ).map((values) => rowsOf(values, 1)[0] ?? EMPTY);
      const probs = this.known[t] ?? EMPTY;
      return prefixes.map(() => probs);
    }
    const [values = EMPTY] = await readAll(
      scopedKeeping(() => {
        const last = this.unroll(prefixes, t + 1).logProbs[t];
        if (last === undefined) throw new RangeError(`TensorPolicy: no decision ${t}`);
        return [tf.exp(last)];
      }),
    );
    return rowsOf(values, prefixes.length);
  }

  async gradient(batch: PpoBatch, options: PpoLossOptions): Promise<PolicyGradient> {
    const [facts = EMPTY, ...slices] = await readAll(
      scopedKeeping(() => {
        const { facts, gradients } = this.evaluate(batch, options);
        return [facts, ...gradients];
      }),
    );
    return { report: reportOf(facts), gradient: this.flat(slices) };
  }

  async step(batch: PpoBatch, options: PpoLossOptions, learningRate: number): Promise<PpoLossReport> {
    this.steps += 1;
    this.known = null;
    const [facts = EMPTY] = await readAll(
      scopedKeeping(() => {
        const { facts, gradients } = this.evaluate(batch, options);
        for (const [i, gradient] of gradients.entries()) {
          const param = this.params[i];
          const m = this.firstMoments[i];
          const v = this.secondMoments[i];
          if (param === undefined || m === undefined || v === undefined)
            throw new RangeError('TensorPolicy: a gradient too many');
          adamStep({ param, m, v }, gradient, { learningRate, ...ADAM }, this.steps);
        }
        return [facts];
      }),
    );
    return reportOf(facts);
  }

  async settle(): Promise<void> {
    const read = async (variables: readonly tf.Variable[]) =>
      this.flat(await Promise.all(variables.map((variable) => variable.data())));
    this.settled = {
      parameters: await read(this.params),
      firstMoments: await read(this.firstMoments),
      secondMoments: await read(this.secondMoments),
      steps: this.steps,
    };
  }

  state(): JsonValue {
    return encodePolicyState(this.settled);
  }

  restore(state: JsonValue): void {
    const restored = decodePolicyState(state, this.layout.size);
    const assign = (variables: readonly tf.Variable[], values: Float64Array) =>
      scoped(() => {
        for (const [i, slice] of this.layout.slices.entries()) variables[i]?.assign(tensorOf(values, slice));
      });
    assign(this.params, restored.parameters);
    assign(this.firstMoments, restored.firstMoments);
    assign(this.secondMoments, restored.secondMoments);
    this.steps = restored.steps;
    this.settled = restored;
    this.known = null;
  }

  dispose(): void {
    tf.dispose([...this.params, ...this.firstMoments, ...this.secondMoments]);
  }

  /** The report's five numbers and the gradients of the loss on a batch; call within scopedKeeping(). */
  private evaluate({ actions, oldLogProbs, advantages }: PpoBatch, { clip, entropyCoefficient }: PpoLossOptions) {
    const batch = actions.length;
    const decisions = this.shape.options.length;
    let facts: tf.Tensor | undefined;
    const { grads } = tf.variableGrads(() => {
      const { logProbs } = this.unroll(actions, decisions);
      const taken: tf.Tensor1D[] = [];
      const entropies: tf.Scalar[] = [];
      for (const [t, logP] of logProbs.entries()) {
        const options = this.shape.options[t] ?? 0;
        const column = actions.map((path) => path[t] ?? 0);
        const hot = tf.cast(tf.oneHot(tf.tensor1d(column, 'int32'), options), 'float32'); // [batch, options]
        taken.push(tf.sum<tf.Tensor1D>(tf.mul(hot, logP), 1));
        const perRow = tf.neg(tf.sum(tf.mul(tf.exp(logP), logP), 1));
        entropies.push(tf.mean<tf.Scalar>(perRow));
      }
      const logProb = tf.addN(taken); // [batch]
      const entropy = tf.addN(entropies);
      const advantage = tf.tensor1d(Array.from(advantages));
      const logRatio = tf.sub(logProb, tf.tensor1d(Array.from(oldLogProbs)));
      const ratio = tf.exp(logRatio); // [batch]
      const held = tf.mul(tf.clipByValue(ratio, 1 - clip, 1 + clip), advantage);
      const policyLoss = tf.neg(tf.mean<tf.Scalar>(tf.minimum(tf.mul(ratio, advantage), held)));
      const loss = tf.sub<tf.Scalar>(policyLoss, tf.mul(entropy, entropyCoefficient));
      const kl = tf.mean<tf.Scalar>(tf.sub(tf.sub(ratio, 1), logRatio));
      const outside = tf.cast(tf.greater(tf.abs(tf.sub(ratio, 1)), clip), 'float32');
      const clipFraction = tf.div<tf.Scalar>(tf.sum(outside), batch);
      facts = tf.keep(tf.stack([loss, policyLoss, entropy, kl, clipFraction]));
      return loss;
    }, [...this.params]);
    if (facts === undefined) throw new RangeError('TensorPolicy: the loss was not evaluated');
    const gradients = this.params.map(({ name }, i) => {
      const gradient = grads[name];
      if (gradient === undefined) throw new RangeError(`TensorPolicy: no gradient of ${this.layout.slices[i]?.name}`);
      return gradient;
    });
    return { facts, gradients };
  }

  /** The first `decisions` steps of the LSTM over a batch of paths; each path needs decisions - 1 options in mode 'sample'. */
  private unroll(paths: readonly (readonly number[])[], decisions: number): Unrolled {
    const { hidden, maxOptions } = this.layout;
    const [inputKernel, recurrentKernel, inputBias, recurrentBias, ...heads] = this.params;
    if (inputKernel === undefined || recurrentKernel === undefined || inputBias === undefined || recurrentBias === undefined) {
      throw new RangeError('TensorPolicy: parameters are missing');
    }
    const rows = this.shape.input === 'softmax' ? 1 : paths.length;
    const bias = tf.add(inputBias, recurrentBias); // [4H]
    const logProbs: tf.Tensor2D[] = [];
    let x: tf.Tensor2D = tf.zeros([rows, maxOptions]);
    let h: tf.Tensor2D = tf.zeros([rows, hidden]);
    let c: tf.Tensor2D = tf.zeros([rows, hidden]);
    for (let t = 0; t < decisions; t += 1) {
      const sums = tf.add(
        tf.add(tf.matMul(x, inputKernel as tf.Tensor2D), tf.matMul(h, recurrentKernel as tf.Tensor2D, false, true)),
        bias,
      );
      const gate = (index: number) => tf.slice2d(sums as tf.Tensor2D, [0, index * hidden], [rows, hidden]);
      c = tf.add(tf.mul(tf.sigmoid(gate(1)), c), tf.mul(tf.sigmoid(gate(0)), tf.tanh(gate(2))));
      h = tf.mul(tf.sigmoid(gate(3)), tf.tanh(c));
      const kernel = heads[2 * t];
      const headBias = heads[2 * t + 1];
      if (kernel === undefined || headBias === undefined) throw new RangeError(`TensorPolicy: no decision ${t}`);
      const logits = tf.add(tf.matMul(h, kernel as tf.Tensor2D, false, true), headBias);
      const logP = tf.logSoftmax(logits) as tf.Tensor2D; // [rows, options]
      logProbs.push(logP);
      if (t + 1 === decisions) break;
      const options = this.shape.options[t] ?? 0;
      const fed =
        this.shape.input === 'softmax'
          ? tf.exp(logP)
          : tf.cast(
              tf.oneHot(
                tf.tensor1d(
                  paths.map((path) => path[t] ?? 0),
                  'int32',
                ),
                options,
              ),
              'float32',
            );
      x = tf.pad2d(fed as tf.Tensor2D, [
        [0, 0],
        [0, maxOptions - options],
      ]);
    }
    return { logProbs };
  }

  private flat(slices: readonly ArrayLike<number>[]): Float64Array {
    const values = new Float64Array(this.layout.size);
    for (const [i, { offset }] of this.layout.slices.entries()) values.set(slices[i] ?? [], offset);
    return values;
  }
}

const EMPTY = new Float64Array(0);

/** Frees the tensors made by `work` after it. */
function scoped(work: () => void): void {
  tf.engine().startScope();
  try {
    work();
  } finally {
    tf.engine().endScope();
  }
}

/** Frees the tensors made by `work` but those it returns. */
function scopedKeeping(work: () => readonly tf.Tensor[]): readonly tf.Tensor[] {
  let kept: readonly tf.Tensor[] = [];
  scoped(() => {
    kept = work().map((tensor) => tf.keep(tensor));
  });
  return kept;
}

/** The tensors' values; frees them. */
async function readAll(tensors: readonly tf.Tensor[]): Promise<readonly ArrayLike<number>[]> {
  try {
    return await Promise.all(tensors.map((tensor) => tensor.data()));
  } finally {
    tf.dispose([...tensors]);
  }
}

function reportOf(facts: ArrayLike<number>): PpoLossReport {
  const [loss = 0, policyLoss = 0, entropy = 0, kl = 0, clipFraction = 0] = Array.from(facts);
  return { loss, policyLoss, entropy, kl, clipFraction };
}

function tensorOf(values: Float64Array, { offset, size, shape }: PolicyLayout['slices'][number]): tf.Tensor {
  return tf.tensor(Float32Array.from(values.subarray(offset, offset + size)), [...shape], 'float32');
}

/** The rows of a [rows, columns] tensor, normalised to sum to 1 in float64 (float32 rounding would bias sampling). */
function rowsOf(values: ArrayLike<number>, rows: number): readonly Float64Array[] {
  const columns = values.length / rows;
  return Array.from({ length: rows }, (_, row) => {
    const slice = Float64Array.from({ length: columns }, (_, k) => values[row * columns + k] ?? 0);
    const sum = slice.reduce((total, p) => total + p, 0);
    return slice.map((p) => p / sum);
  });
}
