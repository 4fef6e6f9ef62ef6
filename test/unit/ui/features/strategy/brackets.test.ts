import { describe, expect, it } from 'vitest';
import type { BracketView } from '../../../../../src/engine/search/views';
import { bracketLines, epochBill, levelsOf, roundWords, runBill } from '../../../../../src/ui/features/strategy/brackets/layout';

const trial = (number: number, arch: string, reward: number | null, promoted = false) => ({
  trial: number,
  arch,
  reward,
  promoted,
});

const whole: BracketView = {
  bracket: 1,
  rungs: [
    { epochs: 1, trials: [trial(0, 'a', 50), trial(1, 'b', 70, true), trial(2, 'c', 60)] },
    { epochs: 3, trials: [trial(3, 'b', 80)] },
  ],
};

describe('bracketLines', () => {
  it('joins a promoted trial with its next rung, and tells who was stopped and who came to the end', () => {
    expect(bracketLines(whole, 3)).toEqual([
      { arch: 'a', stops: [{ trial: 0, epochs: 1, reward: 50 }], fate: 'stopped' },
      {
        arch: 'b',
        stops: [
          { trial: 1, epochs: 1, reward: 70 },
          { trial: 3, epochs: 3, reward: 80 },
        ],
        fate: 'finished',
      },
      { arch: 'c', stops: [{ trial: 2, epochs: 1, reward: 60 }], fate: 'stopped' },
    ]);
  });

  it('leaves all waiting while nothing is promoted', () => {
    const begun: BracketView = { bracket: 1, rungs: [{ epochs: 1, trials: [trial(0, 'a', 50), trial(1, 'b', 70)] }] };
    expect(bracketLines(begun, 3).map(({ fate }) => fate)).toEqual(['waiting', 'waiting']);
  });

  it('keeps twins of one architecture apart', () => {
    const twins: BracketView = {
      bracket: 0,
      rungs: [
        { epochs: 1, trials: [trial(0, 'a', 50, true), trial(1, 'a', 51, true)] },
        { epochs: 3, trials: [trial(2, 'a', 60), trial(3, 'a', 61)] },
      ],
    };
    expect(bracketLines(twins, 3).map(({ stops }) => stops.map((stop) => stop.trial))).toEqual([
      [0, 2],
      [1, 3],
    ]);
  });
});

describe('epochBill', () => {
  it('counts 3 + 2 epochs with weights kept and 3 + 3 without', () => {
    expect(epochBill([whole])).toEqual({ resumed: 5, anew: 6 });
  });

  it('is that of Li et al. 2018, table 1, for the bracket of 81 trials: 81, 54, 54, 54, 54 epochs new, 405 anew', () => {
    const sizes = [81, 27, 9, 3, 1];
    const bracket: BracketView = {
      bracket: 4,
      rungs: sizes.map((n, k) => ({ epochs: 3 ** k, trials: Array.from({ length: n }, (_, i) => trial(i, `${i}`, 1)) })),
    };
    expect(epochBill([bracket])).toEqual({ resumed: 81 + 4 * 54, anew: 405 });
  });

  it('leaves out trials without a reward', () => {
    expect(epochBill([{ bracket: 0, rungs: [{ epochs: 5, trials: [trial(0, 'a', null)] }] }])).toEqual({ resumed: 0, anew: 0 });
  });
});

describe('a search in rounds', () => {
  const round = { number: 3, isComplete: true, repeats: true, before: { resumed: 22, anew: 24 } };

  it('is billed for all of them', () => {
    expect(runBill(epochBill([whole]), round)).toEqual({ resumed: 27, anew: 30 });
    expect(runBill({ resumed: 5, anew: 6 }, null)).toEqual({ resumed: 5, anew: 6 });
  });

  it('says which round is drawn, and when it is complete', () => {
    expect(roundWords(round)).toBe(' Round 3 is complete, and drawn here; the next begins again with new trials.');
    expect(roundWords({ ...round, isComplete: false })).toBe(' Round 3 is drawn here; the epochs are those of all rounds.');
    expect(roundWords({ ...round, repeats: false })).toBe(' It is complete: every bracket has come to its end.');
    expect(roundWords({ ...round, repeats: false, isComplete: false })).toBe('');
    expect(roundWords(null)).toBe('');
  });
});

it('brackets share their columns', () => {
  const later: BracketView = {
    bracket: 0,
    rungs: [
      { epochs: 3, trials: [] },
      { epochs: 9, trials: [] },
    ],
  };
  expect(levelsOf([whole, later])).toEqual([1, 3, 9]);
});
