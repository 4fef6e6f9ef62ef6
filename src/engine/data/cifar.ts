import { dataError, GET_AGAIN, type NamedBytes } from './dataError';

export const CIFAR_SIDE = 32;
export const CIFAR_CLASSES = 10;
const PLANE = CIFAR_SIDE * CIFAR_SIDE;
const PIXELS = 3 * PLANE;
/** One label byte, then the red, green and blue planes, row-major. */
export const CIFAR_RECORD = 1 + PIXELS;

export interface CifarContent {
  readonly count: number;
  /** [count, 32, 32, 3] */
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
}

/** Whether the content can be CIFAR-10 records: a whole number of them, the first and last label in range. */
export function looksLikeCifar(bytes: Uint8Array): boolean {
  if (bytes.length === 0 || bytes.length % CIFAR_RECORD !== 0) return false;
  return (bytes[0] ?? 255) < CIFAR_CLASSES && (bytes[bytes.length - CIFAR_RECORD] ?? 255) < CIFAR_CLASSES;
}

/**
 * Reads CIFAR-10's binary version (Krizhevsky, cifar.html): records of 3,073 bytes, any whole number of them; planes become
 * NHWC. LabError 'data' on a partial record or a label above 9, with its byte.
 */
export function parseCifar(file: NamedBytes): CifarContent {
  const { name, bytes } = file;
  const count = Math.floor(bytes.length / CIFAR_RECORD);
  if (count === 0 || bytes.length % CIFAR_RECORD !== 0) {
    throw dataError(
      name,
      count * CIFAR_RECORD,
      `CIFAR-10 records have ${CIFAR_RECORD} bytes; ${bytes.length} bytes leave a part of one`,
      GET_AGAIN,
    );
  }
  for (let i = 0; i < count; i += 1) {
    const label = bytes[i * CIFAR_RECORD] ?? 0;
    if (label >= CIFAR_CLASSES) {
      throw dataError(name, i * CIFAR_RECORD, `label ${label} of image ${i} is not in 0..${CIFAR_CLASSES - 1}`, GET_AGAIN);
    }
  }
  const images = new Uint8Array(count * PIXELS);
  const labels = new Uint8Array(count);
  for (let i = 0; i < count; i += 1) {
    const record = i * CIFAR_RECORD;
    labels[i] = bytes[record] ?? 0;
    let target = i * PIXELS;
    for (let p = record + 1; p <= record + PLANE; p += 1) {
      images[target] = bytes[p] ?? 0;
      images[target + 1] = bytes[p + PLANE] ?? 0;
      images[target + 2] = bytes[p + 2 * PLANE] ?? 0;
      target += 3;
    }
  }
  return { count, images, labels };
}
