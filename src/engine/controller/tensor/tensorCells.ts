import { tf } from '../../tensor';
import type { CELL_GATES } from '../layout';

/** h and c of one step, [rows, hidden] each. */
export interface CellState {
  readonly h: tf.Tensor2D;
  readonly c: tf.Tensor2D;
}

/** x: inputSums, m: recurrentSums, cut into blocks of [rows, hidden]. */
type TensorCell = (x: readonly tf.Tensor2D[], m: readonly tf.Tensor2D[], before: CellState) => CellState;

const at = (blocks: readonly tf.Tensor2D[], index: number): tf.Tensor2D => {
  const block = blocks[index];
  if (block === undefined) throw new RangeError(`tensorCells: there is no block ${index}`);
  return block;
};

/** The cells of fused/cells once more, as tfjs programs; their formulas are there. */
export const TENSOR_CELLS: Readonly<Record<keyof typeof CELL_GATES, TensorCell>> = {
  lstm(x, m, before) {
    const sum = (gate: number): tf.Tensor2D => tf.add(at(x, gate), at(m, gate));
    const c = tf.add<tf.Tensor2D>(tf.mul(tf.sigmoid(sum(1)), before.c), tf.mul(tf.sigmoid(sum(0)), tf.tanh(sum(2))));
    return { h: tf.mul(tf.sigmoid(sum(3)), tf.tanh(c)), c };
  },
  gru(x, m, before) {
    const reset = tf.sigmoid(tf.add(at(x, 0), at(m, 0)));
    const update = tf.sigmoid<tf.Tensor2D>(tf.add(at(x, 1), at(m, 1)));
    const candidate = tf.tanh<tf.Tensor2D>(tf.add(at(x, 2), tf.mul(reset, at(m, 2))));
    const h = tf.add<tf.Tensor2D>(tf.mul(tf.sub(1, update), candidate), tf.mul(update, before.h));
    return { h, c: before.c };
  },
  nas(x, m, before) {
    const sum = (gate: number): tf.Tensor2D => tf.add(at(x, gate), at(m, gate));
    const b0 = tf.tanh(tf.mul(tf.sigmoid(sum(0)), tf.relu(sum(1))));
    const b1 = tf.tanh(tf.add(tf.sigmoid(sum(2)), tf.relu(tf.mul(at(x, 3), at(m, 3)))));
    const b2 = tf.tanh(tf.mul(tf.tanh(sum(4)), tf.sigmoid(sum(5))));
    const b3 = tf.sigmoid(tf.add(tf.tanh(sum(6)), tf.sigmoid(sum(7))));
    const c = tf.mul<tf.Tensor2D>(tf.tanh(tf.add(b0, before.c)), b1);
    return { h: tf.tanh(tf.mul(c, tf.tanh(tf.add(b2, b3)))), c };
  },
};
