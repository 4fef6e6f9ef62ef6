import { beforeAll, describe, expect, it } from 'vitest';
import { fig5 } from '../../../../src/engine/run/presets';
import { RANDOM_DEFAULTS } from '../../../../src/engine/search/metadata';
import { Q_LEARNING_DEFAULTS } from '../../../../src/engine/search/qLearning/config';
import { retitled } from '../../../../src/ui/shared/retitled';
import { loadSpaces } from '../../../../src/ui/shared/spaces';

beforeAll(loadSpaces);

describe('a title', () => {
  const before = fig5();

  it('stays where space and strategy do, and where the person wrote another', () => {
    const { learningRate } = before.strategy.id === 'ppo' ? before.strategy : { learningRate: 0 };
    const moved = { ...before, seed: 9, strategy: { ...before.strategy, learningRate: 2 * learningRate } };
    expect(retitled(moved, [before])).toBe(moved);
    const own = { ...before, title: 'mine', strategy: RANDOM_DEFAULTS };
    expect(retitled(own, [before])).toBe(own);
  });

  it('says what runs once another strategy or space does, and what was changed', () => {
    const first = retitled({ ...before, strategy: Q_LEARNING_DEFAULTS }, [before]);
    expect(first.title).toBe('Q-learning (MetaQNN) on A_small (changed from Paper, figure 5)');
    const second = retitled({ ...first, strategy: RANDOM_DEFAULTS, space: { id: 'branin' } }, [first, before]);
    expect(second.title).toMatch(/^Random search on Branin.* \(changed from Paper, figure 5\)$/);
  });
});
