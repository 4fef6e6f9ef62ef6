import type { NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import { LabError } from '../../core/errors';
import { type WindowAttrs, windowAttrs } from '../gradients/attrs';
import { tf } from '../tf';

export interface KernelCall {
  /** An input that must be there. */
  readonly input: (name: string) => TensorInfo;
  readonly optional: (name: string) => TensorInfo | undefined;
  readonly attrs: WindowAttrs;
  readonly flag: (name: string) => boolean;
  readonly text: (name: string) => string;
  readonly number: (name: string) => number;
  /** A list of numbers among the attributes; empty where there is none. */
  readonly numbers: (name: string) => number[];
}

/** Registers a kernel for backend 'wasm', in place of tfjs's if there is one of that name. */
export function register(kernelName: string, compute: (call: KernelCall) => TensorInfo | TensorInfo[]): void {
  registerOver(kernelName, () => true, compute);
}

/** As register, but leaves the calls that `ours` declines to tfjs's own kernel. */
export function registerOver(
  kernelName: string,
  ours: (call: KernelCall) => boolean,
  compute: (call: KernelCall) => TensorInfo | TensorInfo[],
): void {
  const stock = tf.getKernel(kernelName, 'wasm');
  if (stock !== undefined) tf.unregisterKernel(kernelName, 'wasm');
  tf.registerKernel({
    ...stock,
    kernelName,
    backendName: 'wasm',
    kernelFunc: (params) => {
      const call = kernelCall(kernelName, params.inputs, params.attrs);
      if (ours(call)) return compute(call);
      if (stock !== undefined) return stock.kernelFunc(params);
      throw new LabError('backend', `${kernelName}: these arguments are not supported on wasm.`, 'Use NHWC float32 tensors.');
    },
  });
}

function kernelCall(kernelName: string, inputs: NamedTensorInfoMap, attrs: object | undefined): KernelCall {
  const named = new Map(Object.entries(attrs ?? {}));
  return {
    input: (name) => {
      const tensor = inputs[name];
      if (tensor === undefined) {
        throw new LabError('internal', `${kernelName}: input '${name}' is missing.`, 'Report this with the program.');
      }
      return tensor;
    },
    optional: (name) => inputs[name] ?? undefined,
    attrs: windowAttrs(attrs),
    flag: (name) => named.get(name) === true,
    text: (name) => String(named.get(name)),
    number: (name) => Number(named.get(name)),
    numbers: (name) => {
      const list: unknown = named.get(name);
      return Array.isArray(list) ? list.map(Number) : [];
    },
  };
}
