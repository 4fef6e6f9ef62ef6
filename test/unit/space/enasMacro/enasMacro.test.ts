import { describe, expect, it } from 'vitest';
import { countGraph, graphHash } from '../../../../src/engine/graph';
import { sizeOf, spaceById } from '../../../../src/engine/space';
import { cellSpaceConformance } from '../../../support/cellSpaces';
import { labError } from '../../graph/support';

const macro = spaceById('enas-macro');
const four = spaceById('enas-macro?layers=4');
const TEACH = { profile: 'teach', input: [28, 28, 1], classes: 10 } as const;
const count = (text: string, space = four) => countGraph(space.build(space.parse(text), TEACH));

describe('ENAS macro, counted', () => {
  it('has 6^12 2^66 points, 1.6e29 as the paper says', () => {
    expect(macro.size).toBe(6n ** 12n * 2n ** 66n);
    expect(Number(macro.size) / 1e29).toBeCloseTo(1.6, 1);
  });

  it('has 6^4 2^6 points of four layers, listed one by one', () => {
    expect(four.size).toBe(82_944n);
    expect(sizeOf({ ...four, size: null })).toBe(82_944n);
  });
});

describe('ENAS macro, the network', () => {
  it('counts four layers by hand, channels 12, 24, 48 (reductions after layers 1 and 2)', () => {
    const { params, layers } = count('conv3,sep5:1,max3:01,avg3:100');
    const conv = (from: number, to: number, side = 1) => side * side * from * to + 2 * to;
    const stem = conv(1, 12, 3);
    const layer1 = conv(12, 12) + conv(12, 12, 3);
    const toHalf1 = conv(12, 24); // two paths of 12 each
    const layer2 = conv(24, 24) + (25 * 24 + conv(24, 24)) + conv(2 * 24, 24);
    const toHalf2 = conv(24, 48);
    // Layer 3 reads layer 2, halved already; layer 4 reads layer 1, halved a second time.
    const layer3 = conv(48, 48) + conv(2 * 48, 48);
    const layer4 = conv(48, 48) + conv(24, 48) + conv(2 * 48, 48);
    expect(params.trainable).toBe(stem + layer1 + toHalf1 + layer2 + toHalf2 + layer3 + layer4 + 48 * 10 + 10);
    expect(layers.find(({ id }) => id === 'cell4.concat')?.outputShape).toEqual([7, 7, 96]);
    expect(
      layers
        .filter(({ group }) => group.startsWith('reduce'))
        .map(({ id }) => id)
        .filter((id) => id.endsWith('norm')),
    ).toEqual(['reduce1.layer1.norm', 'reduce2.layer2.norm', 'reduce2.layer1.norm']);
  });

  it('halves at a third and at two thirds of twelve layers', () => {
    const text = Array.from({ length: 12 }, (_, k) => `max3${k === 0 ? '' : ':'}${'0'.repeat(k)}`).join(',');
    const { layers } = count(text, macro);
    const sizes = Array.from({ length: 12 }, (_, k) =>
      layers.find(({ id }) => id === `cell${k + 1}.max3.pool`)?.outputShape.join('x'),
    );
    expect(sizes).toEqual([...Array(4).fill('28x28x12'), ...Array(4).fill('14x14x24'), ...Array(4).fill('7x7x48')]);
  });

  it('tells networks apart by one skip connection', () => {
    const hash = (text: string) => graphHash(four.build(four.parse(text), TEACH));
    expect(hash('conv3,sep5:1,max3:01,avg3:100')).not.toBe(hash('conv3,sep5:1,max3:01,avg3:000'));
  });
});

describe('ENAS macro, the text', () => {
  it.each([
    ['conv3,sep5:1,max4:01,avg3:100', "'max4' (at character 14) is not an op", "Did you mean 'max3'?"],
    ['conv3,sep5:1,max3:01', "must have 4 layers joined by ',', got 3", "Example: 'conv3,conv3:0,conv3:00,conv3:000'"],
    [
      'conv3,sep5:11,max3:01,avg3:100',
      '(layer 2) must have 1 bit, one for each earlier layer, got 2: a layer cannot read one that comes later',
      "'sep5:0'",
    ],
    ['conv3,sep5,max3:01,avg3:100', '(layer 2) must have 1 bit', "'sep5:0'"],
    ['conv3:0,sep5:1,max3:01,avg3:100', '(layer 1) must have 0 bits', "'conv3'"],
    ['conv3,sep5:1,max3:0x,avg3:100', "'x' (at character 20) is not a bit", 'Write 1'],
  ])('refuses %s', (text, message, remedy) => {
    const error = labError(() => four.parse(text));
    expect(error.kind).toBe('space');
    expect(error.message).toContain(message);
    expect(error.remedy).toContain(remedy);
  });
});

cellSpaceConformance(macro);
cellSpaceConformance(four, { draws: 60 });
