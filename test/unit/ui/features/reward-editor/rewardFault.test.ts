import { describe, expect, it } from 'vitest';
import type { RewardConfig } from '../../../../../src/engine/reward/config';
import { rewardFault } from '../../../../../src/ui/features/reward-editor/PresetFields';

describe('rewardFault', () => {
  it.each<[RewardConfig, string | null]>([
    [{ id: 'val' }, null],
    [{ id: 'code', source: '', deadlineMs: 50 }, 'The code: It cannot be empty.'],
    [{ id: 'code', source: 'x'.repeat(20_001), deadlineMs: 50 }, 'The code: At most 20,000 characters.'],
    [{ id: 'code', source: '() => 1', deadlineMs: 0 }, 'Deadline of a call: At least 1.'],
    [{ id: 'latency', targetMs: 0, weight: 1 }, 'Target T: More than 0.'],
    [{ id: 'max-params', maxParams: 2.5, penalty: -100 }, 'Limit n: A whole number, please.'],
  ])('says of %o in the editor’s words: %s', (reward, sentence) => {
    expect(rewardFault(reward)).toBe(sentence);
  });
});
