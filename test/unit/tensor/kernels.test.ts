import { beforeAll, describe, expect, it } from 'vitest';
import { nodeWasmAssets } from '../../../src/cli/wasmAssets';
import { type BackendKind, openBackend, tf } from '../../../src/engine/tensor';
import { kernelCases, named, RANDOM_SHAPES } from '../../support/kernelSuite';

const root = new URL('../../..', import.meta.url).pathname;
const backends: readonly BackendKind[] = ['wasm', 'cpu'];

describe.each(backends)('tensor ops on %s', (backend) => {
  beforeAll(async () => {
    const info = await openBackend({ backend, assets: { wasm: nodeWasmAssets(root) } });
    expect(info.kind).toBe(backend);
  });

  // tfjs's own kernels on cpu: some shapes, for what we compose on top of them.
  it.each(named(kernelCases({ random: backend === 'cpu' ? 6 : RANDOM_SHAPES })))(
    '%s agrees with the reference',
    async (_name, { run }) => {
      const before = tf.memory().numTensors;
      const found = await run();
      expect(found.length).toBeGreaterThan(0);
      expect(found.filter(({ excess }) => !(excess <= 1))).toEqual([]);
      expect(tf.memory().numTensors, 'tensors left behind').toBe(before);
    },
  );
});
