import type { TensorInfo } from '@tensorflow/tfjs-core';
import { tf } from '../tf';

/**
 * What a backend offers that computes on a device of its own, behind a queue: work is asked for long before it is done, and
 * a read waits for all of it.
 */
export interface DeviceBackend {
  /** Bytes of the largest tensor that a kernel can read. */
  readonly maxTensorBytes: number;
  /**
   * The values of these float32 tensors, one after the other, as they are behind all that was asked for so far. The tensors
   * may be disposed of at once. Rejects with LabError 'backend' where the device is lost.
   */
  readMany(tensors: readonly TensorInfo[]): Promise<Float32Array>;
  /**
   * Compiles, without blocking, what body would run; nothing is computed. Rejects with LabError 'aborted' as soon as the
   * signal fires. onCompiled: how many of the pipelines that were missing are there, from 0 to all; not called where none was.
   */
  compileAhead(body: () => void, signal?: AbortSignal, onCompiled?: (done: number, all: number) => void): Promise<void>;
}

/** The current backend as a device; null where it computes at once, on the CPU. */
export function deviceBackend(): DeviceBackend | null {
  const backend: object = tf.backend();
  return isDevice(backend) ? backend : null;
}

function isDevice(backend: object): backend is DeviceBackend {
  return 'readMany' in backend && 'compileAhead' in backend && 'maxTensorBytes' in backend;
}

/** Values of scalars, in order. On a device the read is only asked for now: more work may follow before it resolves. */
export async function readScalars(scalars: readonly tf.Scalar[]): Promise<Float32Array> {
  const device = deviceBackend();
  if (device !== null) return device.readMany(scalars);
  const stacked = tf.tidy(() => tf.stack([...scalars]));
  try {
    return Float32Array.from(await stacked.data());
  } finally {
    stacked.dispose();
  }
}
