import type { Rng } from '../core/rng';

/** How a training image is changed each time it is shown: see TrainOptions.augmentation. */
export type Augmentation = 'shift' | 'shift-flip';

/** Places that an image may move in each direction. */
const REACH = 2;

/** One draw: the image that is shown at (y, x) is the stored one at (y + down, x + right), mirrored left to right first where `flip`. */
export interface ImageChange {
  readonly down: number;
  readonly right: number;
  readonly flip: boolean;
}

/**
 * Whole steps of -2..2 on both axes, each equally likely; 'shift-flip' mirrors every second image besides, by chance. What
 * comes in from outside is black. (He et al. 2016, section 4.2, pads CIFAR-10's images by 4 and crops; deviation: by 2,
 * which suits images of 28 places too.)
 */
export function drawChange(kind: Augmentation, rng: Rng): ImageChange {
  const down = rng.int(2 * REACH + 1) - REACH;
  const right = rng.int(2 * REACH + 1) - REACH;
  return { down, right, flip: kind === 'shift-flip' && rng.int(2) === 1 };
}

/**
 * Writes bytes[from ...], an image [height, width, channels], changed and through the table (see pixelTable) into
 * pixels[to ...].
 */
export function writeChanged(
  bytes: Uint8Array,
  from: number,
  [height = 1, width = 1, channels = 1]: readonly number[],
  { down, right, flip }: ImageChange,
  table: Float32Array,
  pixels: Float32Array,
  to: number,
): void {
  const perChannel = table.length > 256 ? 256 : 0;
  for (let y = 0; y < height; y += 1) {
    const row = y + down;
    for (let x = 0; x < width; x += 1) {
      const column = (flip ? width - 1 - x : x) + right;
      const inside = row >= 0 && row < height && column >= 0 && column < width;
      const source = from + (row * width + column) * channels;
      const target = to + (y * width + x) * channels;
      for (let c = 0; c < channels; c += 1) {
        pixels[target + c] = table[c * perChannel + (inside ? (bytes[source + c] ?? 0) : 0)] ?? 0;
      }
    }
  }
}
