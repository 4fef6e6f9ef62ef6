import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import type { Contender } from '../support/types';
import { type ControllerCase, rewardOf, SETTING, WITNESS_STEPS, witnessAction, witnessAdvantage, witnessWeight } from './cases';

/** The same loop as anybody would write it with tfjs: batched over children, tf.variableGrads, tf.train.adam. */
class StockLoop {
  private readonly width: number;
  private readonly kernel: tf.Variable<tf.Rank.R2>; // [K, 4H]
  private readonly recurrent: tf.Variable<tf.Rank.R2>; // [4H, H]
  private readonly biases: readonly [tf.Variable, tf.Variable];
  private readonly heads: readonly { readonly kernel: tf.Variable<tf.Rank.R2>; readonly bias: tf.Variable }[];
  private readonly optimiser = tf.train.adam(SETTING.learningRate);
  private baseline: number | null = null;

  constructor(private readonly of: ControllerCase) {
    const { hidden } = SETTING;
    this.width = Math.max(...of.options);
    let at = 0;
    const take = <R extends tf.Rank>(shape: number[]): tf.Variable<R> => {
      const size = shape.reduce((a, b) => a * b, 1);
      const values = Float32Array.from({ length: size }, (_, i) => witnessWeight(at + i));
      at += size;
      return tf.variable(tf.tensor<R>(values, shape as tf.ShapeMap[R]));
    };
    this.kernel = take([this.width, 4 * hidden]);
    this.recurrent = take([4 * hidden, hidden]);
    this.biases = [take([4 * hidden]), take([4 * hidden])];
    this.heads = of.options.map((count) => ({ kernel: take([count, hidden]), bias: take([count]) }));
  }

  /** Log-probabilities of each decision, [rows, options]; `choose` gives the options taken, [rows]. */
  private unroll(rows: number, choose: (t: number, logP: tf.Tensor2D) => readonly number[]): tf.Tensor2D[] {
    const { hidden } = SETTING;
    let x: tf.Tensor2D = tf.zeros([rows, this.width]);
    let h: tf.Tensor2D = tf.zeros([rows, hidden]);
    let c: tf.Tensor2D = tf.zeros([rows, hidden]);
    return this.heads.map(({ kernel, bias }, t) => {
      const sums = tf.addN<tf.Tensor>([
        tf.matMul(x, this.kernel),
        tf.matMul(h, this.recurrent, false, true),
        tf.tile(tf.reshape(tf.add(this.biases[0], this.biases[1]), [1, 4 * hidden]), [rows, 1]),
      ]) as tf.Tensor2D;
      const gate = (g: number): tf.Tensor2D => tf.slice2d(sums, [0, g * hidden], [rows, hidden]);
      c = tf.add(tf.mul(tf.sigmoid(gate(1)), c), tf.mul(tf.sigmoid(gate(0)), tf.tanh(gate(2))));
      h = tf.mul(tf.sigmoid(gate(3)), tf.tanh(c));
      const logP = tf.logSoftmax(tf.add(tf.matMul(h, kernel, false, true), bias)) as tf.Tensor2D;
      const count = this.of.options[t] ?? 0;
      const taken = choose(t, logP);
      const fed = this.of.input === 'softmax' ? tf.exp(logP) : tf.oneHot(tf.tensor1d([...taken], 'int32'), count);
      x = tf.pad2d(tf.cast(fed, 'float32') as tf.Tensor2D, [
        [0, 0],
        [0, this.width - count],
      ]);
      return logP;
    });
  }

  private static joint(logProbs: readonly tf.Tensor2D[], actions: readonly (readonly number[])[]): tf.Tensor1D {
    const terms = logProbs.map((logP, t) => {
      const column = actions.map((path) => path[t] ?? 0);
      return tf.sum<tf.Tensor1D>(tf.mul(tf.oneHot(tf.tensor1d(column, 'int32'), logP.shape[1]), logP), 1);
    });
    return tf.addN(terms);
  }

  logProbs(actions: readonly (readonly number[])[]): Float32Array {
    return tf.tidy(() => {
      const rows = this.unroll(actions.length, (t) => actions.map((path) => path[t] ?? 0));
      return StockLoop.joint(rows, actions).dataSync<'float32'>();
    });
  }

  step(actions: readonly (readonly number[])[], old: readonly number[], advantages: readonly number[]): void {
    tf.tidy(() => {
      this.optimiser.minimize(() => {
        const logProbs = this.unroll(actions.length, (t) => actions.map((path) => path[t] ?? 0));
        const ratio = tf.exp(tf.sub(StockLoop.joint(logProbs, actions), tf.tensor1d([...old])));
        const advantage = tf.tensor1d([...advantages]);
        const held = tf.mul(tf.clipByValue(ratio, 1 - SETTING.clip, 1 + SETTING.clip), advantage);
        const entropies = logProbs.map((logP) => tf.mean<tf.Scalar>(tf.neg(tf.sum(tf.mul(tf.exp(logP), logP), 1))));
        const gain = tf.mean<tf.Scalar>(tf.minimum(tf.mul(ratio, advantage), held));
        return tf.neg(tf.add(gain, tf.mul(tf.addN(entropies), SETTING.entropy))) as tf.Scalar;
      });
    });
  }

  episode(): void {
    const { children, steps, batch } = SETTING;
    const actions: number[][] = Array.from({ length: children }, () => []);
    tf.tidy(() => {
      this.unroll(children, (t, logP) => {
        const drawn = tf.multinomial(logP, 1, 1 + t).dataSync();
        for (const [i, path] of actions.entries()) path.push(drawn[i] ?? 0);
        return Array.from(drawn);
      });
    });
    const old = this.logProbs(actions);
    const rewards = actions.map(rewardOf);
    const mean = rewards.reduce((sum, reward) => sum + reward, 0) / children;
    const baseline = this.baseline ?? mean;
    this.baseline = 0.05 * mean + 0.95 * baseline;
    for (let k = 0; k < steps; k += 1) {
      const drawn = Array.from({ length: batch }, (_, i) => (7 * i + 3 * k) % children);
      this.step(
        drawn.map((i) => actions[i] ?? []),
        drawn.map((i) => old[i] ?? 0),
        drawn.map((i) => (rewards[i] ?? 0) - baseline),
      );
    }
  }

  /** Distributions along a path of zeros. */
  distributions(): number[] {
    return tf.tidy(() => this.unroll(1, () => [0]).flatMap((logP) => Array.from(tf.exp(logP).dataSync())));
  }
}

export async function openStockContender(of: ControllerCase, episodes: number, now: () => number): Promise<Contender> {
  await tf.setBackend('cpu');
  const loop = new StockLoop(of);
  return {
    engine: 'stock tfjs ops, cpu',
    async witness() {
      const fresh = new StockLoop(of);
      const samples = Array.from({ length: SETTING.batch }, (_, s) => s);
      const actions = samples.map((s) => of.options.map((count, t) => witnessAction(s, t, count)));
      const old = Array.from(fresh.logProbs(actions));
      for (let k = 0; k < WITNESS_STEPS; k += 1) fresh.step(actions, old, samples.map(witnessAdvantage));
      return fresh.distributions();
    },
    async measure() {
      const started = now();
      for (let i = 0; i < episodes; i += 1) loop.episode();
      return (1000 * episodes) / (now() - started);
    },
    close: async () => undefined,
  };
}
