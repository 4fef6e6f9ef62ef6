import { Rng } from '../../../src/engine/core/rng';
import type { ImageSet } from '../../../src/engine/data/types';
import { openBackend, tf } from '../../../src/engine/tensor';
import { ImageStore } from '../../../src/engine/train';
import { pixelTable, takeBatch } from '../../../src/engine/train/batches';
import { browserAssets } from '../../../src/worker/wasmAssets';

export interface ImageBankArgs {
  readonly shape: readonly [height: number, width: number, channels: number];
  readonly count: number;
  /** The largest tensor that the device is taken to bind, in bytes; its own where absent. */
  readonly maxTensorBytes?: number;
  /** A label outside the classes, at image 3. */
  readonly wrongLabel?: boolean;
}

export interface ImageBankReport {
  /** Numbers of all batches that differ in a bit from what the CPU makes of the same images. */
  readonly different: number;
  readonly numbers: number;
  /** Tensors left behind. */
  readonly leaked: number;
}

const CLASSES = 7;
const BATCH = 5;
const NORMALISE = { mean: 0.1307, std: 0.3081 };

/** Takes two epochs of batches from images on the device, in shuffled orders, and compares them with the CPU's. */
export default async function imageBank(args: ImageBankArgs): Promise<ImageBankReport> {
  const { shape, count, maxTensorBytes, wrongLabel = false } = args;
  await openBackend({ backend: 'webgpu', assets: browserAssets() });
  if (maxTensorBytes !== undefined) Object.defineProperty(tf.backend(), 'maxTensorBytes', { value: maxTensorBytes });
  const rng = Rng.fromSeed(11, 'images');
  const length = shape[0] * shape[1] * shape[2];
  const set: ImageSet = {
    images: Uint8Array.from({ length: count * length }, () => rng.int(256)),
    labels: Uint8Array.from({ length: count }, (_, i) => (wrongLabel && i === 3 ? CLASSES : rng.int(CLASSES))),
    count,
    shape: [...shape],
    classes: CLASSES,
  };
  const before = tf.memory().numTensors;
  const store = new ImageStore();
  let different = 0;
  let numbers = 0;
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (const by of [rng.shuffle(order), null]) {
    const source = store.source(set, NORMALISE, by);
    for (let from = 0; from < count; from += BATCH) {
      const to = Math.min(from + BATCH, count);
      const batch = source.take(from, to);
      if (!('x' in batch)) throw new TypeError('the batch was made on the CPU');
      const host = takeBatch(set, pixelTable(NORMALISE), by, from, to);
      for (const [actual, expected] of [
        [await batch.x.data(), host.pixels],
        [await batch.targets.data(), host.targets],
      ] as const) {
        different += Math.abs(actual.length - expected.length);
        numbers += expected.length;
        expected.forEach((value, i) => {
          if (!Object.is(actual[i], value)) different += 1;
        });
      }
      tf.dispose([batch.x, batch.targets]);
    }
    source.dispose();
  }
  store.dispose();
  return { different, numbers, leaked: tf.memory().numTensors - before };
}
