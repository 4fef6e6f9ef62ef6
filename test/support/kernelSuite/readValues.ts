import { deviceBackend, type tf } from '../../../src/engine/tensor/index';

interface Wanted {
  readonly tensor: tf.Tensor;
  readonly resolve: (values: ArrayLike<number>) => void;
  readonly reject: (reason: unknown) => void;
}

/** What has been asked for and not yet read. */
let waiting: Wanted[] = [];

/**
 * A tensor's values. On a device, the tensors that are asked for in one turn of the event loop are read at once: a read
 * waits for the device, whatever its size, and a suite has thousands.
 */
export function readValues(tensor: tf.Tensor): Promise<ArrayLike<number>> {
  if (deviceBackend() === null || tensor.dtype !== 'float32') return tensor.data();
  return new Promise((resolve, reject) => {
    waiting.push({ tensor, resolve, reject });
    if (waiting.length === 1) setTimeout(() => void readWaiting());
  });
}

async function readWaiting(): Promise<void> {
  const read = waiting;
  waiting = [];
  try {
    const device = deviceBackend();
    if (device === null) throw new TypeError('readValues: the backend was changed before its tensors were read');
    const values = await device.readMany(read.map(({ tensor }) => tensor));
    let at = 0;
    for (const { tensor, resolve } of read) {
      resolve(values.subarray(at, at + tensor.size));
      at += tensor.size;
    }
  } catch (thrown) {
    for (const { reject } of read) reject(thrown);
  }
}
