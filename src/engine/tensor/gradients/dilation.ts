import { tf } from '../tf';

/**
 * The filter with (dh - 1) and (dw - 1) zeros between its cells: a convolution with dilation is one without, of the
 * dilated filter. [kh, kw, a, b] -> [(kh - 1) dh + 1, (kw - 1) dw + 1, a, b].
 */
export function dilateFilter(filter: tf.Tensor4D, dh: number, dw: number): tf.Tensor4D {
  if (dh === 1 && dw === 1) return filter;
  const [kh, kw, a, b] = filter.shape;
  return tf.tidy(() => {
    const spread = tf.pad(tf.reshape(filter, [kh, 1, kw, 1, a * b]), [
      [0, 0],
      [0, dh - 1],
      [0, 0],
      [0, dw - 1],
      [0, 0],
    ]);
    const whole = tf.reshape(spread, [kh * dh, kw * dw, a, b]) as tf.Tensor4D;
    return tf.slice4d(whole, [0, 0, 0, 0], [(kh - 1) * dh + 1, (kw - 1) * dw + 1, a, b]);
  });
}

/** The cells of a dilated filter's gradient that belong to the filter: the transpose of dilateFilter. */
export function undilateFilter(grad: tf.Tensor4D, dh: number, dw: number): tf.Tensor4D {
  if (dh === 1 && dw === 1) return grad;
  return tf.stridedSlice(grad, [0, 0, 0, 0], grad.shape, [dh, dw, 1, 1]) as tf.Tensor4D;
}
