import { describe, expect, it } from 'vitest';
import { SYNTHETIC_DEFAULTS, TRAIN_DEFAULTS } from '../../../../../src/engine/estimate/metadata';
import { fig5 } from '../../../../../src/engine/run/presets';
import { NSGA2_DEFAULTS } from '../../../../../src/engine/search/evolution/config';
import { conflictsOf } from '../../../../../src/ui/features/settings/conflicts';
import { sizeText } from '../../../../../src/ui/features/settings/SpacePicker';
import { triedOf } from '../../../../../src/ui/features/settings/useStrategyFault';

const on = (id: string) => ({ ...fig5(), space: { id } });
const paths = (config: Parameters<typeof conflictsOf>[0]) => [...conflictsOf(config, null).keys()];

describe('settings that do not go together', () => {
  it('are none in the first experiment, nor on an invented landscape', () => {
    expect(paths(fig5())).toEqual([]);
    for (const id of ['darts', 'branin', 'a-large?blocks=2+training']) {
      expect(paths({ ...on(id), estimator: SYNTHETIC_DEFAULTS })).toEqual([]);
    }
  });

  it('are a table of one space and another space', () => {
    expect(conflictsOf(on('nats-bench'), null).get('estimator.id')).toMatch(
      /has measured a-small, not nats-bench\. Take an invented/,
    );
  });

  it('are training and a test function', () => {
    expect(conflictsOf({ ...on('branin'), estimator: TRAIN_DEFAULTS }, null).get('estimator.id')).toMatch(/no networks to train/);
  });

  it('are a profile and a space without it, and a space that there is not', () => {
    expect(paths({ ...on('darts'), estimator: { ...TRAIN_DEFAULTS, profile: 'as-published' } })).toEqual(['estimator.profile']);
    expect(conflictsOf(on('a-large?blocks=9'), null).get('space.id')).toMatch(/cannot be '9'.*It may be 1, 2, 3, 4, 5/);
  });
});

describe('the size of a space in words', () => {
  it('is exact while it can be read, then a power of ten', () => {
    expect([64n, 15625n, 1076746950455072400n, null].map(sizeText)).toEqual([
      '64 points',
      '15,625 points',
      '1.07 × 10¹⁸ points',
      'not to be counted (it has continuous decisions)',
    ]);
  });
});

describe('what is tried before a run is started', () => {
  it('is the run itself where nothing is trained, else the strategy on a landscape of enough epochs', () => {
    const looked = { ...on('branin'), estimator: SYNTHETIC_DEFAULTS };
    expect(triedOf(looked)).toBe(looked);
    const trained = { ...on('darts'), estimator: TRAIN_DEFAULTS };
    expect(triedOf(trained)).toEqual({ ...trained, estimator: { ...SYNTHETIC_DEFAULTS, epochs: 1000 } });
    const latency = [{ of: 'accuracy', direction: 'max' } as const, { of: 'latency', direction: 'min' } as const];
    expect(triedOf({ ...trained, strategy: { ...NSGA2_DEFAULTS, objectives: latency } })).toBeNull();
  });
});
