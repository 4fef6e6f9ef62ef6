import { tf } from '../tf';

/**
 * f() and its gradient by each of xs, of their shapes: zeros for those that f does not depend on, where tf.valueAndGrads
 * would refuse all. f must compute with xs themselves; call it inside tf.tidy.
 */
export function valueAndGradients(
  f: () => tf.Scalar,
  xs: readonly tf.Tensor[],
): { readonly value: tf.Scalar; readonly gradients: tf.Tensor[] } {
  const { value, grads } = tf.engine().gradients(f, [...xs], undefined, true);
  const found: readonly (tf.Tensor | undefined)[] = grads;
  return { value, gradients: xs.map((x, i) => found[i] ?? tf.zerosLike(x)) };
}
