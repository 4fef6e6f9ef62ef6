import { describe, expect, it } from 'vitest';
import { graphHash } from '../../../src/engine/graph/canonical';
import { countGraph } from '../../../src/engine/graph/count';
import { aSmall } from '../../../src/engine/space/aSmall/space';
import { enumerate } from '../../../src/engine/space/genotype';
import { PROFILES } from '../../../src/engine/space/profiles';
import type { ProfileId } from '../../../src/engine/space/types';
import { labError } from '../graph/support';

const MNIST = [28, 28, 1] as const;
const build = (arch: string, profile: ProfileId, input: readonly number[] = MNIST) =>
  aSmall.build(aSmall.parse(arch), { profile, input, classes: 10 });
const count = (arch: string, profile: ProfileId, input: readonly number[] = MNIST) => countGraph(build(arch, profile, input));

describe('A_small, cells that are the same', () => {
  it('are <op, identity> and <identity, op>: 57 networks, each with a representative', () => {
    const all = [...enumerate(aSmall)];
    const hashOf = (arch: string) => graphHash(build(arch, 'teach'));
    const named = all.map((genotype) => [aSmall.format(genotype), aSmall.representative?.(genotype)] as const);
    const pairs = named.map(([arch, same]) => [arch, same ? aSmall.format(same) : ''] as const);
    for (const [arch, same] of pairs) expect(hashOf(same)).toBe(hashOf(arch));
    expect(new Set(pairs.map(([, same]) => same)).size).toBe(57);
    expect(new Set(pairs.map(([arch]) => hashOf(arch))).size).toBe(57);
  });
});

describe('A_small, counted by hand', () => {
  it.each([
    ['paper', 'conv3,max', 25_809_674, 74_496],
    ['paper', 'identity,identity', 245_770, 0],
    ['paper', 'twoconv,max', 25_821_770, 86_592],
    ['teach', 'conv3,max', 52_138, 1_248],
  ] as const)('%s <%s> has %i parameters, %i in the cells', (profile, arch, total, cells) => {
    const { params } = count(arch, profile);
    expect(params).toEqual({ total, trainable: total, cells, head: total - cells });
  });

  it('as-published <conv3,max> has 84,746 parameters without the dense layer', () => {
    const { params, layers } = count('conv3,max', 'as-published');
    const dense = layers.find(({ id }) => id === 'head.dense');
    expect(dense?.outputShape).toEqual([1024]);
    expect(params.total - (dense?.params ?? 0)).toBe(84_746);
  });

  it.each([
    ['paper', 132_297, 193_545],
    ['teach', 2_209, 3_145],
    ['as-published', 137_431, 197_376],
  ] as const)('%s: r_param parts the space into 31 and 33 cells', (profile, largestBelow, smallestAbove) => {
    const limit = PROFILES[profile].maxParams;
    const cells = [...enumerate(aSmall)].map(
      (genotype) => countGraph(aSmall.build(genotype, { profile, input: MNIST, classes: 10 })).params.cells,
    );
    const below = cells.filter((params) => params < limit);
    const above = cells.filter((params) => params >= limit);
    expect([below.length, above.length]).toEqual([31, 33]);
    expect([Math.max(...below), Math.min(...above)]).toEqual([largestBelow, smallestAbove]);
  });
});

describe('A_small, MACs and memory derived by hand', () => {
  it('teach <conv3,max>', () => {
    const { macs, memoryBytes } = count('conv3,max', 'teach');
    // 28² places × 3·3·1·8, 14² places × 3·3·8·16, 7²·16 inputs × 64, 64 × 10
    expect(macs).toBe(784 * 72 + 196 * 1152 + 784 * 64 + 640);
    // input; conv, ReLU, pool of 28²·8; 14²·8; conv, ReLU, pool of 14²·16; 7²·16; dense, ReLU, dropout of 64; 10 logits
    expect(memoryBytes).toBe(4 * (784 + 3 * 6272 + 1568 + 3 * 3136 + 784 + 3 * 64 + 10));
  });

  it('teach <sep,conv7>', () => {
    const { macs } = count('sep,conv7', 'teach');
    const cell1 = 784 * (9 * 1 + 1 * 8 + 49 * 8 * 8);
    const cell2 = 196 * (9 * 8 + 8 * 16 + 49 * 16 * 16);
    expect(macs).toBe(cell1 + cell2 + 784 * 64 + 640);
  });
});

