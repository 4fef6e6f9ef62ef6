import { describe, expect, it } from 'vitest';
import { leastTrainMs } from '../../../src/engine/core/leastTrainMs';

describe('leastTrainMs', () => {
  it('takes the seed that the machine disturbed least', () => {
    expect(leastTrainMs([{ trainMs: 229_000 }, { trainMs: 31_000 }, { trainMs: 54_000 }])).toBe(31_000);
  });
});
