import { beforeAll, describe, expect, it } from 'vitest';
import { countGraph } from '../../../../src/engine/graph';
import { GraphBuilder } from '../../../../src/engine/graph/builder';
import { spaceById } from '../../../../src/engine/space';
import { DARTS_OPS, DARTS_V1, DARTS_V2 } from '../../../../src/engine/space/darts/genotype';
import { tf } from '../../../../src/engine/tensor';
import { forward, planForward } from '../../../../src/engine/train/forward';
import { cellSpaceConformance } from '../../../support/cellSpaces';
import { labError } from '../../graph/support';
import { useBackend } from '../../train/backends';

const darts = spaceById('darts');
const CIFAR = { profile: 'paper', input: [32, 32, 3], classes: 10 } as const;
const count = (text: string, id = 'darts', options: Parameters<typeof darts.build>[1] = CIFAR) => {
  const space = spaceById(id);
  return countGraph(space.build(space.parse(text), options));
};

describe('DARTS, counted', () => {
  it('has 1,037,664,180 genotypes a cell', () => {
    expect(darts.size).toBe(1_037_664_180n ** 2n);
  });

  it('takes C(n, 2) pairs of states and 7² ops at each node: all texts of one node, written out', () => {
    const found = [0, 0, 0, 0].map((_, node) => {
      const genotypes = new Set<string>();
      for (let a = 0; a < 6; a += 1) {
        for (let b = 0; b < 6; b += 1) {
          for (const op1 of DARTS_OPS) {
            for (const op2 of DARTS_OPS) {
              const edges = Array.from({ length: 4 }, () => "('skip_connect', 0), ('skip_connect', 1)");
              edges[node] = `('${op1}', ${a}), ('${op2}', ${b})`;
              const cell = `[${edges.join(', ')}]`;
              const text = `Genotype(normal=${cell}, normal_concat=[2, 3, 4, 5], reduce=${cell}, reduce_concat=range(2, 6))`;
              if (a !== b && a < node + 2 && b < node + 2) genotypes.add(darts.parse(text).choices.join());
              else expect(() => darts.parse(text)).toThrow(/because it comes later|two edges from state/);
            }
          }
        }
      }
      return genotypes.size;
    });
    expect(found).toEqual([1, 3, 6, 10].map((pairs) => 49 * pairs));
    expect(found.reduce((product, n) => product * BigInt(n), 1n)).toBe(1_037_664_180n);
  });

  // golden.md: from the authors' code.
  it('DARTS_V2 at C = 36 with 20 cells on CIFAR-10 has 3,349,342 parameters and 528,353,280 convolution MACs', () => {
    const { params, layers } = count(DARTS_V2);
    expect(params.trainable).toBe(3_349_342);
    const convolutions = layers.filter(({ kind }) => kind === 'conv2d' || kind === 'depthwiseConv2d');
    expect(convolutions.reduce((sum, { macs }) => sum + macs, 0)).toBe(528_353_280);
    expect(layers.at(-3)?.outputShape).toEqual([8, 8, 576]);
  });

  it('sets cells and channels by options, which are part of the id', () => {
    const text = 'darts?cells=8&channels=16';
    expect(spaceById(text).id).toBe(text);
    const { layers } = count(DARTS_V1, text);
    expect(new Set(layers.map(({ group }) => group)).size).toBe(8 + 3);
    // C = 16 through two doublings, four nodes concatenated
    expect(layers.at(-3)?.outputShape).toEqual([8, 8, 256]);
    expect(() => spaceById('darts?cells=3')).toThrow(/option 'cells' .* cannot be '3'/);
  });

  it('counts one separable cell by hand', () => {
    const edges =
      "[('sep_conv_5x5', 0), ('sep_conv_3x3', 1), ('max_pool_3x3', 0), ('skip_connect', 1), ('dil_conv_3x3', 0), ('avg_pool_3x3', 1), ('dil_conv_5x5', 0), ('skip_connect', 4)]";
    const text = `Genotype(normal=${edges}, normal_concat=[2, 3, 4, 5], reduce=${edges}, reduce_concat=[2, 3, 4, 5])`;
    const { layers } = count(text, 'darts', { profile: 'teach', input: [28, 28, 1], classes: 10 });
    const cell = (n: number) =>
      layers.filter(({ group }) => group === `cell${n}`).reduce((sum, { trainableParams }) => sum + trainableParams, 0);
    const c = 8;
    const ops = (C: number) =>
      2 * (25 * C + C * C + 2 * C) + 2 * (9 * C + C * C + 2 * C) + (9 * C + C * C + 2 * C) + (25 * C + C * C + 2 * C);
    expect(cell(1)).toBe(2 * (24 * c + 2 * c) + ops(c));
    // Reduction: inputs of 24 and 32 channels fitted by 1×1 convolutions, one skip of stride 2 by a factorized reduction.
    const C = 16;
    expect(cell(2)).toBe(24 * C + 2 * C + 32 * C + 2 * C + ops(C) + C * C + 2 * C);
  });
});

