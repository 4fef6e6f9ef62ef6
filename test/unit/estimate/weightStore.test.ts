import { describe, expect, it } from 'vitest';
import { WeightStore } from '../../../src/engine/estimate/weightStore';
import { stateBytes, type TrainedState } from '../../../src/engine/train/state';

/** Of 4 * floats bytes. */
const state = (floats: number): TrainedState => ({
  epochs: 1,
  values: new Map([['w', new Float32Array(floats)]]),
  optimiser: null,
  shuffle: { rng: [1, 2, 3, 4], order: new Uint32Array(0) },
  dropout: [1, 2, 3, 4],
  augmentation: [1, 2, 3, 4],
  validAccuracies: [0.5],
  backend: 'test',
});

describe('the store of weights', () => {
  it('lets the least recently used go first, and never holds more than it may', () => {
    const store = new WeightStore(100);
    expect(stateBytes(state(10))).toBe(40);
    for (const key of ['a', 'b']) expect(store.put(key, state(10))).toBe(true);
    expect(store.get('a')).toBeDefined();
    store.put('c', state(10));
    expect([store.get('a'), store.get('b'), store.get('c')].map((held) => held !== undefined)).toEqual([true, false, true]);
    expect(store.bytes).toBe(80);
    store.put('d', state(25));
    expect([store.get('a'), store.get('c'), store.get('d')].map((held) => held !== undefined)).toEqual([false, false, true]);
    expect(store.bytes).toBe(100);
  });

  it('counts a state that is put again once, and lets nothing go for one that could never be held', () => {
    const store = new WeightStore(100);
    store.put('a', state(10));
    store.put('a', state(20));
    expect(store.bytes).toBe(80);
    expect(store.put('huge', state(26))).toBe(false);
    expect(store.get('a')).toBeDefined();
    store.clear();
    expect([store.bytes, store.get('a')]).toEqual([0, undefined]);
  });
});
