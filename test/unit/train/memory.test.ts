import { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import type { NetworkGraph } from '../../../src/engine/graph/types';
import { aSmall, enumerate } from '../../../src/engine/space';
import { tf } from '../../../src/engine/tensor';
import { trainChild } from '../../../src/engine/train';
import { useBackend } from './backends';
import { everyKind } from './graphs';
import { brightColumns } from './images';

const CHILDREN = 200;
const SIDE = 8;
const CLASSES = 3;

interface Memory {
  readonly tensors: number;
  readonly tensorBytes: number;
  /** Of the WebAssembly memory, which never shrinks: scratch and tfjs's heap included. */
  readonly wasmBytes: number;
}

function memory(): Memory {
  const backend = tf.backend();
  if (!(backend instanceof BackendWasm)) throw new TypeError('wasm is not open');
  const { HEAPU8 } = backend.wasm as typeof backend.wasm & { readonly HEAPU8: Uint8Array };
  const { numTensors, numBytes } = tf.memory();
  return { tensors: numTensors, tensorBytes: numBytes, wasmBytes: HEAPU8.buffer.byteLength };
}

describe('one worker that trains 200 children on wasm', () => {
  beforeAll(async () => {
    await useBackend('wasm');
  });

  it('holds after the 200th what it held after it had seen every network once', async () => {
    const cells: NetworkGraph[] = [...enumerate(aSmall)]
      .filter((_, i) => i % 9 === 0)
      .map((genotype) => aSmall.build(genotype, { profile: 'teach', input: [SIDE, SIDE, 1], classes: CLASSES }));
    const split = brightColumns(24, SIDE, CLASSES);
    const options = { epochs: 1, batch: 16, learningRate: 2e-3, init: 'he-uniform', normalise: { mean: 0.3, std: 0.3 } } as const;
    let ms = 0;
    const environment = { now: () => (ms += 1), breathe: async () => undefined, backend: 'test' };
    const held: Memory[] = [];
    for (let child = 0; child < CHILDREN; child += 1) {
      const graph = cells[child % cells.length] ?? everyKind();
      const optimiser = child % 3 === 0 ? ({ kind: 'sgd', momentum: 0.9 } as const) : ({ kind: 'adam' } as const);
      await trainChild({ graph, options: { ...options, seed: child, optimiser } }, split, environment);
      held.push(memory());
    }
    const settled = held[2 * cells.length];
    expect(cells.length).toBeGreaterThan(5);
    expect(held.slice(2 * cells.length).filter((each) => JSON.stringify(each) !== JSON.stringify(settled))).toEqual([]);
    expect(held.at(-1)?.tensors).toBe(held[0]?.tensors);
  });
});
