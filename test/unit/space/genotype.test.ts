import { describe, expect, it } from 'vitest';
import { LabError } from '../../../src/engine/core/errors';
import { Rng } from '../../../src/engine/core/rng';
import { aSmall } from '../../../src/engine/space/aSmall/space';
import { SPACES, spaceById } from '../../../src/engine/space/catalogue';
import {
  enumerate,
  genotypeHash,
  genotypeKey,
  optionAt,
  optionCount,
  sample,
  sizeOf,
  validateGenotype,
} from '../../../src/engine/space/genotype';
import { profileById } from '../../../src/engine/space/profiles';
import type { Decision, SearchSpace } from '../../../src/engine/space/types';
import { labError } from '../graph/support';

/** A conditional space of varying length: a number of layers, then for each a kind, and a width for the kind 'dense'. */
const conditional: SearchSpace = {
  ...aSmall,
  id: 'conditional',
  size: null,
  next(choices): Decision | null {
    const [layers, ...rest] = choices;
    if (layers === undefined) return { kind: 'int', name: 'layers', min: 1, max: 2, step: 1 };
    let made = 0;
    for (let i = 0; i < rest.length; ) {
      if (rest[i] === 0) {
        if (i + 1 === rest.length) return { kind: 'float', name: 'width', min: 1, max: 2, scale: 'linear', step: 0.25 };
        i += 2;
      } else i += 1;
      made += 1;
    }
    return made === layers ? null : { kind: 'categorical', name: 'kind', options: ['dense', 'skip', 'pool'] };
  },
};

const endless: SearchSpace = {
  ...conditional,
  id: 'endless',
  next: () => ({ kind: 'categorical', name: 'more', options: ['yes'] }),
};

const continuous: SearchSpace = {
  ...conditional,
  id: 'continuous',
  next: (choices) => (choices.length === 0 ? { kind: 'float', name: 'rate', min: 1e-4, max: 1, scale: 'log' } : null),
};

describe('catalogue', () => {
  it('gives spaces by id and suggests the nearest', () => {
    expect(spaceById('a-small')).toBe(aSmall);
    const error = labError(() => spaceById('a-smal'));
    expect([error.kind, error.remedy]).toEqual(['space', expect.stringMatching(/^Did you mean 'a-small'\?/)]);
  });

  it('gives profiles by id and suggests the nearest', () => {
    expect(profileById('teach').training.learningRate).toBe(2e-3);
    expect(labError(() => profileById('taech')).remedy).toMatch(/Did you mean 'teach'/);
  });
});

/** Those that can be listed in a moment. */
const LISTED = SPACES.filter(({ size }) => size !== null && size <= 20_000n);

describe.each(LISTED.map((space) => [space.id, space] as const))('space %s', (_, space) => {
  it('lists as many genotypes as it says, all different, each its own inverse through text', () => {
    const keys = new Set<string>();
    for (const genotype of enumerate(space)) {
      validateGenotype(space, genotype);
      expect(space.parse(space.format(genotype))).toEqual(genotype);
      keys.add(genotypeKey(space, genotype));
    }
    expect(BigInt(keys.size)).toBe(sizeOf(space));
  });
});

describe('enumerate', () => {
  it('is row-major, the last decision fastest', () => {
    const all = [...enumerate(aSmall)].map((genotype) => aSmall.format(genotype));
    expect(all.slice(0, 3)).toEqual(['twoconv,twoconv', 'twoconv,conv3', 'twoconv,conv5']);
    expect(all[8]).toBe('conv3,twoconv');
    expect(all).toHaveLength(64);
  });

  it('walks conditional spaces of varying length', () => {
    // A layer has 5 + 1 + 1 = 7 forms; one or two layers: 7 + 49.
    expect(sizeOf(conditional)).toBe(56n);
    for (const genotype of enumerate(conditional)) validateGenotype(conditional, genotype);
  });

  it('says that a continuous decision cannot be listed', () => {
    expect(labError(() => [...enumerate(continuous)]).message).toMatch(/decision 'rate' is continuous/);
    expect(sizeOf(continuous)).toBeNull();
  });
});

