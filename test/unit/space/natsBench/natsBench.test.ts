import { describe, expect, it } from 'vitest';
import { Rng } from '../../../../src/engine/core/rng';
import { countGraph, graphHash } from '../../../../src/engine/graph';
import { spaceById } from '../../../../src/engine/space';
import { enumerate } from '../../../../src/engine/space/genotype';
import { natsTopology } from '../../../../src/engine/space/natsBench/topology';
import { canonicalTopology, uniqueTopologies } from '../../../../src/engine/space/natsBench/unique';
import type { Genotype } from '../../../../src/engine/space/types';
import { cellSpaceConformance } from '../../../support/cellSpaces';
import { labError } from '../../graph/support';

const nats = spaceById('nats-bench');
const CIFAR = { profile: 'paper', input: [32, 32, 3], classes: 10 } as const;
const MNIST = { profile: 'teach', input: [28, 28, 1], classes: 10 } as const;
const build = (text: string, options: Parameters<typeof nats.build>[1] = MNIST) => nats.build(nats.parse(text), options);
const hash = (text: string) => graphHash(build(text));
const canonical = (text: string) => canonicalTopology(natsTopology(nats.parse(text).choices));

const ZERO = hash('|none~0|+|none~0|none~1|+|none~0|none~1|none~2|');

const ALL_CONV = '|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|nor_conv_3x3~0|nor_conv_3x3~1|nor_conv_3x3~2|';

describe('NATS-Bench, counted', () => {
  it('has 15,625 strings', () => {
    expect(nats.size).toBe(15_625n);
  });

  // golden.md
  it('has 6,466 unique topologies', () => {
    const unique = uniqueTopologies();
    expect(unique).toHaveLength(6_466);
    expect(new Set(unique.map((choices) => canonicalTopology(natsTopology(choices)))).size).toBe(6_466);
  });

  it('has the parameters and multiply-accumulates of the all-3×3 network, by hand', () => {
    const { params, macs } = countGraph(build(ALL_CONV, CIFAR));
    const conv = (from: number, to: number, side: number) => side * side * from * to;
    const block = (from: number, to: number, side: number) => conv(from, to, side) + 2 * to;
    const stages = [16, 32, 64].map((c) => 5 * 6 * block(c, c, 3));
    const reductions = [16, 32].map((c) => block(c, 2 * c, 3) + block(2 * c, 2 * c, 3) + conv(c, 2 * c, 1));
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    expect(params.trainable).toBe(block(3, 16, 3) + sum(stages) + sum(reductions) + 2 * 64 + 650);
    expect(params.trainable).toBe(1_531_546);
    const cells = sum([16, 32, 64].map((c, i) => (32 >> i) ** 2 * 30 * conv(c, c, 3)));
    const down = sum([16, 32].map((c, i) => (16 >> i) ** 2 * (conv(c, 2 * c, 3) + conv(2 * c, 2 * c, 3) + conv(c, 2 * c, 1))));
    expect(macs).toBe(1024 * conv(3, 16, 3) + cells + down + 640);
  });

  it('sets cells and channels by options', () => {
    const space = spaceById('nats-bench?cells=2&channels=4');
    const { layers } = countGraph(space.build(space.parse(ALL_CONV), MNIST));
    expect(new Set(layers.filter(({ group }) => group.startsWith('cell')).map(({ group }) => group)).size).toBe(6);
    expect(layers.at(-3)?.outputShape).toEqual([7, 7, 16]);
  });
});

