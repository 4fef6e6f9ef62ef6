import { describe, expect, it } from 'vitest';
import { countGraph } from '../../../../src/engine/graph';
import { spaceById } from '../../../../src/engine/space/catalogue';
import { enumerate } from '../../../../src/engine/space/genotype';
import { hypernetsCnn } from '../../../../src/engine/space/hypernets/cnn';
import { hypernetsDnn } from '../../../../src/engine/space/hypernets/dnn';
import type { ProfileId, SearchSpace } from '../../../../src/engine/space/types';

const layers = (space: SearchSpace, arch: string, profile: ProfileId): readonly string[] =>
  countGraph(space.build(space.parse(arch), { profile, input: [28, 28, 1], classes: 10 })).layers.map(
    (layer) => `${layer.kind} ${layer.outputShape.join('x')}`,
  );

describe('hypernets-dnn', () => {
  it('has the 3,888 points of golden.md, and as many when listed', () => {
    expect(hypernetsDnn.size).toBe(3888n);
    expect([...enumerate(hypernetsDnn)]).toHaveLength(3888);
    expect(spaceById('hypernets-dnn')).toBe(hypernetsDnn);
  });

  it('reduces 500 units by 0.8 to 400, 320 and 256, and orders what follows each', () => {
    const arch = 'units=500,reduce=0.8,layers=4,activation=tanh,bn=true,dropout=0.3,order=bn>act>dropout';
    const dense = layers(hypernetsDnn, arch, 'paper');
    expect(dense.filter((layer) => layer.startsWith('dense'))).toEqual([
      'dense 500',
      'dense 400',
      'dense 320',
      'dense 256',
      'dense 10',
    ]);
    expect(dense.slice(1, 6)).toEqual(['flatten 784', 'dense 500', 'batchNorm 500', 'activation 500', 'dropout 500']);
  });

  it('cuts 102.4 units to 102 as Keras does, and takes a tenth in profile teach', () => {
    const arch = 'units=200,reduce=0.8,layers=4,activation=relu,bn=false,dropout=0,order=act>bn>dropout';
    const units = (profile: ProfileId): readonly string[] =>
      layers(hypernetsDnn, arch, profile).filter((layer) => layer.startsWith('dense'));
    expect(units('paper')).toEqual(['dense 200', 'dense 160', 'dense 128', 'dense 102', 'dense 10']);
    expect(units('teach')).toEqual(['dense 20', 'dense 16', 'dense 12', 'dense 10', 'dense 10']);
  });
});

describe('hypernets-cnn', () => {
  it('has 96 x 121 = 11,616 points: 3^(b - 2) ways to repeat for b = 2..6 blocks', () => {
    expect(hypernetsCnn.size).toBe(96n * (1n + 3n + 9n + 27n + 81n));
    const texts = new Set([...enumerate(hypernetsCnn)].map((genotype) => genotype.choices.join()));
    expect(texts.size).toBe(11_616);
  });

  it('asks for the repeats of the blocks that are there', () => {
    const short = hypernetsCnn.parse('blocks=2,filters=32,kernel=3,pooling=max,bn=false,order=bn>act,units=1024');
    expect(hypernetsCnn.next(short.choices)).toBeNull();
    const long = [1, ...short.choices.slice(1)];
    expect(hypernetsCnn.next(long)).toEqual({ kind: 'categorical', name: 'block.3.convs.count', options: ['3', '4', '5'] });
  });

  it('doubles filters from the third block on and halves the picture after each: 32, 32, 64, 128', () => {
    const arch =
      'blocks=4,filters=32,kernel=3,pooling=avg,bn=true,order=bn>act,units=1024,block.3.convs.count=3,block.4.convs.count=3';
    const all = layers(hypernetsCnn, arch, 'paper');
    expect(all.filter((layer) => layer.startsWith('avgPool'))).toEqual([
      'avgPool 14x14x32',
      'avgPool 7x7x32',
      'avgPool 4x4x64',
      'avgPool 2x2x128',
    ]);
    expect(all.filter((layer) => layer.startsWith('conv2d'))).toHaveLength(2 + 2 + 3 + 3);
    expect(all.filter((layer) => layer.startsWith('dense'))).toEqual(['dense 1024', 'dense 1024', 'dense 10']);
  });
});
