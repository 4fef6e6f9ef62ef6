import { describe, expect, it } from 'vitest';
import type { Measurement } from '../../../src/engine/core/measurement';
import type { TrainEstimator } from '../../../src/engine/estimate/train';
import type { RunEvent } from '../../../src/engine/run/events';
import { aSmall } from '../../../src/engine/space';
import { keepMeasurements } from '../../../src/worker/keepMeasurements';

const genotype = aSmall.parse('conv3,max');
const twin = aSmall.parse('max,conv3');
const budget = { epochs: 1, trainImages: 10, seed: 3 };
const hooks = { signal: new AbortController().signal };

const measuredOn = (backend: string): Measurement => ({
  arch: 'conv3,max',
  validAccuracy: 0.5,
  testAccuracy: 0.5,
  epochs: [],
  params: { total: 1, trainable: 1, cells: 1, head: 0 },
  macs: 1,
  memoryBytes: 1,
  latencyMs: null,
  trainMs: 1,
  source: `trained on ${backend}`,
});

/** Asked for on one backend, computing on another. */
function estimatorOn(asked: string, computing: string): TrainEstimator & { readonly trained: () => number } {
  let trained = 0;
  return {
    id: 'train',
    classes: 10,
    parallelism: 1,
    key: () => `trained on ${asked}`,
    keyOf: (_genotype, _budget, { source }) => source,
    asOf: (asked, measured) => ({ ...measured, arch: aSmall.format(asked) }),
    estimate: async () => {
      trained += 1;
      return measuredOn(computing);
    },
    dispose: async () => undefined,
    trained: () => trained,
  };
}

function storeOf(entries: readonly (readonly [string, Measurement])[] = []) {
  const kept = new Map(entries);
  return {
    kept,
    measurement: async (key: string) => kept.get(key) ?? null,
    keepMeasurement: async (key: string, measurement: Measurement) => void kept.set(key, measurement),
    load: async () => null,
    save: async () => undefined,
    close: () => undefined,
  };
}

const unexpected = (event: RunEvent): never => {
  throw new Error(`an event: ${JSON.stringify(event)}`);
};

describe('the memory of measurements', () => {
  it('keeps what WASM computed under WASM, where the GPU that was asked for was lost', async () => {
    const store = storeOf();
    const measured = await keepMeasurements(estimatorOn('webgpu', 'wasm'), store, unexpected).estimate(genotype, budget, hooks);
    expect([...store.kept]).toEqual([['trained on wasm', measured]]);

    const onWasm = estimatorOn('wasm', 'wasm');
    expect(await keepMeasurements(onWasm, store, unexpected).estimate(genotype, budget, hooks)).toEqual(measured);
    expect(onWasm.trained()).toBe(0);

    const onGpu = estimatorOn('webgpu', 'webgpu');
    const again = await keepMeasurements(onGpu, store, unexpected).estimate(genotype, budget, hooks);
    expect(again.source).toBe('trained on webgpu');
    expect(onGpu.trained()).toBe(1);
  });

  it('gives what was kept under the name of another genotype with the same key as one of the genotype that is asked for', async () => {
    const store = storeOf([['trained on wasm', measuredOn('wasm')]]);
    const measured = await keepMeasurements(estimatorOn('wasm', 'wasm'), store, unexpected).estimate(twin, budget, hooks);
    expect(measured).toEqual({ ...measuredOn('wasm'), arch: 'max,conv3' });
  });

  it('does not believe a measurement that was kept under a backend which did not compute it', async () => {
    const store = storeOf([['trained on webgpu', measuredOn('wasm')]]);
    const estimator = estimatorOn('webgpu', 'webgpu');
    const measured = await keepMeasurements(estimator, store, unexpected).estimate(genotype, budget, hooks);
    expect(measured.source).toBe('trained on webgpu');
    expect(store.kept.get('trained on webgpu')).toEqual(measured);
  });
});
