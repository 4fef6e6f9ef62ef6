import { describe, expect, it } from 'vitest';
import { countGraph } from '../../../src/engine/graph';
import { aSmall } from '../../../src/engine/space/aSmall/space';
import {
  add,
  avgPool,
  choice,
  conv2d,
  identity,
  maxPool,
  optional,
  or,
  relu,
  repeat,
  sequential,
} from '../../../src/engine/space/blocks/combinators';
import { type BlockSpace, spaceOf } from '../../../src/engine/space/blocks/space';
import type { Module } from '../../../src/engine/space/blocks/types';
import { spaceById } from '../../../src/engine/space/catalogue';
import { validateSpace } from '../../../src/engine/space/validateSpace';
import { memoryBytes } from '../../../src/engine/space/validation/memory';

const define = (network: Module): BlockSpace => spaceOf({ version: 1, title: 'test', network }, 'test');
const conv = (filters: number, kernel = 3): Module => conv2d({ filters, kernel });
const codes = (space: BlockSpace): readonly string[] => validateSpace(space).warnings.map(({ code }) => code);
const four = (module: Module): Module => sequential(module, module, module, module);

describe('validateSpace', () => {
  it('warns of two operations and no identity, and of neither where there are three with one', () => {
    expect(codes(define(four(or({ conv3: conv(4), max: maxPool({ size: 3, stride: 1 }) }))))).toEqual([
      'few-operations',
      'no-identity',
    ]);
    expect(codes(define(four(or({ conv3: conv(4), max: maxPool({ size: 3, stride: 1 }), identity }))))).not.toContain(
      'few-operations',
    );
    expect(codes(define(four(or({ conv3: conv(4), max: maxPool({ size: 3, stride: 1 }), identity }))))).not.toContain(
      'no-identity',
    );
  });

  // 'identity,op' and 'op,identity' are one network for each of the seven other ops.
  it('finds A_small free of faults: 57 different networks in 64 cells', () => {
    const report = validateSpace(aSmall);
    expect(report).toMatchObject({ looked: 64, complete: true, genotypes: 64, networks: 57, unbuildable: 0, decisions: [2, 2] });
    expect(report.warnings).toEqual([]);
  });

  it('names the option that never changes the child', () => {
    // Three ways to write nothing: none of them changes the child.
    const space = define(four(or({ none: sequential(), also: sequential(), same: sequential() })));
    const { warnings, networks } = validateSpace(space);
    expect(networks).toBe(1);
    const idle = warnings.filter(({ code }) => code === 'option-without-effect').map(({ path }) => path);
    expect(idle).toContain('op=also');
    expect(warnings.map(({ code }) => code)).toContain('duplicates');
  });

  it('warns of channels that shrink from cell to cell, with a genotype', () => {
    const space = define(
      repeat(
        sequential(
          conv2d({ filters: choice([4, 8]), kernel: 3 }),
          or({ a: relu, b: identity, c: avgPool({ size: 3, stride: 1 }) }),
        ),
        2,
      ),
    );
    const [warning] = validateSpace(space).warnings.filter(({ code }) => code === 'channels-shrink');
    // 8 then 4: a quarter of the 36 genotypes.
    expect(warning?.message).toBe('9 of 36 children have fewer channels later than before, as cell2: 8 to 4.');
    expect(warning?.example).toMatch(/repeat\.1\.filters=8.*repeat\.2\.filters=4/);
  });

  it('counts genotypes that cannot be built and shows one', () => {
    const space = define(add([identity, conv2d({ filters: 1, kernel: 3, stride: choice([1, 2, 3, 4]) })]));
    const report = validateSpace(space);
    expect([report.unbuildable, report.genotypes]).toEqual([3, 1]);
    const warning = report.warnings.find(({ code }) => code === 'cannot-be-built');
    expect(warning).toMatchObject({ message: expect.stringMatching(/^3 of 4 .*cannot keep its shape/), example: 'stride=2' });
  });

  it('counts children over a memory budget: 2 x batch x activations + 16 bytes a weight', () => {
    const space = define(conv2d({ filters: choice([1, 64]), kernel: 1 }));
    const graph = space.build(space.parse('filters=64'), { profile: 'teach', input: [28, 28, 1], classes: 10 });
    const need = memoryBytes(countGraph(graph), 32);
    // Input 784, convolution 784 x 64, mean 64, logits 10; 128 + 650 weights.
    expect(need).toBe(2 * 32 * 4 * (784 + 784 * 64 + 64 + 10) + 16 * (128 + 650));
    expect(validateSpace(space, { batch: 32, memoryLimitBytes: need }).overMemory).toBe(0);
    const report = validateSpace(space, { batch: 32, memoryLimitBytes: need - 1 });
    expect(report.overMemory).toBe(1);
    expect(report.warnings.find(({ code }) => code === 'over-memory')?.example).toBe('filters=64');
  });

  it('warns of very few and very many points', () => {
    expect(codes(define(optional(relu)))).toContain('small');
    const many = define(repeat(or({ a: conv(2, 1), b: conv(2, 3), c: identity, d: maxPool({ size: 3, stride: 1 }) }), 40));
    expect(validateSpace(many, { samples: 10, changes: 20 }).warnings.find(({ code }) => code === 'large')?.message).toMatch(
      /10\^24 points/,
    );
  });

  it('is the same each time, tells its progress, and stops when told to', () => {
    const space = spaceById('hypernets-dnn');
    const options = { samples: 20, changes: 30, seed: 3 };
    expect(validateSpace(space, options)).toEqual(validateSpace(space, options));
    const seen: number[] = [];
    validateSpace(space, { ...options, onProgress: (done, total) => seen.push(done / total) });
    expect([seen.length > 40, seen.at(-1), seen.every((x, i) => i === 0 || x >= (seen[i - 1] ?? 0))]).toEqual([true, 1, true]);
    let asked = 0;
    const stopped = (): boolean => {
      asked += 1;
      return asked >= 5;
    };
    const report = validateSpace(space, { ...options, stopped });
    expect(report.looked).toBeLessThanOrEqual(5);
  });

  it.each(['training', 'a-small+training', 'branin', 'hypernets-cnn'])('takes %s', (id) => {
    const report = validateSpace(spaceById(id), { samples: 12, changes: 40 });
    expect([report.unbuildable, report.looked > 0]).toEqual([0, true]);
    expect(report.warnings.filter(({ code }) => code === 'cannot-be-built')).toEqual([]);
  });
});
