import { log } from '../../core/exactMath';
import type { JsonValue } from '../../core/json';
import { type BackendAssets, openBackend, tf } from '../../tensor';
import type { ControllerSettings } from '../config';
import type { FaultId } from '../faults';
import { jointLogProb, jointRule } from '../joint';
import { type ParameterSlice, type PolicyLayout, policyLayout } from '../layout';
import { decodePolicyState, encodePolicyState, type PolicyState } from '../state';
import type { LossOptions, LossReport, PolicyBatch, PolicyGradient, PolicyNetwork, PolicyShape, StepOptions } from '../types';
import { type CellState, TENSOR_CELLS } from './tensorCells';
import { tensorStep } from './tensorOptimiser';

/**
 * The policy as a tfjs program, float32, on the backend asked for. The same mathematics as FusedPolicy, written
 * independently of it (batched, automatic differentiation), so that each checks the other. It becomes tfjs's backend
 * for this realm. Rejects with LabError 'backend' where that backend cannot be had.
 */
export async function openTensorPolicy(
  shape: PolicyShape,
  parameters: Float64Array,
  backend: Exclude<ControllerSettings['compute'], 'fused' | 'float64'>,
  assets: BackendAssets,
): Promise<PolicyNetwork> {
  await openBackend({ backend, assets });
  return new TensorPolicy(shape, parameters);
}

