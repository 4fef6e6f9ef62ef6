import type { WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { tf } from '../tf';
import { packUniforms, type UniformValue } from './uniforms';

/** A field as tfjs's kernels give it. */
interface StockField {
  readonly type: string;
  readonly data: readonly number[];
}

/**
 * The uniform block of one of tfjs's programs, as its shaders declare it: NaN, infinity, shape and strides of every tensor
 * (inputs first, then the output), the number of the output's elements where the program asks for it, then its own fields.
 */
export function stockUniforms(program: WebGPUProgram, tensors: readonly TensorInfo[], own: readonly StockField[]): ArrayBuffer {
  const fields: StockField[] = [
    { type: 'float32', data: [Number.NaN] },
    { type: 'float32', data: [Number.POSITIVE_INFINITY] },
    ...tensors.flatMap(({ shape }) => [
      { type: 'int32', data: shape },
      { type: 'int32', data: tf.util.computeStrides(shape) },
    ]),
  ];
  if (program.size === true) {
    const elements = tf.util.sizeFromShape(program.outputShape) / (program.outputComponent ?? 1);
    fields.push({ type: 'int32', data: [elements] });
  }
  return packUniforms([...fields, ...own].map(toValue));
}

/** A field without values (the shape of a scalar) is one word to tfjs. */
function toValue({ type, data }: StockField): UniformValue {
  const values = data.length === 0 ? [1] : data;
  return { type: type === 'int32' || type === 'uint32' ? type : 'float32', data: values };
}
