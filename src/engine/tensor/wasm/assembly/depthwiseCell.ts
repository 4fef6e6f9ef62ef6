import { laneSum, madd } from './simd';
import { inChannels, outChannels, outHeight, outWidth, strideHeight, strideWidth } from './window';

/**
 * The filter gradient of a depthwise convolution, one cell of the filter and one image at a time: the sum over output pixels
 * of what that cell reads times dy. frame: where the cell reads from, rows of `width` pixels; to: the cell's sums.
 */

/** Channels that can be taken in fours: all of them, where none has more than one filter. */
@inline
export function inFours(): i32 {
  return outChannels == inChannels ? outChannels & ~3 : 0;
}

/** One cell, channels in fours: vectors of channels summed over the pixels. */
export function addVectors(frame: usize, width: i32, dy: usize, to: usize): void {
  const pixel = inChannels << 2;
  for (let c = 0; c < pixel; c += 16) {
    let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
    for (let h = 0; h < outHeight; h++) {
      let from = frame + h * width * pixel + c;
      let at = dy + h * outWidth * pixel + c;
      let w = outWidth;
      for (; w >= 4; w -= 4) {
        s0 = madd(v128.load(from), v128.load(at), s0);
        s1 = madd(v128.load(from + pixel), v128.load(at + pixel), s1);
        s2 = madd(v128.load(from + 2 * pixel), v128.load(at + 2 * pixel), s2);
        s3 = madd(v128.load(from + 3 * pixel), v128.load(at + 3 * pixel), s3);
        from += 4 * pixel;
        at += 4 * pixel;
      }
      for (; w > 0; w--) {
        s0 = madd(v128.load(from), v128.load(at), s0);
        from += pixel;
        at += pixel;
      }
    }
    const sum = f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3));
    v128.store(to + c, f32x4.add(v128.load(to + c), sum));
  }
}

/** One cell of a single channel: vectors of neighbouring pixels. */
export function addRows(frame: usize, width: i32, dy: usize, to: usize): void {
  let s0 = f32x4.splat(0), s1 = s0;
  let rest: f32 = 0;
  for (let h = 0; h < outHeight; h++) {
    let from = frame + ((h * width) << 2);
    let at = dy + ((h * outWidth) << 2);
    let w = outWidth;
    for (; w >= 8; w -= 8) {
      s0 = madd(v128.load(from), v128.load(at), s0);
      s1 = madd(v128.load(from, 16), v128.load(at, 16), s1);
      from += 32;
      at += 32;
    }
    for (; w > 0; w--) {
      rest += load<f32>(from) * load<f32>(at);
      from += 4;
      at += 4;
    }
  }
  store<f32>(to, load<f32>(to) + laneSum(f32x4.add(s0, s1)) + rest);
}

/**
 * One cell of channels that four does not divide: a row as width x channels numbers, vectors along it. A vector's channels come again
 * after lcm(4, channels) numbers, so that vectors so far apart have one sum, whose lanes are then those of their channels.
 */
export function addLanes(frame: usize, width: i32, dy: usize, to: usize): void {
  const channels = inChannels;
  const period = channels % 2 == 0 ? 2 * channels : 4 * channels;
  const length = outWidth * channels;
  const whole = length & ~3;
  for (let lane = 0; lane < min(period, whole); lane += 4) {
    let s0 = f32x4.splat(0), s1 = s0;
    for (let h = 0; h < outHeight; h++) {
      const from = frame + ((h * width * channels) << 2);
      const at = dy + ((h * length) << 2);
      let j = lane;
      for (; j + period < whole; j += 2 * period) {
        s0 = madd(v128.load(from + (j << 2)), v128.load(at + (j << 2)), s0);
        s1 = madd(v128.load(from + ((j + period) << 2)), v128.load(at + ((j + period) << 2)), s1);
      }
      if (j < whole) s0 = madd(v128.load(from + (j << 2)), v128.load(at + (j << 2)), s0);
    }
    const sum = f32x4.add(s0, s1);
    addTo(to, lane % channels, f32x4.extract_lane(sum, 0));
    addTo(to, (lane + 1) % channels, f32x4.extract_lane(sum, 1));
    addTo(to, (lane + 2) % channels, f32x4.extract_lane(sum, 2));
    addTo(to, (lane + 3) % channels, f32x4.extract_lane(sum, 3));
  }
  for (let h = 0; h < outHeight; h++) {
    const from = frame + ((h * width * channels) << 2);
    const at = dy + ((h * length) << 2);
    for (let j = whole; j < length; j++) addTo(to, j % channels, load<f32>(from + (j << 2)) * load<f32>(at + (j << 2)));
  }
}

@inline
function addTo(sums: usize, channel: i32, value: f32): void {
  const at = sums + (channel << 2);
  store<f32>(at, load<f32>(at) + value);
}

/** One cell at any stride, multiplier and number of channels. */
export function addAny(frame: usize, width: i32, dy: usize, to: usize): void {
  const multiplier = outChannels / inChannels;
  const fours = inFours();
  for (let o = 0; o < fours; o += 4) {
    let s = f32x4.splat(0);
    for (let h = 0; h < outHeight; h++) {
      let from = frame + ((h * strideHeight * width * inChannels + o) << 2);
      let at = dy + ((h * outWidth * outChannels + o) << 2);
      for (let w = outWidth; w > 0; w--) {
        s = madd(v128.load(from), v128.load(at), s);
        from += (strideWidth * inChannels) << 2;
        at += outChannels << 2;
      }
    }
    v128.store(to + (o << 2), f32x4.add(v128.load(to + (o << 2)), s));
  }
  for (let o = fours; o < outChannels; o++) {
    let s: f32 = 0;
    for (let h = 0; h < outHeight; h++) {
      for (let w = 0; w < outWidth; w++) {
        const from = frame + (((h * strideHeight * width + w * strideWidth) * inChannels + o / multiplier) << 2);
        s += load<f32>(from) * load<f32>(dy + (((h * outWidth + w) * outChannels + o) << 2));
      }
    }
    store<f32>(to + (o << 2), load<f32>(to + (o << 2)) + s);
  }
}
