import { describe, expect, it } from 'vitest';
import { Rng } from '../../../../src/engine/core/rng';
import { SPACES, sample, spaceById } from '../../../../src/engine/space';
import {
  binOf,
  binsOf,
  choiceWords,
  decisionsMet,
  isPairSpace,
  metOf,
  shareOf,
  tallyDecisions,
  tallyPair,
} from '../../../../src/ui/shared/decisions';

const SEED = 5;

describe('decisions of any space', () => {
  it.each(SPACES.map((space) => [space.id, space] as const))(
    'meets those of its genotypes, each choice in one bin: %s',
    (_, space) => {
      const rng = Rng.fromSeed(SEED, space.id);
      for (let i = 0; i < 20; i += 1) {
        const genotype = sample(space, rng);
        const met = metOf(space, space.format(genotype));
        expect(met.map(({ choice }) => choice)).toEqual([...genotype.choices]);
        for (const one of met) {
          expect(binsOf(one.decision)[binOf(one)], one.decision.name).toBeDefined();
          expect(choiceWords(one)).not.toBe('');
        }
      }
      // Where nothing was chosen yet a first child is walked, numbers at their least.
      expect(decisionsMet(space, []).length).toBeGreaterThan(0);
    },
  );

  it('knows spaces that are a table of pairs', () => {
    expect(SPACES.filter(isPairSpace).map(({ id }) => id)).toEqual(['a-small']);
  });

  it('cuts a logarithmic range into equal factors', () => {
    const rate = { kind: 'float', name: 'rate', min: 1e-4, max: 1, scale: 'log' } as const;
    expect(shareOf(rate, 1e-2)).toBeCloseTo(0.5, 12);
    expect(binOf({ decision: rate, choice: 1e-2 })).toBe(4);
    expect(binOf({ decision: rate, choice: 1 })).toBe(7);
    expect(binsOf(rate)[4]).toBe('0.01 to 0.032');
  });

  it('counts what was tried of each option and how it fared', () => {
    const space = spaceById('a-small');
    const child = (arch: string, visits: number, reward: number) => ({ arch, visits, reward, met: metOf(space, arch) });
    const children = [child('conv3,max', 3, 90), child('conv3,avg', 1, 70), child('sep,max', 2, Number.NaN)];
    const [op1] = tallyDecisions(children);
    const conv3 = op1?.options[op1.bins.indexOf('conv3')];
    // (3 * 90 + 70) / 4 = 85
    expect(conv3).toEqual({ visits: 4, scored: 4, sum: 340, best: { arch: 'conv3,max', reward: 90 } });
    expect(op1?.options[op1.bins.indexOf('sep')]).toEqual({ visits: 2, scored: 0, sum: 0, best: null });
    const pair = tallyPair(children, 'op2', 'op1');
    const at = (row: string, column: string) =>
      pair?.options[pair.rows.indexOf(row) * pair.columns.length + pair.columns.indexOf(column)]?.visits;
    expect([at('max', 'conv3'), at('max', 'sep'), at('avg', 'conv3'), at('avg', 'sep')]).toEqual([3, 2, 1, 0]);
    expect(tallyPair(children, 'op1', 'op9')).toBeNull();
  });
});
