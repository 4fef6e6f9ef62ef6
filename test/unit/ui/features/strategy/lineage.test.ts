import { describe, expect, it } from 'vitest';
import type { ProposalOrigin } from '../../../../../src/engine/search/origin';
import { ancestry, lineageLayout, type Records, relativesOf } from '../../../../../src/ui/features/strategy/population/lineage';
import { originWords, parentsOf } from '../../../../../src/ui/features/strategy/population/words';
import { LINEAGE_LIMIT, Lineage } from '../../../../../src/ui/store/lineage';

const mutation = (parent: number): ProposalOrigin => ({ kind: 'mutation', parent, decision: 'op1', from: 'conv3', to: 'sep' });
const crossover = (first: number, second: number): ProposalOrigin => ({
  kind: 'crossover',
  parents: [first, second],
  point: 1,
  mutated: [],
});

/** 0 and 1 are founders, 2 a mutant of 0, 3 of 1, 4 a cross of 2 and 3, 5 a mutant of 1. */
const origins: readonly ProposalOrigin[] = [
  { kind: 'random' },
  { kind: 'random' },
  mutation(0),
  mutation(1),
  crossover(2, 3),
  mutation(1),
];
const records: Records = {
  trials: origins.length,
  trial: (trial) => (trial < origins.length ? { arch: `arch${trial}`, reward: 90 + trial } : null),
  lineage: { of: (trial) => origins[trial] ?? null },
};
const members = [4, 5].map((trial) => ({ trial, arch: `arch${trial}`, reward: 90 + trial, age: 6 - trial }));

describe('relativesOf', () => {
  it('takes the latest trials, and the living among the older ones', () => {
    expect(relativesOf(records, members, 1).map(({ trial }) => trial)).toEqual([4, 5]);
    expect(relativesOf(records, members, 6).map(({ age }) => age)).toEqual([null, null, null, null, 2, 1]);
  });
});

describe('ancestry', () => {
  const relatives = relativesOf(records, members, 6);

  it('follows both parents of a cross, generation by generation', () => {
    expect(ancestry(relatives, 4).map(({ trial }) => trial)).toEqual([4, 2, 3, 0, 1]);
  });

  it('ends where a parent is not kept', () => {
    expect(ancestry(relatives.slice(3), 4).map(({ trial }) => trial)).toEqual([4, 3]);
  });

  it('ends on a circle, which a broken log could hold', () => {
    const circle = relatives.map((one) => ({ ...one, parents: [(one.trial + 1) % 6] }));
    expect(ancestry(circle, 0)).toHaveLength(6);
  });
});

describe('lineageLayout', () => {
  const at = { x: (trial: number) => trial * 10, y: (reward: number) => 100 - reward };

  it('draws one edge for each known parent: two for a cross', () => {
    const { edges, dead, living } = lineageLayout(relativesOf(records, members, 6), at, null);
    const count = (path: string): number => path.split('M').length - 1;
    expect([count(edges.dead), count(edges.living), count(edges.followed)]).toEqual([2, 3, 0]);
    expect([dead.length, living.length]).toEqual([4, 2]);
    expect(edges.dead).toContain('M0 10C10 10 10 8 20 8');
  });

  it('takes the followed line out of the others', () => {
    const { edges, followed } = lineageLayout(relativesOf(records, members, 6), at, 4);
    expect(edges.followed.split('M')).toHaveLength(1 + 4);
    expect(edges.living.split('M')).toHaveLength(1 + 1);
    expect(followed.map(({ trial }) => trial)).toEqual([4, 2, 3, 0, 1]);
  });

  it('has nothing to draw of nobody', () => {
    expect(lineageLayout([], at, 3)).toEqual({
      dead: [],
      living: [],
      edges: { dead: '', living: '', followed: '' },
      followed: [],
    });
  });
});

describe('words of an origin', () => {
  it('name the mutation, the cross and the copy', () => {
    expect(originWords(mutation(3))).toBe('op1: 3×3 → sep');
    expect(originWords(crossover(2, 3))).toBe('trial 2 up to decision 1, trial 3 from there');
    expect(originWords(crossover(2, 2))).toBe('copy of trial 2');
    expect(originWords(null)).toBe('origin not kept');
  });

  it('a child crossed with itself has one parent', () => {
    expect(parentsOf(crossover(2, 2))).toEqual([2]);
  });
});

describe('the store’s lineage', () => {
  it('keeps the latest 2,000 trials, and what was proposed again as it was last', () => {
    const lineage = new Lineage();
    lineage.record(Array.from({ length: LINEAGE_LIMIT + 5 }, (_, trial) => ({ trial, arch: 'a', origin: mutation(trial - 1) })));
    expect(lineage.of(4)).toBeNull();
    expect(lineage.of(5)).toEqual(mutation(4));
    lineage.record([{ trial: 2000, arch: 'a', origin: { kind: 'random' } }]);
    expect(lineage.of(2000)).toEqual({ kind: 'random' });
  });
});
