import { describe, expect, it } from 'vitest';
import { archLabel, opLabel, opWords } from '../../../../src/ui/shared/ops';

describe('names of ops', () => {
  it('are words for what the space has, and the token itself for anything else', () => {
    expect(archLabel('conv5,twoconv')).toBe('5×5, 1×3·3×1');
    for (const token of ['constructor', '__proto__', 'toString', '<b>']) {
      expect([opLabel(token), opWords(token)]).toEqual([token, token]);
    }
  });
});