describe('DARTS, a mean that halves', () => {
  beforeAll(async () => {
    await useBackend('cpu');
  });

  it('is that of PyTorch’s centred windows without their padding', () => {
    const skips = ", ('skip_connect', 0), ('skip_connect', 1)".repeat(3);
    const edges = `[('avg_pool_3x3', 0), ('avg_pool_3x3', 1)${skips}]`;
    const text = `Genotype(normal=${edges}, normal_concat=[2, 3, 4, 5], reduce=${edges}, reduce_concat=[2, 3, 4, 5])`;
    const { layers } = darts.build(darts.parse(text), { profile: 'teach', input: [28, 28, 1], classes: 10 });
    const ops = layers.filter(({ id }) => id.startsWith('cell2.node1.edge1.')).map(({ op }) => op);
    const builder = new GraphBuilder();
    const graph = builder.build(
      builder.chain(
        'mean',
        builder.input([4, 5, 1]),
        ops.map((op, i) => [`step${i}`, op]),
      ),
    );
    const values = tf.tidy(() => {
      const x = tf.tensor4d(
        Array.from({ length: 20 }, (_, i) => i * i),
        [1, 4, 5, 1],
      );
      return [...forward(planForward(graph), graph.output, x, new Map(), { training: false }).dataSync()];
    });
    // torch 2.13.0: AvgPool2d(3, stride=2, padding=1, count_include_pad=False) of arange(20)² as 4×5.
    const torch = [15.5, 27.166666, 42.5, 127.166664, 161.333328, 199.166672];
    expect(values).toHaveLength(torch.length);
    values.forEach((value, i) => {
      expect(value).toBeCloseTo(torch[i] ?? Number.NaN, 4);
    });
  });
});

describe('DARTS, the authors’ text', () => {
  it('comes back with the edges of a node ordered by state; the order itself means nothing', () => {
    const turned = DARTS_V2.replace("('sep_conv_3x3', 0), ('sep_conv_3x3', 1)", "('sep_conv_3x3', 1), ('sep_conv_3x3', 0)");
    const genotype = darts.parse(DARTS_V2);
    expect(darts.parse(turned)).toEqual(genotype);
    const text = darts.format(genotype);
    expect(text).toContain("('skip_connect', 0), ('sep_conv_3x3', 1)");
    expect(darts.parse(text)).toEqual(genotype);
    expect(darts.format(darts.parse(DARTS_V1))).toMatch(
      /^Genotype\(normal=\[\('sep_conv_3x3', 0\), .*reduce_concat=\[2, 3, 4, 5\]\)$/,
    );
  });

  it.each([
    [
      ['sep_conv_3x3', 'sep_conv_3x'],
      "'sep_conv_3x' (at character 20) is not an op of this space",
      "Did you mean 'sep_conv_3x3'?",
    ],
    [
      ["'dil_conv_3x3', 2", "'dil_conv_3x3', 5"],
      "'5' (at character 182) names an input that node 5 of the normal cell cannot read",
      'inputs 0 to 4',
    ],
    [["'dil_conv_3x3', 2", "'none', 2"], "'none' (at character 167) takes part in the search alone", 'another op'],
    [["('skip_connect', 0), ('dil", "('dil"], 'must have 8 edges, two a node, got 7', 'Genotype(normal='],
    [["('dil_conv_3x3', 2)", "('dil_conv_3x3', 0)"], 'two edges from state 0 at node 5', 'two different states'],
    [['2, 3, 4, 5', '2, 3, 4'], '(normal_concat) must be 2, 3, 4, 5', 'normal_concat=[2, 3, 4, 5]'],
    [['reduce=', 'reduction='], "has no field 'reduce=[...]'", 'Genotype('],
    [["('dil_conv_3x3', 2)", "('dil_conv_3x3', two)"], "'two' (at character 182) is not the number of an input", '0 to 4'],
  ] as const)('refuses %j, saying where', ([from, to], message, remedy) => {
    const error = labError(() => darts.parse(DARTS_V2.replace(from, to)));
    expect(error.kind).toBe('space');
    expect(error.message).toContain(message);
    expect(error.remedy).toContain(remedy);
  });
});

cellSpaceConformance(darts);
