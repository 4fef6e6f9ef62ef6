import { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { Rng } from '../../../src/engine/core/rng';
import { countGraph } from '../../../src/engine/graph';
import { tf } from '../../../src/engine/tensor';
import { ChildModel } from '../../../src/engine/train';
import { dartsChild } from '../../support/dartsChild';
import { randomBatch } from '../../support/gradientCheck';
import { useBackend } from './backends';

const BATCH = 32;

function wasmBytes(): number {
  const backend = tf.backend();
  if (!(backend instanceof BackendWasm)) throw new TypeError('wasm is not open');
  const { HEAPU8 } = backend.wasm as typeof backend.wasm & { readonly HEAPU8: Uint8Array };
  return HEAPU8.buffer.byteLength;
}

describe('the memory of a compiled step of over 300 layers', () => {
  beforeAll(async () => {
    await useBackend('wasm');
  });

  // Its own file: WebAssembly memory never shrinks, and what other children took would hide what this one takes.
  it('stays below the activations of its layers: gradients and what nobody reads again take turns', () => {
    const graph = dartsChild(Rng.fromSeed(7, 'deep'), { input: [20, 20, 3], classes: 10, channels: 8, cells: 7 });
    const { memoryBytes, params } = countGraph(graph);
    const before = wasmBytes();
    const model = new ChildModel(graph, {
      epochs: 1,
      batch: BATCH,
      learningRate: 1e-3,
      init: 'he-uniform',
      normalise: { mean: 0, std: 1 },
      seed: 1,
    });
    const score = model.step(randomBatch(graph, BATCH, Rng.fromSeed(7, 'batch')));
    expect(score.loss.dataSync()[0]).toBeGreaterThan(0);
    tf.dispose([score.loss, score.correct]);
    model.dispose();
    const activations = memoryBytes * BATCH;
    const grown = wasmBytes() - before;
    expect(graph.layers.length).toBeGreaterThan(300);
    expect(activations).toBeGreaterThan(80 * 2 ** 20);
    // Parameters, their gradients and Adam's two moments come on top.
    expect(grown).toBeLessThan(activations + 16 * params.total);
    expect(grown).toBeGreaterThan(activations / 4);
  });
});
