import { beforeAll, describe, expect, it } from 'vitest';
import { nodeWasmAssets } from '../../../src/cli/wasmAssets';
import { type BackendKind, openBackend, tf } from '../../../src/engine/tensor';
import { kernelCases } from '../../support/kernelSuite';

const root = new URL('../../..', import.meta.url).pathname;
const backends: readonly BackendKind[] = ['wasm', 'cpu'];

describe.each(backends)('tensor ops on %s', (backend) => {
  beforeAll(async () => {
    const info = await openBackend({ backend, assets: { wasm: nodeWasmAssets(root) } });
    expect(info.kind).toBe(backend);
  });

  it.each(kernelCases())('$name agrees with the reference', async ({ run }) => {
    const before = tf.memory().numTensors;
    const found = await run();
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter(({ excess }) => !(excess <= 1))).toEqual([]);
    expect(tf.memory().numTensors, 'tensors left behind').toBe(before);
  });
});