class TensorPolicy implements PolicyNetwork {
  private readonly layout: PolicyLayout;
  /** One variable per slice of the layout, in its order. */
  readonly params: readonly tf.Variable[];
  readonly firstMoments: readonly tf.Variable[];
  readonly secondMoments: readonly tf.Variable[];
  private steps = 0;
  /** Where the network does not depend on the sample: the distributions under the present parameters. */
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
    if (this.isChain) {
      this.known ??= (
        await readAll(scopedKeeping(() => this.unroll([[]], this.shape.options.length).map((row) => tf.exp(row))))
      ).map((values) => rowsOf(values, 1)[0] ?? EMPTY);
      const probs = this.known[t] ?? EMPTY;
      return prefixes.map(() => probs);
    }
    const [values = EMPTY] = await readAll(
      scopedKeeping(() => {
        const last = this.unroll(prefixes, t + 1)[t];
        if (last === undefined) throw new RangeError(`TensorPolicy: no decision ${t}`);
        return [tf.exp(last)];
      }),
    );
    return rowsOf(values, prefixes.length);
  }

  async logProbs(actions: readonly (readonly number[])[], faults: readonly FaultId[]): Promise<Float64Array> {
    const rule = jointRule(faults);
    const paths: (readonly Float64Array[])[] = [];
    for (let t = 0; t < this.shape.options.length; t += 1) {
      paths.push(
        await this.conditionals(
          rule.firstHead ? 0 : t,
          actions.map((path) => path.slice(0, rule.firstHead ? 0 : t)),
        ),
      );
    }
    return Float64Array.from(actions, (path, i) =>
      jointLogProb(
        path.map((option, t) => log(paths[t]?.[i]?.[option] ?? 1)),
        rule,
      ),
    );
  }

  async gradient(batch: PolicyBatch, options: LossOptions): Promise<PolicyGradient> {
    const [facts = EMPTY, ...slices] = await readAll(
      scopedKeeping(() => {
        const { facts, gradients } = this.evaluate(batch, options);
        return [facts, ...gradients];
      }),
    );
    return { report: reportOf(facts), gradient: this.flat(slices) };
  }

  async step(batch: PolicyBatch, options: LossOptions, step: StepOptions): Promise<LossReport> {
    this.steps += 1;
    this.known = null;
    const [facts = EMPTY] = await readAll(
      scopedKeeping(() => {
        const { facts, gradients } = this.evaluate(batch, options);
        tensorStep(this, gradients, step, this.steps);
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
    this.goTo(decodePolicyState(state, this.layout.size));
  }

  rollback(): void {
    this.goTo(this.settled);
  }

  private goTo(restored: PolicyState): void {
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
  private evaluate(batch: PolicyBatch, options: LossOptions) {
    let facts: tf.Tensor | undefined;
    const { grads } = tf.variableGrads(() => {
      const parts = this.loss(batch, options);
      facts = tf.keep(tf.stack([...parts]));
      return parts[0];
    }, [...this.params]);
    if (facts === undefined) throw new RangeError('TensorPolicy: the loss was not evaluated');
    const gradients = this.params.map((param) => grads[param.name] ?? tf.zerosLike(param));
    return { facts, gradients };
  }

  /** loss, policyLoss, entropy, kl, clipFraction */
  private loss({ actions, oldLogProbs, advantages }: PolicyBatch, options: LossOptions) {
    const { update = 'ppo', clip, entropyCoefficient, faults = [] } = options;
    const rule = jointRule(faults);
    const logProbs = this.unroll(actions, this.shape.options.length);
    const terms: tf.Tensor1D[] = [];
    const entropies: tf.Scalar[] = [];
    for (const [t, logP] of logProbs.entries()) {
      const read = rule.firstHead ? (logProbs[0] ?? logP) : logP;
      const column = actions.map((path) => path[t] ?? 0);
      // An option that the head lacks has an empty row: its logarithm is read as 0.
      const hot = tf.cast(tf.oneHot(tf.tensor1d(column, 'int32'), read.shape[1]), 'float32'); // [batch, options]
      terms.push(tf.sum<tf.Tensor1D>(tf.mul(hot, read), 1));
      entropies.push(tf.mean<tf.Scalar>(tf.neg(tf.sum(tf.mul(tf.exp(logP), logP), 1))));
    }
    const logProb = rule.product ? terms.reduce((product, term) => tf.mul(product, term)) : tf.addN(terms); // [batch]
    const entropy = tf.addN(entropies);
    const advantage = tf.tensor1d(Array.from(advantages));
    const logRatio = tf.sub(logProb, tf.tensor1d(Array.from(oldLogProbs)));
    const ratio = tf.exp(logRatio); // [batch]
    const outside = tf.cast(tf.greater(tf.abs(tf.sub(ratio, 1)), clip), 'float32');
    const held = tf.mul(tf.clipByValue(ratio, 1 - clip, 1 + clip), advantage);
    const gains = update === 'ppo' ? tf.minimum(tf.mul(ratio, advantage), held) : tf.mul(logProb, advantage);
    const policyLoss = tf.mul<tf.Scalar>(tf.mean(gains), faults.includes('missing-minus') ? 1 : -1);
    const loss = tf.sub<tf.Scalar>(policyLoss, tf.mul(entropy, entropyCoefficient));
    const kl = tf.mean<tf.Scalar>(tf.sub(tf.sub(ratio, 1), logRatio));
    const clipFraction = tf.mul<tf.Scalar>(tf.mean(outside), update === 'ppo' ? 1 : 0);
    return [loss, policyLoss, entropy, kl, clipFraction] as const;
  }

  /** False where the network depends on the sample. */
  private get isChain(): boolean {
    return this.shape.input === 'softmax' || this.shape.input === 'output';
  }

  /**
   * Log-probabilities of the first `decisions` decisions over a batch of paths, each [rows, options]; rows is 1 where the network
   * does not depend on the sample. Else each path needs decisions - 1 options.
   */
  private unroll(paths: readonly (readonly number[])[], decisions: number): readonly tf.Tensor2D[] {
    const { hidden, gates, inputs } = this.layout;
    const { inputKernel, recurrentKernel, inputBias, recurrentBias, headKernels, headBiases, start } = this.layout;
    const rows = this.isChain ? 1 : paths.length;
    const blocks = (sums: tf.Tensor2D): tf.Tensor2D[] =>
      Array.from({ length: gates }, (_, gate) => tf.slice2d(sums, [0, gate * hidden], [rows, hidden]));
    const logProbs: tf.Tensor2D[] = [];
    let x: tf.Tensor2D =
      start === null ? tf.zeros([rows, inputs]) : tf.tile(tf.reshape(this.param(start), [1, hidden]), [rows, 1]);
    let state: CellState = { h: tf.zeros([rows, hidden]), c: tf.zeros([rows, hidden]) };
    for (let t = 0; t < decisions; t += 1) {
      const forInput = tf.add<tf.Tensor2D>(tf.matMul(x, this.param(inputKernel)), this.param(inputBias));
      const recurrent = tf.matMul(state.h, this.param(recurrentKernel), false, true);
      const forRecurrent = tf.add<tf.Tensor2D>(recurrent, this.param(recurrentBias));
      state = TENSOR_CELLS[this.shape.cell ?? 'lstm'](blocks(forInput), blocks(forRecurrent), state);
      const [kernel, bias] = [headKernels[t], headBiases[t]];
      if (kernel === undefined || bias === undefined) throw new RangeError(`TensorPolicy: no decision ${t}`);
      const logits = tf.add(tf.matMul(state.h, this.param(kernel), false, true), this.param(bias));
      const logP = tf.logSoftmax(logits) as tf.Tensor2D; // [rows, options]
      logProbs.push(logP);
      if (t + 1 < decisions) x = this.fed(t, logP, state.h, paths);
    }
    return logProbs;
  }

  /** What step t + 1 is fed, [rows, inputs]. */
  private fed(t: number, logP: tf.Tensor2D, h: tf.Tensor2D, paths: readonly (readonly number[])[]): tf.Tensor2D {
    const options = this.shape.options[t] ?? 0;
    const padded = (values: tf.Tensor2D): tf.Tensor2D =>
      tf.pad2d(values, [
        [0, 0],
        [0, this.layout.inputs - options],
      ]);
    const column = paths.map((path) => path[t] ?? 0);
    const hot = (): tf.Tensor2D => tf.cast(tf.oneHot(tf.tensor1d(column, 'int32'), options), 'float32') as tf.Tensor2D;
    switch (this.shape.input) {
      case 'softmax':
        return padded(tf.exp(logP));
      case 'sample':
        return padded(hot());
      case 'embedding': {
        const table = this.layout.embeddings[t];
        if (table === undefined) throw new RangeError(`TensorPolicy: decision ${t} has no embedding`);
        return tf.matMul(hot(), this.param(table));
      }
      case 'output':
        return h;
      default:
        return this.shape.input satisfies never;
    }
  }

  private param(slice: ParameterSlice): tf.Tensor2D {
    const found = this.params[this.layout.slices.indexOf(slice)];
    if (found === undefined) throw new RangeError(`TensorPolicy: there is no parameter '${slice.name}'`);
    return found as tf.Tensor<tf.Rank> as tf.Tensor2D;
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

function reportOf(facts: ArrayLike<number>): LossReport {
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
