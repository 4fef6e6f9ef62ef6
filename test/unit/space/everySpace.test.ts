import { describe, expect, it } from 'vitest';
import { LabError } from '../../../src/engine/core/errors';
import { Rng } from '../../../src/engine/core/rng';
import { countGraph } from '../../../src/engine/graph/count';
import { enumerate, SPACE_ENTRIES, sample, sizeOf, spaceById, validateGenotype } from '../../../src/engine/space';
import type { SearchSpace } from '../../../src/engine/space/types';

/** Each space with its standard options, and with the smallest and the largest value of each option in turn. */
function variantsOf(entry: (typeof SPACE_ENTRIES)[number]): readonly string[] {
  const others = entry.options.flatMap(({ name, values, standard }) =>
    [values[0], values.at(-1)].flatMap((value) =>
      value === undefined || value === standard ? [] : [`${entry.id}?${name}=${value}`],
    ),
  );
  return [entry.id, ...others];
}

const ids = SPACE_ENTRIES.flatMap(variantsOf);
const INPUTS = [
  [28, 28, 1],
  [32, 32, 3],
] as const;

const genotypes = (space: SearchSpace, count: number, seed: number) => {
  const rng = Rng.fromSeed(seed, space.id);
  return Array.from({ length: count }, () => sample(space, rng));
};

/** What every space of the catalogue promises; a new one is tested by being listed. */
describe.each(ids)('%s', (id) => {
  const space = spaceById(id);

  it('is known by its id, the same object each time', () => {
    expect(space.id).toBe(id);
    expect(spaceById(id)).toBe(space);
    expect([space.title, space.source].every((text) => text.length > 3)).toBe(true);
  });

  it('draws whole genotypes that its text gives back, seed 1', () => {
    for (const genotype of genotypes(space, 60, 1)) {
      validateGenotype(space, genotype);
      const text = space.format(genotype);
      expect(text.length).toBeLessThan(2000);
      expect(space.parse(text)).toEqual(genotype);
      expect(space.format(space.parse(text))).toBe(text);
    }
  });

  it('has names for its decisions that none of a genotype shares with another', () => {
    for (const { choices } of genotypes(space, 20, 2)) {
      const names = choices.map((_, i) => space.next(choices.slice(0, i))?.name);
      expect(new Set(names).size).toBe(names.length);
    }
  });

  it('has as many points as it says, where they can be listed', () => {
    const { size } = space;
    if (size === null || size > 20_000n) return;
    let count = 0n;
    const texts = new Set<string>();
    for (const genotype of enumerate(space)) {
      count += 1n;
      texts.add(space.format(genotype));
    }
    expect(count).toBe(size);
    expect(BigInt(texts.size)).toBe(size);
    expect(sizeOf(space)).toBe(size);
  });

  it('builds a network of every genotype drawn, for each profile and both image sizes, seed 3', () => {
    for (const profile of space.profiles) {
      for (const input of INPUTS) {
        // The largest networks have hundreds of layers of hundreds of channels; two of them say as much.
        for (const genotype of genotypes(space, profile === 'teach' ? 6 : 2, 3)) {
          const graph = space.build(genotype, { profile, input, classes: 10 });
          const { layers, params } = countGraph(graph);
          expect(layers.at(-1)?.outputShape).toEqual([10]);
          expect(params.total).toBeGreaterThan(0);
        }
      }
    }
  });

  it('says what is wrong: an unknown text, a genotype of another space, a choice too many, out of range', () => {
    const [genotype] = genotypes(space, 1, 4);
    if (genotype === undefined) throw new Error('no genotype');
    for (const text of ['', 'nonsense', `${space.format(genotype)}|more,more`]) {
      expect(() => space.parse(text)).toThrow(LabError);
    }
    expect(() => space.format({ ...genotype, space: 'another' })).toThrow(/another|belongs/);
    expect(() => space.next([...genotype.choices, 0])).toThrow(LabError);
    expect(() => space.next([1e9])).toThrow(LabError);
  });
});

describe('ids with options', () => {
  it('are refused with the option or the value that does not exist, and the nearest that does', () => {
    expect(() => spaceById('a-lage')).toThrow(/no search space 'a-lage'/);
    expect(() => spaceById('a-large?block=3')).toThrow(/no option 'block' in 'a-large'/);
    expect(() => spaceById('a-large?blocks=6')).toThrow(/'blocks' \(blocks of a cell, B\) cannot be '6'/);
    expect(() => spaceById('a-large?blocks=3&blocks=4')).toThrow(/option 'blocks' is there twice/);
    expect(() => spaceById('a-small?blocks=2')).toThrow(/no option 'blocks' in 'a-small'/);
  });

  it('name one space however standard values are written', () => {
    expect(spaceById('a-large?blocks=5')).toBe(spaceById('a-large'));
  });
});
