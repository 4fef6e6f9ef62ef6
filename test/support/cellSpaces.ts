import { describe, expect, it } from 'vitest';
import { LabError } from '../../src/engine/core/errors';
import { Rng } from '../../src/engine/core/rng';
import { countGraph, graphHash } from '../../src/engine/graph';
import { sample, validateGenotype } from '../../src/engine/space/genotype';
import type { SearchSpace } from '../../src/engine/space/types';

const INPUTS = [
  [28, 28, 1],
  [32, 32, 3],
] as const;

/** What every space of cells owes: texts that come back, networks that are whole in both profiles, refusals that say why. */
export function cellSpaceConformance(space: SearchSpace, { draws = 200, seed = 11 } = {}): void {
  describe(`${space.id}, ${draws} genotypes of seed ${seed}`, () => {
    const rng = Rng.fromSeed(seed, space.id);
    const genotypes = Array.from({ length: draws }, () => sample(space, rng));

    it('come back from their texts, which are their own', () => {
      const texts = new Map<string, string>();
      for (const genotype of genotypes) {
        validateGenotype(space, genotype);
        const text = space.format(genotype);
        expect(space.parse(text)).toEqual(genotype);
        const known = texts.get(text) ?? genotype.choices.join();
        expect(known).toBe(genotype.choices.join());
        texts.set(text, known);
      }
      expect(texts.size).toBeGreaterThan(1);
    });

    it.each(INPUTS)('are whole networks on %i×%i×%i, in both profiles', (...input) => {
      for (const profile of ['teach', 'paper'] as const) {
        for (const genotype of genotypes) {
          const { layers, params } = countGraph(space.build(genotype, { profile, input, classes: 10 }));
          expect(layers.at(-1)?.outputShape).toEqual([10]);
          expect(params.trainable).toBeGreaterThan(0);
          const groups = new Set(layers.map(({ group }) => group.replace(/\d+$/, '')));
          expect([...groups].filter((group) => !['input', 'stem', 'cell', 'reduce', 'head'].includes(group))).toEqual([]);
        }
      }
    });

    it('build images with odd sides, and the same network twice', () => {
      for (const genotype of genotypes.slice(0, 20)) {
        const options = { profile: 'teach', input: [13, 21, 2], classes: 3 } as const;
        expect(graphHash(space.build(genotype, options))).toBe(graphHash(space.build(genotype, options)));
      }
    });

    it('refuse images too small, another space, choices missing, too many or out of range', () => {
      const [genotype] = genotypes;
      if (genotype === undefined) expect.fail('no genotype was drawn');
      const options = { profile: 'teach', input: [28, 28, 1], classes: 10 } as const;
      const { choices } = genotype;
      const refusals: readonly [() => unknown, RegExp][] = [
        [() => space.build(genotype, { ...options, input: [28, 1, 1] }), /the width must be an integer from \d/],
        [() => space.build(genotype, { ...options, profile: 'as-published' }), /no profile 'as-published'/],
        [() => space.format({ space: 'a-small', choices }), /belongs to the space 'a-small'/],
        [() => space.format({ space: space.id, choices: choices.slice(0, -1) }), /is missing/],
        [() => space.format({ space: space.id, choices: [...choices, 0] }), /choices, got/],
        [() => space.next([99]), /choices\[0\] \('.+'\) must be an integer from 0 to \d+, got 99/],
      ];
      for (const [run, message] of refusals) {
        expect(run).toThrow(LabError);
        expect(run).toThrow(message);
        expect(run).toThrow(expect.objectContaining({ kind: 'space', remedy: expect.stringMatching(/\w/) }));
      }
    });
  });
}
