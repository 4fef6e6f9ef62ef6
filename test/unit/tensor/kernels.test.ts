import { beforeAll, describe, expect, it } from 'vitest';
import { nodeWasmAssets } from '../../../src/cli/wasmAssets';
import { type BackendKind, openBackend, tf } from '../../../src/engine/tensor';
import { kernelCases, named, type SuiteOptions } from '../../support/kernelSuite';

const root = new URL('../../..', import.meta.url).pathname;
// On cpu tfjs's own kernels compute: some small shapes, for what we compose on top of them.
const backends: readonly (readonly [BackendKind, SuiteOptions])[] = [
  ['wasm', {}],
  ['cpu', { random: 10, named: false }],
];

describe.each(backends)('tensor ops on %s', (backend, options) => {
  beforeAll(async () => {
    const info = await openBackend({ backend, assets: { wasm: nodeWasmAssets(root) } });
    expect(info.kind).toBe(backend);
  });

  it.each(named(kernelCases(options)))('%s agrees with the reference', async (_name, { run }) => {
    const before = tf.memory().numTensors;
    const found = await run();
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter(({ excess }) => !(excess <= 1))).toEqual([]);
    expect(tf.memory().numTensors, 'tensors left behind').toBe(before);
  });
});
