import type { ImageSet, Normalisation } from '../data/types';
import { disposeBank, type ImageBank, imageBank, takeBatch as takeFromBank, tf } from '../tensor';
import { type Augmenting, type Batch, type DeviceBatch, labelError, pixelTable, takeBatch } from './batches';

/** The batches of a set, in an order. */
export interface BatchSource {
  /** Images `from` ... `to` - 1 of the order. Tensors of the batch are the caller's to dispose of. */
  take(from: number, to: number): Batch | DeviceBatch;
  dispose(): void;
}

/**
 * Image sets in the memory of the device that trains, each uploaded once and kept for the children to come; where training
 * takes place on the CPU, nothing is kept, and batches are cut from the set itself. dispose() frees the device's memory.
 */
export class ImageStore {
  private readonly banks = new Map<ImageSet, ImageBank | null>();

  /**
   * The set's images in this order (null: as they lie), normalised. Throws LabError 'data' on a label outside the set's
   * classes: on a device now, else with the batch that holds it. Images that are changed on the way (augmenting) are cut on
   * the CPU for every backend.
   */
  source(set: ImageSet, normalise: Normalisation, order: Uint32Array | null, augmenting: Augmenting | null = null): BatchSource {
    const table = pixelTable(normalise);
    const bank = augmenting === null ? this.bankOf(set) : null;
    if (bank === null) {
      return { take: (from, to) => takeBatch(set, table, order, from, to, augmenting), dispose: () => undefined };
    }
    const tableTensor = tf.tensor1d(table);
    const indices = order === null ? Int32Array.from({ length: set.count }, (_, i) => i) : Int32Array.from(order);
    const orderTensor = tf.tensor1d(indices, 'int32');
    const [height = 1, width = 1, channels = 1] = set.shape;
    return {
      take: (from, to) => {
        const size = to - from;
        const { x, targets } = takeFromBank(bank, tableTensor, orderTensor, from, size);
        const images = tf.reshape(x, [size, height, width, channels]) as tf.Tensor4D;
        x.dispose();
        return { x: images, targets, size };
      },
      dispose: () => tf.dispose([tableTensor, orderTensor]),
    };
  }

  dispose(): void {
    for (const bank of this.banks.values()) if (bank !== null) disposeBank(bank);
    this.banks.clear();
  }

  private bankOf(set: ImageSet): ImageBank | null {
    const known = this.banks.get(set);
    if (known !== undefined) return known;
    const length = set.shape.reduce((product, n) => product * n, 1);
    const bank = imageBank({ images: set.images, labels: set.labels, count: set.count, length, classes: set.classes });
    if (bank !== null) {
      const wrong = set.labels.subarray(0, set.count).findIndex((label) => label >= set.classes);
      if (wrong >= 0) {
        disposeBank(bank);
        throw labelError(wrong, set.labels[wrong] ?? 0, set.classes);
      }
    }
    this.banks.set(set, bank);
    return bank;
  }
}
