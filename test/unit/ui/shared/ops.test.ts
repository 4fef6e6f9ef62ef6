import { describe, expect, it } from 'vitest';
import { archLabel, opLabel, opWords, shortText } from '../../../../src/ui/shared/ops';

describe('names of ops', () => {
  it('are words for what the space has, and the token itself for anything else', () => {
    expect(archLabel('conv5,twoconv')).toBe('5×5, 1×3·3×1');
    for (const token of ['constructor', '__proto__', 'toString', '<b>']) {
      expect([opLabel(token), opWords(token)]).toEqual([token, token]);
    }
  });

  it('are short for NATS-Bench and DARTS too, and still tell ops apart', () => {
    const ops = ['none', 'skip_connect', 'nor_conv_1x1', 'nor_conv_3x3', 'avg_pool_3x3', 'sep_conv_5x5', 'dil_conv_5x5'];
    expect(ops.map(opLabel)).toEqual(['none', 'skip', 'conv 1×1', 'conv 3×3', 'avg 3×3', 'sep 5×5', 'dil 5×5']);
    const cell = '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|avg_pool_3x3~0|none~1|nor_conv_1x1~2|';
    expect(archLabel(cell)).toBe('|conv 3×3~0|+|none~0|skip~1|+|avg 3×3~0|none~1|conv 1×1~2|');
  });

  it('shortens numbers to four digits and long texts in their middle', () => {
    expect(archLabel('x1=6.320275221894523,x2=-0.000012345678')).toBe('x1=6.32, x2=-0.00001235');
    const short = shortText('|nor_conv_3x3~0|+|none~0|none~1|', 15);
    expect([short.length, short.startsWith('|nor_con'), short.endsWith('none~1|'.slice(-5))]).toEqual([15, true, true]);
    expect(shortText('short', 5)).toBe('short');
  });
});
