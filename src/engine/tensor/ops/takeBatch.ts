import { LAB_KERNELS } from '../kernelNames';
import { tf } from '../tf';
import { deviceBackend } from './device';
import { hasKernel, runKernelToMany } from './runKernel';

/** Name of the input that holds part i of the images. */
export const imagesName = (i: number): string => `images${i}`;

/** Images and labels on the device, as bytes. */
export interface ImageBank {
  /** Each [images, words] of int32, 4 pixels a word, `perPart` images in all but the last. */
  readonly parts: readonly tf.Tensor2D[];
  readonly perPart: number;
  /** [images] */
  readonly labels: tf.Tensor1D;
  /** Pixels of an image. */
  readonly length: number;
  readonly classes: number;
}

/** Bytes and labels of `count` images of `length` pixels each. */
export interface ImageBytes {
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
  readonly count: number;
  readonly length: number;
  readonly classes: number;
}

/**
 * Uploads images once, for takeBatch; null where the backend takes no batches (it computes on the CPU, next to the images).
 * A set larger than the device's largest buffer is cut into parts. Freed by disposeBank.
 */
export function imageBank({ images, labels, count, length, classes }: ImageBytes): ImageBank | null {
  const device = deviceBackend();
  if (device === null || !hasKernel(LAB_KERNELS.takeBatch)) return null;
  const words = Math.ceil(length / 4);
  const perPart = Math.min(count, Math.floor(device.maxTensorBytes / (4 * words)));
  if (perPart < 1) return null;
  const parts: tf.Tensor2D[] = [];
  for (let first = 0; first < count; first += perPart) {
    const rows = Math.min(perPart, count - first);
    parts.push(tf.tensor2d(packed(images, first, rows, length, words), [rows, words], 'int32'));
  }
  return { parts, perPart, labels: tf.tensor1d(Int32Array.from(labels.subarray(0, count)), 'int32'), length, classes };
}

/** Images first ... first + rows - 1, each in whole words. */
function packed(images: Uint8Array, first: number, rows: number, length: number, words: number): Int32Array {
  const bytes = new Uint8Array(rows * words * 4);
  if (length === words * 4) {
    bytes.set(images.subarray(first * length, (first + rows) * length));
  } else {
    for (let row = 0; row < rows; row += 1) {
      const from = (first + row) * length;
      bytes.set(images.subarray(from, from + length), row * words * 4);
    }
  }
  return new Int32Array(bytes.buffer);
}

export function disposeBank({ parts, labels }: ImageBank): void {
  tf.dispose([...parts, labels]);
}

/**
 * Images order[from] ... order[from + size - 1] as numbers, and their labels one-hot: x[i, p] = table[byte p of image i] as
 * [size, length], targets [size, classes]. order: int32, each an image of the bank; table: [256], or [channels * 256] where
 * pixel p is of channel p mod channels, whose 256 numbers come c-th. Both results are the
 * caller's to dispose of.
 */
export function takeBatch(
  { parts, perPart, labels, length, classes }: ImageBank,
  table: tf.Tensor1D,
  order: tf.Tensor1D,
  from: number,
  size: number,
): { readonly x: tf.Tensor2D; readonly targets: tf.Tensor2D } {
  const images = Object.fromEntries(parts.map((part, i) => [imagesName(i), part]));
  const attrs = { from, size, length, classes, parts: parts.length, perPart };
  const [x, targets] = runKernelToMany(LAB_KERNELS.takeBatch, { ...images, labels, order, table }, attrs);
  if (x === undefined || targets === undefined) throw new TypeError('takeBatch: the kernel gave no batch');
  return { x: x as tf.Tensor2D, targets: targets as tf.Tensor2D };
}
