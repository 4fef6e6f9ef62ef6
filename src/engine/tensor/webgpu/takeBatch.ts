import type { TensorInfo } from '@tensorflow/tfjs-core';
import { imagesName } from '../ops/takeBatch';
import { numberAttr } from './geometry';
import { int, type KernelCall, requiredInput, runShaderToMany, type Shader, webgpuBackend } from './shader';

const WORKGROUP = 64;

/**
 * One invocation a word of 4 pixels of one image of the batch; the first of an image also writes its target.
 * Memory: images [count, words] of one part, 4 pixels a word, the first in the lowest byte; labels [all images];
 * order [images of the epoch], which image comes when; table [256], or
 * [channels, 256] where each channel has its own; result [size, length]; targets [size, classes].
 * An image outside the part is left to the dispatch of its part.
 */
const TAKE: Shader = {
  name: 'take_batch',
  inputs: ['images', 'labels', 'order', 'table'],
  types: { images: 'u32', labels: 'i32', order: 'i32' },
  outputs: ['targets'],
  uniforms: 'place : i32, size : i32, words : i32, length : i32, classes : i32, first : i32, count : i32, channels : i32,',
  workgroupSize: WORKGROUP,
  wgsl: /* wgsl */ `
fn number(place : i32, byte : u32) -> f32 {
  return table[(place % uniforms.channels) * 256 + i32(byte)];
}
fn main(index : i32) {
  let row = index / uniforms.words;
  if (row >= uniforms.size) { return; }
  let word = index - row * uniforms.words;
  let image = order[uniforms.place + row];
  let inPart = image - uniforms.first;
  if (inPart < 0 || inPart >= uniforms.count) { return; }
  let pixels = images[inPart * uniforms.words + word];
  let left = uniforms.length - word * 4;
  let to = row * uniforms.length + word * 4;
  let first = word * 4;
  result[to] = number(first, pixels & 255u);
  if (left > 1) { result[to + 1] = number(first + 1, (pixels >> 8u) & 255u); }
  if (left > 2) { result[to + 2] = number(first + 2, (pixels >> 16u) & 255u); }
  if (left > 3) { result[to + 3] = number(first + 3, pixels >> 24u); }
  if (word == 0) {
    let label = labels[image];
    for (var c = 0; c < uniforms.classes; c += 1) {
      targets[row * uniforms.classes + c] = select(0.0, 1.0, c == label);
    }
  }
}
`,
};

/** Behind LAB_KERNELS.takeBatch, whose contract is in kernelNames.ts: one dispatch for every part of the set. */
export function takeBatch(call: KernelCall): TensorInfo[] {
  const backend = webgpuBackend(call);
  const labels = requiredInput(call, 'labels');
  const order = requiredInput(call, 'order');
  const table = requiredInput(call, 'table');
  const place = numberAttr(call.attrs, 'from');
  const size = numberAttr(call.attrs, 'size');
  const length = numberAttr(call.attrs, 'length');
  const classes = numberAttr(call.attrs, 'classes');
  const perPart = numberAttr(call.attrs, 'perPart');
  const parts = numberAttr(call.attrs, 'parts');
  const words = Math.ceil(length / 4);
  const channels = (table.shape[0] ?? 256) / 256;
  let batch: readonly TensorInfo[] = [];
  for (let part = 0; part < parts; part += 1) {
    const images = requiredInput(call, imagesName(part));
    const [x, targets] = batch;
    batch = runShaderToMany(
      backend,
      {
        shader: TAKE,
        inputs: [images, labels, order, table],
        output: x ?? { shape: [size, length], dtype: 'float32' },
        invocations: size * words,
        uniforms: [place, size, words, length, classes, part * perPart, images.shape[0] ?? 0, channels].map((value) =>
          int(value),
        ),
      },
      [targets ?? { shape: [size, classes], dtype: 'float32' }],
    );
  }
  return [...batch];
}