describe('A_small, the graph', () => {
  it('keeps height and width in every cell of the text, and halves them between', () => {
    for (const genotype of enumerate(aSmall)) {
      for (const { group, id, outputShape } of countGraph(aSmall.build(genotype, { profile: 'teach', input: MNIST, classes: 10 }))
        .layers) {
        if (group === 'cell1') expect([id, outputShape[0], outputShape[1]]).toEqual([id, 28, 28]);
        if (group === 'cell2') expect([id, outputShape[0], outputShape[1]]).toEqual([id, 14, 14]);
        if (group === 'reduce2') expect([id, outputShape[0], outputShape[1]]).toEqual([id, 7, 7]);
      }
    }
  });

  it('names layers for people and for variables', () => {
    const { layers } = count('conv5,twoconv', 'teach');
    expect(layers.filter(({ group }) => group === 'cell1').map(({ id, name }) => `${id}: ${name}`)).toEqual([
      'cell1.op1.conv5: 5×5 conv, 8',
      'cell1.op1.conv5.relu: ReLU',
      'cell1.op2.twoconv.1x3: 1×3 conv, 8',
      'cell1.op2.twoconv.3x1: 3×1 conv, 8',
      'cell1.op2.twoconv.relu: ReLU',
    ]);
  });

  // By hand: <identity, X> and <X, identity> are both X alone, for the seven X that are not identity: 64 - 7 = 57. As published the second
  // cell leaves its second op out where the first made no channels: <max, identity> skips identity and <identity, max> skips max.
  it.each([
    ['paper', 57],
    ['teach', 57],
    ['as-published', 59],
  ] as const)('%s: 64 genotypes are %i different networks', (profile, different) => {
    const byHash = new Map<string, string[]>();
    for (const genotype of enumerate(aSmall)) {
      const hash = graphHash(aSmall.build(genotype, { profile, input: MNIST, classes: 10 }));
      byHash.set(hash, [...(byHash.get(hash) ?? []), aSmall.format(genotype)]);
    }
    expect(byHash.size).toBe(different);
    const twins = [...byHash.values()].filter(({ length }) => length > 1);
    expect(twins).toEqual(twins.map(([first = '']) => [first, first.split(',').reverse().join(',')]));
    expect(twins.every(([first = '']) => first.split(',').includes('identity'))).toBe(true);
    const pools = twins.filter(([first = '']) => /max|avg/.test(first));
    expect(pools.length).toBe(profile === 'as-published' ? 0 : 2);
  });

  it('takes CIFAR-10 and any other image and number of classes', () => {
    // (3·3·3·8 + 8) + (3·3·8·16 + 16) + (8·8·16·64 + 64) + (64·10 + 10)
    expect(count('conv3,max', 'teach', [32, 32, 3]).params.total).toBe(224 + 1168 + 65_600 + 650);
    const wide = aSmall.build(aSmall.parse('sep,avg'), { profile: 'teach', input: [5, 31, 2], classes: 3 });
    const { layers } = countGraph(wide);
    expect(layers.find(({ id }) => id === 'reduce2')?.outputShape).toEqual([1, 7, 16]);
    expect(layers.find(({ id }) => id === 'head.logits')?.outputShape).toEqual([3]);
  });
});

