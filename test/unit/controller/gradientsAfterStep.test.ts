import { describe, expect, it } from 'vitest';
import { Float64Kernels } from '../../../src/engine/controller/fused/float64Kernels';
import { FusedPolicy } from '../../../src/engine/controller/fused/fusedPolicy';
import { MIXED_BATCH, SHAPES, strongParameters } from '../../support/policyCases';

const LOSS = { clip: 0.2, entropyCoefficient: 0.01 } as const;

describe.each(SHAPES.map((shape) => [`${shape.cell}, input ${shape.input}`, shape] as const))('%s', (_, shape) => {
  it('has the gradient of a policy that never stepped, after a step: nodes are used again, their gradients are not', () => {
    const stepped = new FusedPolicy(shape, strongParameters(shape), new Float64Kernels());
    const fresh = new FusedPolicy(shape, strongParameters(shape), new Float64Kernels());
    stepped.step(MIXED_BATCH, LOSS, { learningRate: 0.1 });
    stepped.settle();
    fresh.restore(stepped.state());
    expect(stepped.gradient(MIXED_BATCH, LOSS)).toEqual(fresh.gradient(MIXED_BATCH, LOSS));
  });
});
