import { beforeAll, describe, expect, it } from 'vitest';
import { LabError } from '../../../src/engine/core/errors';
import { Rng } from '../../../src/engine/core/rng';
import type { LayerOp, NetworkGraph } from '../../../src/engine/graph/types';
import { aSmall, type ProfileId, sample } from '../../../src/engine/space';
import { gradientCheck } from '../../support/gradientCheck';
import { useBackend } from './backends';

const SEED = 20_261_121;
const CHILDREN = 50;
const CLASSES = 4;
const BATCH = 3;

interface Child {
  readonly name: string;
  readonly graph: NetworkGraph;
}

/** Layers as they are, but a sixteenth of as-published's filters and units, and no dropout, which would draw a mask a call. */
function smaller(op: LayerOp, id: string): LayerOp {
  switch (op.kind) {
    case 'conv2d':
      return { ...op, filters: op.filters > 16 ? op.filters >> 4 : op.filters };
    case 'dense':
      return id === 'head.logits' ? op : { ...op, units: op.units > 64 ? op.units >> 6 : op.units };
    case 'dropout':
      return { ...op, rate: 0 };
    default:
      return op;
  }
}

/** Random cells in random profiles on random image sizes; the sizes that a cell is too large for are drawn again. */
function children(): Child[] {
  const rng = Rng.fromSeed(SEED, 'genotypes');
  const found: Child[] = [];
  while (found.length < CHILDREN) {
    const genotype = sample(aSmall, rng);
    const profile: ProfileId = rng.int(2) === 0 ? 'teach' : 'as-published';
    const side = (): number => (profile === 'teach' ? 5 + rng.int(6) : 12 + rng.int(7));
    const input = [side(), side(), rng.int(2) === 0 ? 1 : 3] as const;
    try {
      const graph = aSmall.build(genotype, { profile, input, classes: CLASSES });
      const layers = graph.layers.map((layer) => ({ ...layer, op: smaller(layer.op, layer.id) }));
      const name = `${found.length + 1}: <${aSmall.format(genotype)}> ${profile} on ${input.join('x')}`;
      found.push({ name, graph: { ...graph, layers } });
    } catch (error) {
      if (!(error instanceof LabError && error.kind === 'space')) throw error;
    }
  }
  return found;
}

describe('the gradient of a random child on wasm, against central differences in double precision', () => {
  beforeAll(async () => {
    await useBackend('wasm');
  });

  it.each(children().map((child) => [child.name, child] as const))('%s', async (name, { graph }) => {
    const { lossError, norm, slopes } = await gradientCheck(graph, name, BATCH);
    expect(Math.abs(lossError)).toBeLessThan(1e-5);
    expect(norm).toBeGreaterThan(1e-3);
    expect(slopes.filter(({ excess }) => !(excess <= 1))).toEqual([]);
  });
});
