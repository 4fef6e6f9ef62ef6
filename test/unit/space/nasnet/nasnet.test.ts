import { describe, expect, it } from 'vitest';
import { countGraph, graphHash } from '../../../../src/engine/graph';
import { spaceById } from '../../../../src/engine/space';
import { NASNET_A, NASNET_COMBINES, NASNET_OPS } from '../../../../src/engine/space/nasnet/genotype';
import { cellSpaceConformance } from '../../../support/cellSpaces';
import { labError } from '../../graph/support';

const nasnet = spaceById('nasnet');
const single = spaceById('nasnet?blocks=1');
const TEACH = { profile: 'teach', input: [28, 28, 1], classes: 10 } as const;
const count = (text: string, space = single) => countGraph(space.build(space.parse(text), TEACH));
const both = (block: string) => `normal=${block};reduction=${block}`;

describe('NASNet, counted', () => {
  it('has 2 (13 (b + 1))² points for block b of a cell, b = 1 to 5', () => {
    const cell = [2n, 3n, 4n, 5n, 6n].reduce((product, states) => product * 2n * (13n * states) ** 2n, 1n);
    // 2^5 13^10 (6!)²
    expect(cell).toBe(32n * 13n ** 10n * 720n ** 2n);
    expect(nasnet.size).toBe(cell ** 2n);
    expect(spaceById('nasnet?blocks=2&cells=2').size).toBe((4n * 13n ** 4n * 36n) ** 2n);
  });

  it('has the 1,352 blocks that can be written at B = 1', () => {
    const found = new Set<string>();
    for (const combine of NASNET_COMBINES) {
      for (const a of NASNET_OPS) {
        for (const b of NASNET_OPS) {
          for (const [i, j] of [
            [0, 0],
            [0, 1],
            [1, 0],
            [1, 1],
          ]) {
            found.add(
              single
                .parse(both(`${combine}(${a}~${i},${b}~${j})`))
                .choices.slice(0, 5)
                .join(),
            );
          }
        }
      }
    }
    expect(found.size).toBe(1_352);
    expect(single.size).toBe(1_352n ** 2n);
  });

  it('has five decisions a block, in the paper’s order', () => {
    const names: string[] = [];
    for (let choices: number[] = []; names.length < 10; choices = [...choices, 0]) names.push(nasnet.next(choices)?.name ?? '');
    expect(names.slice(5)).toEqual(['state1', 'state2', 'op1', 'op2', 'combine'].map((name) => `normal.block2.${name}`));
  });
});

describe('NASNet, the network', () => {
  const layer = (text: string, id: string, space = single) => count(text, space).layers.find((one) => one.id === id);

  it('counts a cell of one block by hand, filters 8', () => {
    const { layers } = count('normal=add(sep5~1,conv1x7-7x1~0);reduction=concat(dil3~1,max7~0)');
    const cell = (group: string) =>
      layers.filter((one) => one.group === group).reduce((sum, one) => sum + one.trainableParams, 0);
    const norm = (c: number) => 2 * c;
    const f = 8;
    const inputs = 2 * (24 * f + norm(f));
    expect(cell('cell1')).toBe(inputs + 2 * (25 * f + f * f + norm(f)) + 2 * (7 * f * f + norm(f)));
    // Reduction, filters 16: inputs of 24 (stem) and 8 channels; the block concatenates to 32.
    expect(cell('cell2')).toBe(24 * 16 + norm(16) + 8 * 16 + norm(16) + 9 * 16 * 16 + norm(16));
    expect(layers.find(({ id }) => id === 'cell2.block1')?.outputShape).toEqual([14, 14, 32]);
  });

  it('stacks N normal cells between reductions and doubles the filters there', () => {
    const text = both('add(identity~1,sep3~0)');
    const space = spaceById('nasnet?blocks=1&cells=2&filters=4');
    const { layers } = count(text, space);
    const outputs = Array.from({ length: 8 }, (_, i) =>
      layers.find(({ id }) => id === `cell${i + 1}.block1`)?.outputShape.join('x'),
    );
    expect(outputs).toEqual(['28x28x4', '28x28x4', '14x14x8', '14x14x8', '14x14x8', '7x7x16', '7x7x16', '7x7x16']);
  });

  it('concatenates the hidden states that no block reads, inputs too, and halves those of a reduction cell', () => {
    const text = both('add(sep3~1,max3~1)');
    expect(layer(text, 'cell1.output')?.inputs).toEqual(['cell1.input0.norm', 'cell1.block1']);
    expect(layer(text, 'cell2.output')?.inputs).toEqual(['cell2.input0.halved.norm', 'cell2.block1']);
    expect(layer(text, 'cell2.output')?.outputShape).toEqual([14, 14, 32]);
  });

  it('squeezes a concatenated block once for all that read it', () => {
    const space = spaceById('nasnet?blocks=3');
    const { layers } = count(both('concat(conv3~0,conv3~1)|add(sep3~2,max3~2)|add(avg3~2,identity~3)'), space);
    const squeezes = layers.filter(({ id }) => id.startsWith('cell1.') && id.includes('.squeeze.conv'));
    expect(squeezes.map(({ inputs, outputShape }) => [inputs, outputShape])).toEqual([
      [['cell1.block1.squeeze.relu'], [28, 28, 8]],
    ]);
  });

  it('takes both sides of a sum in either order, and tells those of a concatenation apart', () => {
    const hash = (text: string) => graphHash(single.build(single.parse(both(text)), TEACH));
    expect(hash('add(sep3~0,max3~1)')).toBe(hash('add(max3~1,sep3~0)'));
    expect(hash('concat(sep3~0,max3~1)')).not.toBe(hash('concat(max3~1,sep3~0)'));
  });

  it('builds NASNet-A with five blocks side by side', () => {
    const genotype = nasnet.parse(NASNET_A);
    expect(nasnet.format(genotype)).toBe(NASNET_A);
    const { layers } = countGraph(nasnet.build(genotype, { profile: 'paper', input: [32, 32, 3], classes: 10 }));
    expect(layers.find(({ id }) => id === 'cell20.output')?.outputShape).toEqual([8, 8, 5 * 128]);
    // Blocks 1 and 2 of the reduction cell are read by blocks 4 and 5.
    expect(layers.find(({ id }) => id === 'cell7.output')?.inputs).toEqual(['cell7.block3', 'cell7.block4', 'cell7.block5']);
  });
});

describe('NASNet, the text', () => {
  it.each([
    [NASNET_A.replace('sep5~1', 'spe5~1'), "'spe5' (at character 12) is not an op", "Did you mean 'sep5'?"],
    [NASNET_A.replace('identity~3', 'identity~5'), 'block 4 of the reduction cell cannot read', 'inputs 0 to 4'],
    [NASNET_A.replace('add', 'ad'), "'ad' (at character 8) is not a way to combine", "Did you mean 'add'?"],
    [NASNET_A.replace('add(', ''), 'is not a block', "'add(sep3~0,identity~1)'"],
    [NASNET_A.replace('|add(sep3~1,identity~1)', ''), "must have 5 blocks joined by '|', got 4", 'Example:'],
    [NASNET_A.replace(',sep3~0', ''), "must have 2 edges joined by ',', got 1", 'Example:'],
    ['conv3,max', 'must have 2 cells (normal, reduction)', 'Example:'],
  ])('refuses %s', (text, message, remedy) => {
    const error = labError(() => nasnet.parse(text));
    expect(error.kind).toBe('space');
    expect(error.message).toContain(message);
    expect(error.remedy).toContain(remedy);
  });
});

cellSpaceConformance(nasnet);
cellSpaceConformance(single, { draws: 60 });
