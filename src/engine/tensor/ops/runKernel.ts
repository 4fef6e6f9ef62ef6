import type { NamedAttrMap, NamedTensorMap } from '@tensorflow/tfjs-core';
import { tf } from '../tf';

/** True where the current backend has this kernel. */
export function hasKernel(name: string): boolean {
  return tf.getKernel(name, tf.getBackend()) !== undefined;
}

/** Runs a kernel that has one output. Its gradient, if one is registered, is recorded. */
export function runKernel<R extends tf.Rank>(name: string, inputs: NamedTensorMap, attrs: object): tf.Tensor<R> {
  return tf.engine().runKernel(name, inputs, attrs as NamedAttrMap) as tf.Tensor<R>;
}

/** Runs a kernel of several outputs, or of none. */
export function runKernelToMany(name: string, inputs: NamedTensorMap, attrs: object): tf.Tensor[] {
  return tf.engine().runKernel(name, inputs, attrs as NamedAttrMap) as tf.Tensor[];
}