describe('A_small as published', () => {
  const sizes = (arch: string) =>
    count(arch, 'as-published')
      .layers.filter(({ kind, id }) => kind !== 'relu' && (id.startsWith('cell') || id.startsWith('reduce')))
      .map(({ outputShape }) => outputShape.join('x'));

  it('shrinks 5×5 by 2 and 7×7 by 4', () => {
    expect(sizes('conv5,conv7')).toEqual(['26x26x64', '22x22x64', '11x11x64', '9x9x128', '5x5x128', '2x2x128']);
  });

  it('pads an image lower than the kernel above and to the left', () => {
    expect(sizes('conv7,conv7')).toEqual(['24x24x64', '20x20x64', '10x10x64', '6x6x128', '5x5x128', '2x2x128']);
    const rescued = build('conv7,conv7', 'as-published').layers.find(({ id }) => id === 'cell2.op2.conv7');
    expect(rescued?.op).toMatchObject({ padding: { top: 4, bottom: 1, left: 4, right: 1 } });
  });

  it('keeps the size in twoconv and has no biases there', () => {
    expect(sizes('twoconv,identity').slice(0, 3)).toEqual(['30x28x64', '28x28x64', '28x28x64']);
    // 1·3·1·64 + 3·1·64·64 + 1·3·64·128 + 3·1·128·128
    expect(count('twoconv,identity', 'as-published').params.cells).toBe(192 + 12_288 + 24_576 + 49_152);
  });

  it('makes sep of two separable convolutions with batch norm', () => {
    const { params } = count('sep,identity', 'as-published');
    const cell1 = 9 + 1 + 2 + 9 + 64 + 128;
    const cell2 = 576 + 4096 + 128 + 576 + 8192 + 256;
    expect(params.cells).toBe(cell1 + cell2 + (2 + 128 + 128 + 256));
    expect(params.total - params.trainable).toBe(2 + 128 + 128 + 256);
  });

  it('leaves out the second op of the second cell where no op has changed the channels', () => {
    const ids = build('max,avg', 'as-published').layers.map(({ id }) => id);
    expect(ids).toContain('cell1.op2.avg');
    expect(ids).toContain('cell2.op2.avg.skipped');
    expect(build('max,conv3', 'as-published').layers.map(({ id }) => id)).not.toContain('cell2.op2.conv3.skipped');
  });

  it('refuses images that shrink away', () => {
    const error = labError(() => build('conv7,conv7', 'as-published', [10, 10, 1]));
    expect(error.kind).toBe('space');
    expect(error.message).toMatch(/a-small conv7,conv7, profile as-published: images of 10×10×1 come down to 1×1/);
  });
});

describe('A_small, bad input', () => {
  it.each([
    [[3, 28, 1], /height must be an integer from 4 to 4096, got 3/],
    [[28, 5000, 1], /width .* got 5000/],
    [[28, 28, 0], /channels .* got 0/],
    [[28, 28], /must be \[height, width, channels\], got \[28, 28\]/],
    [[28.5, 28, 1], /height .* got 28.5/],
  ])('refuses images of %s', (input, message) => {
    const error = labError(() => build('conv3,max', 'teach', input));
    expect(error.kind).toBe('space');
    expect(error.message).toMatch(message);
  });

  it('refuses a single class', () => {
    expect(labError(() => aSmall.build(aSmall.parse('max,max'), { profile: 'teach', input: MNIST, classes: 1 })).message).toMatch(
      /classes must be an integer from 2 to 65536, got 1/,
    );
  });

  it.each([
    ['conv3', "a-small: 'conv3' must name 2 ops, got 1.", "Write two ops, for example 'conv3,max'."],
    ['', "a-small: '' must name 2 ops, got none.", "Write two ops, for example 'conv3,max'."],
    ['max,avg,sep', "a-small: 'max,avg,sep' must name 2 ops, got 3.", "Write two ops, for example 'conv3,max'."],
    [
      'conv3, mx',
      "a-small: op2 'mx' (at character 8) is not an op of this space.",
      "Did you mean 'max'? Known: twoconv, conv3, conv5, conv7, max, avg, identity, sep.",
    ],
    [
      '<cnov5,max>',
      "a-small: op1 'cnov5' (at character 2) is not an op of this space.",
      "Did you mean 'conv5'? Known: twoconv, conv3, conv5, conv7, max, avg, identity, sep.",
    ],
  ])('explains %j', (text, message, remedy) => {
    const error = labError(() => aSmall.parse(text));
    expect([error.kind, error.message, error.remedy]).toEqual(['space', message, remedy]);
  });

  it.each([[[8, 0]], [[0.5, 0]], [[-1, 0]], [[0]], [[0, 0, 0]]])('refuses the choices %j', (choices) => {
    expect(labError(() => aSmall.format({ space: 'a-small', choices })).kind).toBe('space');
  });

  it('refuses a genotype of another space', () => {
    expect(labError(() => aSmall.format({ space: 'darts', choices: [0, 0] })).message).toMatch(/belongs to the space 'darts'/);
  });
});
