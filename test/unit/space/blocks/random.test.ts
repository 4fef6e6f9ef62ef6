import { describe, expect, it } from 'vitest';
import { Rng } from '../../../../src/engine/core/rng';
import { countGraph } from '../../../../src/engine/graph';
import { spaceOf } from '../../../../src/engine/space/blocks/space';
import { enumerate, genotypeKey, sample, validateGenotype } from '../../../../src/engine/space/genotype';
import { diagnoseSpace } from '../../../../src/engine/space/json/parse';
import { definitionText } from '../../../../src/engine/space/json/templates';
import { randomDefinition } from '../../../support/randomDefinition';

const SEEDS = Array.from({ length: 60 }, (_, seed) => seed);
const BUILD = { profile: 'teach', input: [8, 8, 1], classes: 3 } as const;

describe.each(SEEDS)('random definition, seed %i', (seed) => {
  const definition = randomDefinition(Rng.fromSeed(seed, 'definition'));

  it('gives genotypes that are valid, build, and come back from their text; the same through JSON', () => {
    const space = spaceOf(definition);
    const diagnosis = diagnoseSpace(definitionText(definition));
    expect(diagnosis.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(diagnosis.size).toBe(space.size);
    const rng = Rng.fromSeed(seed, 'sample');
    for (let i = 0; i < 15; i += 1) {
      const genotype = sample(space, rng);
      validateGenotype(space, genotype);
      const text = space.format(genotype);
      expect(space.parse(text)).toEqual(genotype);
      expect(space.parse(text.split(',').reverse().join(','))).toEqual(genotype);
      const graph = space.build(genotype, BUILD);
      expect(countGraph(graph).layers.at(-1)?.outputShape).toEqual([3]);
      expect(diagnosis.space?.format({ space: diagnosis.space.id, choices: genotype.choices })).toBe(text);
    }
  });

  it('has as many points as can be listed, no two of one text, no name twice in one', () => {
    const space = spaceOf(definition);
    expect(space.size, space.sizeReason ?? '').not.toBeNull();
    if (space.size === null || space.size > 4000n) return;
    const texts = new Set<string>();
    for (const genotype of enumerate(space)) {
      const key = genotypeKey(space, genotype);
      const names = key.split(',').map((part) => part.split('=')[0]);
      expect(new Set(names).size).toBe(names.length);
      texts.add(key);
    }
    expect(BigInt(texts.size)).toBe(space.size);
  });
});
