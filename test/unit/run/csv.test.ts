import { describe, expect, it } from 'vitest';
import { lossRow, rolloutRows } from '../../../src/engine/run/csv';

describe('csv', () => {
  it('has a row a child: its actions, then its reward, in digits that read back the same', () => {
    const reward = 0.1 + 0.2;
    const text = rolloutRows(
      [
        [7, 3],
        [0, 5],
      ],
      [98.85, reward],
    );
    expect(text).toBe(`7,3,98.85\n0,5,${reward}\n`);
    expect(Number(text.trim().split(',').at(-1))).toBe(reward);
  });

  it('has loss, policy loss, entropy, and nothing for a strategy that makes no updates', () => {
    expect(lossRow({ loss: -0.5, policyLoss: -0.25, entropy: 4.1 })).toBe('-0.5,-0.25,4.1\n');
    expect(lossRow({ loss: null, policyLoss: null, entropy: null })).toBe('');
  });
});
