import { countGraph } from '../../src/engine/graph';
import type { NetworkGraph } from '../../src/engine/graph/types';

/**
 * Floating-point operations of one image's training step, 2 for each multiply-accumulate of
 *   the forward pass                         every convolution and dense layer, whole windows, padding included
 *   the gradient by the weights              the same number again
 *   the gradient by the layer's input        again, where anything trained comes before it: not in a first layer
 * Bias, activation, pooling, dropout, loss and optimiser count nothing: they are what a share of the peak is lost to.
 */
export function trainFlops(graph: NetworkGraph): number {
  const learns = new Set<string>();
  let flops = 0;
  for (const { id, inputs, macs, trainableParams } of countGraph(graph).layers) {
    const needsInputGradient = inputs.some((input) => learns.has(input));
    flops += 2 * macs * (needsInputGradient ? 3 : 2);
    if (needsInputGradient || trainableParams > 0) learns.add(id);
  }
  return flops;
}

/** What the check against the reference may cost, in operations: seconds for the slowest engine. */
const CHECK_FLOPS = 2.5e8;

/** How many images the check's batches have: a power of two up to `batch`, as few as keep it affordable. */
export function checkBatch(flopsPerImage: number, batch: number): number {
  let images = batch;
  while (images > 1 && images * flopsPerImage > CHECK_FLOPS) images /= 2;
  return images;
}
