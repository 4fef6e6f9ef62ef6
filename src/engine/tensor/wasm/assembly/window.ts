/**
 * Geometry of the convolution or pooling at work, set by setWindow before each call. Globals rather than a dozen
 * arguments handed down; wasm globals lie outside memory, which is tfjs's.
 */
export let batch: i32 = 0;
export let inHeight: i32 = 0;
export let inWidth: i32 = 0;
export let inChannels: i32 = 0;
export let outHeight: i32 = 0;
export let outWidth: i32 = 0;
export let outChannels: i32 = 0;
export let kernelHeight: i32 = 0;
export let kernelWidth: i32 = 0;
export let strideHeight: i32 = 0;
export let strideWidth: i32 = 0;
export let dilationHeight: i32 = 0;
export let dilationWidth: i32 = 0;
export let padTop: i32 = 0;
export let padLeft: i32 = 0;

export function setWindow(
  n: i32, hIn: i32, wIn: i32, cIn: i32, hOut: i32, wOut: i32, cOut: i32,
  kh: i32, kw: i32, sh: i32, sw: i32, dh: i32, dw: i32, top: i32, left: i32,
): void {
  batch = n;
  inHeight = hIn;
  inWidth = wIn;
  inChannels = cIn;
  outHeight = hOut;
  outWidth = wOut;
  outChannels = cOut;
  kernelHeight = kh;
  kernelWidth = kw;
  strideHeight = sh;
  strideWidth = sw;
  dilationHeight = dh;
  dilationWidth = dw;
  padTop = top;
  padLeft = left;
}

/** Rows of the padded input that the windows reach. */
export function paddedHeight(): i32 {
  return (outHeight - 1) * strideHeight + (kernelHeight - 1) * dilationHeight + 1;
}

export function paddedWidth(): i32 {
  return (outWidth - 1) * strideWidth + (kernelWidth - 1) * dilationWidth + 1;
}

/** True where the windows read x as it lies in memory: no padding, and every row as wide as they reach. */
export function readsInPlace(): bool {
  return padTop == 0 && padLeft == 0 && paddedHeight() <= inHeight && paddedWidth() <= inWidth;
}

/**
 * Copies an image [height, width, channels] into a zeroed frame of rows x columns: pixel (h, w) to (h stepH + top,
 * w stepW + left), pixels that fall outside left out. What lies between is not touched, so that a frame zeroed once
 * serves all images of a batch.
 */
export function placeImage(
  from: usize, height: i32, width: i32, channels: i32,
  frame: usize, rows: i32, columns: i32, top: i32, left: i32, stepH: i32, stepW: i32,
): void {
  const pixel = channels << 2;
  for (let h = 0; h < height; h++) {
    const row = h * stepH + top;
    if (row < 0 || row >= rows) continue;
    const to = frame + row * columns * pixel;
    const source = from + h * width * pixel;
    if (stepW == 1) {
      const first = max(0, -left);
      const end = min(width, columns - left);
      if (end > first) memory.copy(to + (first + left) * pixel, source + first * pixel, (end - first) * pixel);
      continue;
    }
    for (let w = 0; w < width; w++) {
      const column = w * stepW + left;
      if (column >= 0 && column < columns) memory.copy(to + column * pixel, source + w * pixel, pixel);
    }
  }
}