describe('options', () => {
  it.each([
    [{ kind: 'int', name: 'n', min: 2, max: 9, step: 3 }, [2, 5, 8]],
    [{ kind: 'float', name: 'f', min: 0, max: 0.5, scale: 'linear', step: 0.1 }, [0, 0.1, 0.2, 0.3, 0.4, 0.5]],
    [{ kind: 'categorical', name: 'c', options: ['a', 'b'] }, [0, 1]],
  ] as const)('%j', (decision, expected) => {
    const values = Array.from({ length: optionCount(decision) ?? 0 }, (_, i) => optionAt(decision, i));
    expect(values).toHaveLength(expected.length);
    values.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 12);
    });
  });
});

describe('sample', () => {
  it('is uniform over A_small: chi-squared of 64 cells below the 99.9 % point (103.4)', () => {
    const rng = Rng.fromSeed(3, 'sample');
    const counts = new Map<string, number>();
    const draws = 64 * 500;
    for (let i = 0; i < draws; i += 1) {
      const key = aSmall.format(sample(aSmall, rng));
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(counts.size).toBe(64);
    const chi = [...counts.values()].reduce((sum, n) => sum + (n - 500) ** 2 / 500, 0);
    expect(chi).toBeLessThan(103.4);
  });

  it('is the same for the same seed, and valid in conditional and continuous spaces', () => {
    for (const space of [conditional, continuous]) {
      const a = Rng.fromSeed(4, 'again');
      const b = Rng.fromSeed(4, 'again');
      for (let i = 0; i < 200; i += 1) {
        const genotype = sample(space, a);
        validateGenotype(space, genotype);
        expect(sample(space, b)).toEqual(genotype);
      }
    }
  });

  it('spreads a log-scaled float evenly over its decades', () => {
    const rng = Rng.fromSeed(5, 'log');
    const decades = [0, 0, 0, 0];
    for (let i = 0; i < 8000; i += 1) {
      const value = sample(continuous, rng).choices[0] ?? 0;
      const decade = Math.min(3, Math.floor(-Math.log10(value)));
      decades[decade] = (decades[decade] ?? 0) + 1;
    }
    for (const n of decades) expect(Math.abs(n - 2000)).toBeLessThan(200);
  });

  it('stops at a space without end', () => {
    expect(labError(() => sample(endless, Rng.fromSeed(1))).message).toMatch(/more than 10000 decisions/);
  });
});

describe('validateGenotype', () => {
  it.each([
    ['another space', { space: 'a-small', choices: [] }, /belongs to 'a-small'/],
    ['a missing choice', { space: 'conditional', choices: [2, 1] }, /choice 3 \('kind'\) is missing/],
    ['one choice too many', { space: 'conditional', choices: [1, 1, 1] }, /ends after 2 choices, got 3/],
    [
      'a choice out of range',
      { space: 'conditional', choices: [1, 3] },
      /choice 2 \('kind'\) must be an integer from 0 to 2, got 3/,
    ],
    [
      'a step missed',
      { space: 'conditional', choices: [1, 0, 1.3] },
      /choice 3 \('width'\) must be 1 plus a multiple of 0.25, got 1.3/,
    ],
    ['NaN', { space: 'conditional', choices: [Number.NaN] }, /choice 1 \('layers'\) must be .* got NaN/],
  ])('refuses %s', (_, genotype, message) => {
    const error = labError(() => validateGenotype(conditional, genotype));
    expect(error).toBeInstanceOf(LabError);
    expect([error.kind, error.message]).toEqual(['space', expect.stringMatching(message)]);
  });
});

describe('genotypeHash', () => {
  it('is pinned and differs between spaces', () => {
    const genotype = aSmall.parse('conv3,max');
    expect(genotypeKey(aSmall, genotype)).toBe('a-small:conv3,max');
    expect(genotypeHash(aSmall, genotype)).toBe('7f7f21350068971d');
    const other: SearchSpace = { ...aSmall, id: 'other' };
    expect(genotypeHash(other, genotype)).not.toBe(genotypeHash(aSmall, genotype));
  });
});