describe('NATS-Bench, cells that are the same', () => {
  it('writes a cell as an expression: skips vanish, zeros spread, sums are sorted', () => {
    expect(canonical('|nor_conv_1x1~0|+|none~0|skip_connect~1|+|none~0|none~1|avg_pool_3x3~2|')).toBe(
      '#+#+(#+(0)@nor_conv_1x1)@avg_pool_3x3',
    );
    expect(canonical('|none~0|+|none~0|nor_conv_3x3~1|+|nor_conv_3x3~0|skip_connect~1|none~2|')).toBe('#+#+(0)@nor_conv_3x3');
  });

  it.each([
    [
      'a dead branch',
      '|none~0|+|none~0|nor_conv_3x3~1|+|nor_conv_3x3~0|skip_connect~1|none~2|',
      '|nor_conv_1x1~0|+|avg_pool_3x3~0|none~1|+|nor_conv_3x3~0|none~1|none~2|',
    ],
    [
      'the same path through another node',
      '|nor_conv_1x1~0|+|none~0|none~1|+|skip_connect~0|nor_conv_3x3~1|none~2|',
      '|none~0|+|nor_conv_1x1~0|none~1|+|skip_connect~0|none~1|nor_conv_3x3~2|',
    ],
    ['zero', '|none~0|+|none~0|none~1|+|none~0|none~1|none~2|', '|none~0|+|none~0|none~1|+|none~0|avg_pool_3x3~1|none~2|'],
  ])('gives two genotypes which differ by %s one graph hash', (_, a, b) => {
    expect(hash(a)).toBe(hash(b));
  });

  it('names a representative for each network: 6,333 of cells that see the image, where graph hashes say so', () => {
    const all = [...enumerate(nats)];
    const texts = all.map((genotype) => {
      const same = nats.representative?.(genotype) ?? null;
      return same && nats.format(same);
    });
    expect(texts.filter((text) => text === null)).toHaveLength(341);
    expect(new Set(texts.filter((text) => text !== null)).size).toBe(6_333);
    // 600 are drawn: hashing all 15,625 takes half a minute (they agree, too).
    const rng = Rng.fromSeed(1, 'cells');
    const drawn = Array.from({ length: 600 }, () => rng.int(all.length));
    const hashOf = new Map<string | null, string>();
    for (const place of drawn) {
      const text = texts[place] ?? null;
      const own = hash(nats.format(all[place] as Genotype));
      expect(text === null ? ZERO : hash(text)).toBe(own);
      expect(hashOf.get(text) ?? own).toBe(own);
      hashOf.set(text, own);
    }
    expect(new Set(hashOf.values()).size).toBe(hashOf.size);
  });

  it('tells a sum of two convolutions from twice the same convolution, which the canonical form does not', () => {
    const two = '|nor_conv_3x3~0|+|none~0|none~1|+|nor_conv_3x3~0|skip_connect~1|none~2|';
    const twice = '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|none~0|skip_connect~1|skip_connect~2|';
    expect(countGraph(build(two)).params.cells).toBe(2 * countGraph(build(twice)).params.cells);
    expect(hash(two)).not.toBe(hash(twice));
  });

  it('builds a cell without a way to its output as zeros, and a bare skip as nothing', () => {
    const zeros = build('|none~0|+|none~0|none~1|+|none~0|none~1|none~2|').layers.filter(({ group }) => group === 'cell2');
    expect(zeros.map(({ op }) => op.kind)).toEqual(['zero']);
    const bare = build('|none~0|+|none~0|none~1|+|skip_connect~0|none~1|none~2|');
    expect(bare.layers.some(({ group }) => group.startsWith('cell'))).toBe(false);
  });
});

describe('NATS-Bench, the string', () => {
  it.each([
    [
      '|nor_conv_3x3~0|+|none~0|skip_conect~1|+|none~0|none~1|none~2|',
      "'skip_conect' (at character 26)",
      "Did you mean 'skip_connect'?",
    ],
    [
      '|nor_conv_3x3~0|+|none~0|none~2|+|none~0|none~1|none~2|',
      "'2' (at character 31) names an input that node 2 cannot read",
      'inputs 0 to 1',
    ],
    ['|nor_conv_3x3~0|+|none~1|none~0|+|none~0|none~1|none~2|', 'stands where the edge from node 0 belongs', 'from node 0 on'],
    ['|nor_conv_3x3~0|+|none~0|none~1|', "must have 3 nodes joined by '+', got 2", '|nor_conv_3x3~0|+'],
    ['|nor_conv_3x3~0|+|none~0|+|none~0|none~1|none~2|', 'must have 2 edges into node 2, got 1', '|nor_conv_3x3~0|+'],
    [
      '|nor_conv_3x3|+|none~0|none~1|+|none~0|none~1|none~2|',
      "'nor_conv_3x3' (at character 2) is not an edge",
      "'nor_conv_3x3~0'",
    ],
    ['nor_conv_3x3~0+|none~0|none~1|+|none~0|none~1|none~2|', "must stand between two '|'", '|nor_conv_3x3~0|+'],
  ])('refuses %s', (text, message, remedy) => {
    const error = labError(() => nats.parse(text));
    expect(error.kind).toBe('space');
    expect(error.message).toContain(message);
    expect(error.remedy).toContain(remedy);
  });
});

cellSpaceConformance(nats);
