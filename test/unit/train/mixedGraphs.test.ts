import { beforeAll, describe, expect, it } from 'vitest';
import { gradientCheck } from '../../support/gradientCheck';
import { mixedChildren } from '../../support/mixedChildren';
import { useBackend } from './backends';

describe.each(['wasm', 'cpu'] as const)('the gradient of random mixed graphs on %s', (backend) => {
  beforeAll(async () => {
    await useBackend(backend);
  });

  // tfjs's own kernels on cpu are slow, and not what trains: a few graphs.
  it.each(mixedChildren(backend === 'wasm' ? 60 : 6))('$name', async ({ name, graph, batch }) => {
    const { lossError, norm, slopes } = await gradientCheck(graph, name, batch);
    expect(Math.abs(lossError)).toBeLessThan(1e-5);
    expect(norm).toBeGreaterThan(1e-3);
    expect(slopes.filter(({ excess }) => !(excess <= 1))).toEqual([]);
  });
});
