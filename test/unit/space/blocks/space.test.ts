import { describe, expect, it } from 'vitest';
import type { Shape } from '../../../../src/engine/core/shape';
import { countGraph, graphHash } from '../../../../src/engine/graph';
import type { NetworkGraph } from '../../../../src/engine/graph/types';
import {
  add,
  avgPool,
  bool,
  cell,
  choice,
  conv2d,
  dense,
  dropout,
  dynamic,
  factorizedReduction,
  flatten,
  identity,
  inputChoice,
  int,
  logReal,
  maxPool,
  moduleOf,
  optional,
  or,
  orderOf,
  permutation,
  real,
  relu,
  repeat,
  sequential,
  steppedReal,
  use,
  when,
  zero,
} from '../../../../src/engine/space/blocks/combinators';
import { type BlockSpace, spaceOf } from '../../../../src/engine/space/blocks/space';
import type { Module, SpaceDefinition } from '../../../../src/engine/space/blocks/types';
import { enumerate } from '../../../../src/engine/space/genotype';
import { labError } from '../../graph/support';

const define = (network: Module, rest: Partial<SpaceDefinition> = {}): BlockSpace =>
  spaceOf({ version: 1, title: 'test', network, ...rest }, 'test');
const texts = (space: BlockSpace): readonly string[] => [...enumerate(space)].map((genotype) => space.format(genotype));
const build = (space: BlockSpace, text: string, input: Shape = [8, 8, 2]): NetworkGraph =>
  space.build(space.parse(text), { profile: 'teach', input, classes: 3 });
/** Kinds and output shapes, the input and the logits aside. */
const drawn = (graph: NetworkGraph): readonly string[] =>
  countGraph(graph)
    .layers.slice(1, -1)
    .map((layer) => `${layer.kind} ${layer.outputShape.join('x')}`);

const conv = (filters: number, kernel = 3): Module => conv2d({ filters, kernel });

describe('decisions', () => {
  it('ask for a hyperparameter that is used in three places once, and for one written in a repeat at every turn', () => {
    const shared = define(repeat(conv2d({ filters: use('f'), kernel: use('f') }), 3), { hyperparameters: { f: choice([1, 3]) } });
    expect(texts(shared)).toEqual(['f=1', 'f=3']);
    const own = define(repeat(conv2d({ filters: choice([1, 3]), kernel: 1 }), 2, { name: 'layer' }));
    expect(texts(own)[1]).toBe('layer.1.filters=1,layer.2.filters=3');
    expect(own.size).toBe(4n);
  });

  it('share what is decided inside a module among the uses of one name', () => {
    const modules = { block: sequential(conv2d({ filters: choice([1, 2]), kernel: choice([1, 3]) }), relu) };
    const apart = define(sequential(moduleOf('block'), moduleOf('block')), { modules });
    const alike = define(sequential(moduleOf('block', 'x'), moduleOf('block', 'x'), moduleOf('block', 'y')), { modules });
    expect([apart.size, alike.size]).toEqual([16n, 16n]);
    expect(texts(apart)[1]).toBe('block.filters=1,block.kernel=1,block2.filters=1,block2.kernel=3');
    expect(texts(alike)[1]).toBe('x.filters=1,x.kernel=1,y.filters=1,y.kernel=3');
    const [first, second, third] = build(alike, 'x.filters=2,x.kernel=3,y.filters=1,y.kernel=1').layers.filter(
      ({ op }) => op.kind === 'conv2d',
    );
    expect(first?.op).toEqual(second?.op);
    expect(third?.op).not.toEqual(second?.op);
  });

  it('are asked only on the path that was chosen', () => {
    const space = define(or({ conv: conv2d({ filters: choice([1, 2, 3]), kernel: 3 }), skip: identity }));
    expect(texts(space)).toEqual(
      ['op=conv,conv.filters=1', 'op=conv,conv.filters=2', 'op=conv,conv.filters=3', 'op=skip'].map((text) =>
        text.replace('op.conv', 'conv'),
      ),
    );
    expect(space.size).toBe(4n);
  });

  it('ask first, as listed, for what matters on every path', () => {
    const space = define(
      sequential(optional(conv2d({ filters: use('late'), kernel: 1 })), conv2d({ filters: use('f'), kernel: use('k') })),
      {
        hyperparameters: { k: choice([1, 3]), late: choice([4, 5]), f: choice([1, 2]) },
      },
    );
    expect(texts(space).at(-1)).toBe('k=3,f=2,conv2d=true,late=5');
  });

  it('are not asked where there is one option, and kept apart where names meet', () => {
    const space = define(sequential(conv2d({ filters: choice([7]), kernel: int(3, 3) }), optional(relu), optional(relu)));
    expect(texts(space)).toEqual([
      'relu=false,relu2=false',
      'relu=false,relu2=true',
      'relu=true,relu2=false',
      'relu=true,relu2=true',
    ]);
  });

  it('cannot be counted where one is continuous, and say so', () => {
    const space = define(conv(2), { training: { learningRate: logReal(1e-4, 1e-1) } });
    expect([space.size, space.sizeReason]).toEqual([null, "'learningRate' is continuous"]);
    expect(space.training?.(space.parse('learningRate=0.00123'))).toEqual({ learningRate: 0.00123 });
  });

  it('count a continuous one only where it is met, and give up on what depends on too much', () => {
    expect(define(optional(dropout(real(0, 0.5)))).size).toBeNull();
    expect(define(when('1 > 2', dropout(real(0, 0.5)), optional(relu))).size).toBe(2n);
  });

  it('count 60 layers of 100 widths exactly: 100^60', () => {
    const space = define(repeat(conv2d({ filters: int(1, 100), kernel: 1 }), 60));
    expect(space.size).toBe(100n ** 60n);
  });

  it('count conditional repeats of conditional repeats', () => {
    // n turns, each 0 to 2 convolutions of 2 kernels: (1 + 2 + 4)^n for n = 1, 2, 3.
    const space = define(repeat(repeat(conv2d({ filters: 1, kernel: choice([1, 3]) }), int(0, 2)), int(1, 3)));
    expect(space.size).toBe(7n + 49n + 343n);
    expect(texts(space)).toHaveLength(399);
  });

  it('count decisions that share a controlling hyperparameter', () => {
    // deep: each of two blocks asks for 3 kernels; shallow: nothing. 9 + 1.
    const block = when('deep == true', conv2d({ filters: 1, kernel: choice([1, 3, 5]) }), relu);
    const space = define(sequential(block, block), { hyperparameters: { deep: bool() } });
    expect(space.size).toBe(10n);
    expect(texts(space)).toHaveLength(10);
  });
});

describe('modules', () => {
  it('stand in the order that is decided', () => {
    const space = define(permutation({ act: relu, conv: conv(4), drop: dropout(0.5) }, orderOf('act', 'conv', 'drop')));
    expect(space.size).toBe(6n);
    expect(drawn(build(space, 'order=drop>conv>act'))).toEqual([
      'dropout 8x8x2',
      'conv2d 8x8x4',
      'relu 8x8x4',
      'globalAvgPool 4',
    ]);
  });

  it('are left out with their link kept, or with it cut', () => {
    const kept = define(add([conv(2), optional(maxPool({ size: 3, stride: 1 }))]));
    expect(drawn(build(kept, 'maxPool=false'))).toEqual(['conv2d 8x8x2', 'add 8x8x2', 'globalAvgPool 2']);
    expect(build(kept, 'maxPool=false').layers.find(({ op }) => op.kind === 'add')?.inputs).toContain('input');
    const cut = define(add([conv(2), { ...optional(identity), keepLink: false }]));
    expect(drawn(build(cut, 'identity=false'))).toEqual(['conv2d 8x8x2', 'globalAvgPool 2']);
    const only = define({ ...optional(conv(2)), keepLink: false });
    const error = labError(() => build(only, 'conv2d=false'));
    expect([error.message, error.remedy]).toEqual([
      expect.stringMatching(/^network: nothing reaches the output/),
      expect.stringMatching(/keepLink/),
    ]);
  });

  it('know the number of their turn, and that of the repeat around it', () => {
    const inner = repeat(conv2d({ filters: dynamic('10 * (block + 1) + step'), kernel: 1 }), 2);
    const space = define(repeat(inner, 2, { step: 'block' }));
    expect(drawn(build(space, ''))).toEqual([
      'conv2d 8x8x10',
      'conv2d 8x8x11',
      'conv2d 8x8x20',
      'conv2d 8x8x21',
      'globalAvgPool 21',
    ]);
    expect([space.size, texts(space)]).toEqual([1n, ['']]);
  });

  it('take their options from a shared hyperparameter by name, number or truth', () => {
    const options = { conv: conv(4), pool: avgPool({ size: 3, stride: 1 }) };
    for (const kind of [choice(['conv', 'pool']), choice([0, 1]), bool()]) {
      const space = define(sequential(or(options, use('op')), or(options, use('op'))), { hyperparameters: { op: kind } });
      const second = texts(space)[1] ?? '';
      expect(drawn(build(space, second))).toEqual(['avgPool 8x8x2', 'avgPool 8x8x2', 'globalAvgPool 2']);
    }
  });

  it('read any earlier node of a cell, and put its loose ends together', () => {
    const space = define(
      cell({
        a: sequential(inputChoice(), conv(2)),
        b: sequential(inputChoice(), conv(3)),
        c: sequential(inputChoice({ choose: 2, merge: 'concat' }), relu),
      }),
    );
    // a: 1 way; b: 2; c: 2 of 3 = 3.
    expect(space.size).toBe(6n);
    const loose = build(space, 'b.input=input,c.input=input+a');
    expect(drawn(loose)).toEqual([
      'conv2d 8x8x2',
      'conv2d 8x8x3',
      'concat 8x8x4',
      'relu 8x8x4',
      'concat 8x8x7',
      'globalAvgPool 7',
    ]);
    const chained = build(space, 'b.input=a,c.input=input+b');
    expect(drawn(chained).at(-2)).toBe('relu 8x8x5');
  });

  it('may read none of what could be skipped to, or all of it', () => {
    const space = define(
      cell({ a: conv(2), b: add([conv(2), inputChoice({ name: 'skip', choose: 'any' })]) }, { output: 'last' }),
    );
    expect(texts(space)).toHaveLength(4);
    expect(drawn(build(space, 'b.skip-input=false,b.skip-a=false'))).toEqual(['conv2d 8x8x2', 'conv2d 8x8x2', 'globalAvgPool 2']);
    const all = build(space, 'b.skip-input=true,b.skip-a=true');
    expect(all.layers.filter(({ op }) => op.kind === 'add').map(({ inputs }) => inputs.length)).toEqual([2, 2]);
  });

  it('bring two inputs of a cell to one size: the older through a factorized reduction', () => {
    const two = cell({ sum: inputChoice({ choose: 2 }) }, { inputs: 2, filters: 4, output: 'last' });
    const space = define(sequential(two, maxPool({ size: 2 }), two));
    const graph = build(space, '', [9, 9, 2]);
    const sums = countGraph(graph).layers.filter(({ kind }) => kind === 'add');
    expect(sums.map(({ outputShape }) => outputShape)).toEqual([
      [9, 9, 4],
      [5, 5, 4],
    ]);
  });

  it('halve a picture by a factorized reduction as Hypernets prints it: 12,352 parameters a path at 192 channels', () => {
    const graph = build(define(factorizedReduction(128)), '', [28, 28, 192]);
    const { layers } = countGraph(graph);
    expect(layers.filter(({ kind }) => kind === 'conv2d').map(({ params }) => params)).toEqual([12_352, 12_352]);
    expect(layers.map(({ kind, outputShape }) => `${kind} ${outputShape.join('x')}`).slice(1, 10)).toEqual([
      'relu 28x28x192',
      'avgPool 14x14x192',
      'conv2d 14x14x64',
      'zeroPad 29x29x192',
      'crop 28x28x192',
      'avgPool 14x14x192',
      'conv2d 14x14x64',
      'concat 14x14x128',
      'batchNorm 14x14x128',
    ]);
  });

  it('are grouped by the outermost turn or cell', () => {
    const space = define(sequential(conv(2), repeat(conv(2), 2), cell({ a: relu })), {
      head: sequential(flatten, dense({ units: 5 })),
    });
    expect(build(space, '').layers.map(({ group }) => group)).toEqual([
      'input',
      'stem',
      'cell1',
      'cell2',
      'cell3',
      'head',
      'head',
      'head',
    ]);
  });

  it('use the numbers of a profile for what layers are, the genotype being the same', () => {
    const space = define(conv2d({ filters: dynamic('8 * width'), kernel: choice([1, 3]) }), {
      profiles: { paper: { width: 4 }, teach: { width: 1 } },
    });
    const genotype = space.parse('kernel=3');
    const filters = (profile: 'paper' | 'teach'): number | undefined =>
      countGraph(space.build(genotype, { profile, input: [8, 8, 1], classes: 2 })).layers[1]?.outputShape[2];
    expect([space.profiles, filters('paper'), filters('teach')]).toEqual([['paper', 'teach'], 32, 8]);
  });

  it('give one network where the order of a sum is all that differs', () => {
    const space = define(add([or({ a: relu, b: zero }, undefined, 'x'), or({ a: relu, b: zero }, undefined, 'y')]));
    expect(graphHash(build(space, 'x=a,y=b'))).toBe(graphHash(build(space, 'x=b,y=a')));
  });
});

describe('text', () => {
  const space = define(conv2d({ filters: int(2, 8, 2), kernel: choice([1, 3]) }), {
    training: { dropout: steppedReal(0, 0.5, 0.1), learningRate: logReal(0.001, 0.1) },
  });

  it('writes steps without dust, and reads decisions in any order', () => {
    const genotype = space.parse(' dropout=0.3, kernel=3,learningRate=0.012345678901234567,filters=4 ');
    expect(genotype.choices).toEqual([4, 1, 0.012345678901234567, 0.30000000000000004]);
    expect(space.format(genotype)).toBe('filters=4,kernel=3,learningRate=0.012345678901234567,dropout=0.3');
    expect(space.training?.(genotype)).toEqual({ dropout: 0.3, learningRate: 0.012345678901234567 });
  });

  it.each([
    ['filters=4,kernle=3,learningRate=0.01,dropout=0', /no decision 'kernle' \(at character 11\)/, /Did you mean 'kernel'/, 11],
    ['filters=4,kernel=5,learningRate=0.01,dropout=0', /kernel '5' \(at character 18\) is not an option/, /Known: 1, 3/, 18],
    ['filters=3,kernel=1,learningRate=0.01,dropout=0', /filters '3' .* must be 2 plus a multiple of 2/, /in steps of 2/, 9],
    ['filters=4,kernel=1,learningRate=1,dropout=0', /learningRate '1' .* must lie in 0.001..0.1/, /from 0.001 to 0.1/, 33],
    ['filters=4,filters=4', /'filters' \(at character 11\) is given twice/, /Remove one/, 11],
    ['filters=4,kernel', /'kernel' \(at character 11\) is not of the form name=value/, /filters=16/, 11],
    ['filters=4,kernel=1,learningRate=0.01,dropout=0,x=1', /no decision 'x' \(at character 48\)/, /Known/, 48],
    ['kernel=1', /the decision 'filters' is missing/, /filters=2/, undefined],
  ])('explains %s', (text, message, remedy, column) => {
    const error = labError(() => space.parse(text));
    expect(error.message).toMatch(message);
    expect([error.kind, error.column]).toEqual(['space', column]);
    expect(error.remedy).toMatch(remedy);
  });

  it('refuses genotypes of another space, too short, too long and out of range', () => {
    const genotype = space.parse('filters=4,kernel=3,learningRate=0.01,dropout=0.3');
    const format = (choices: readonly number[], id = 'test'): string =>
      labError(() => space.format({ space: id, choices })).message;
    expect(format(genotype.choices, 'other')).toMatch(/belongs to 'other'/);
    expect(format([4])).toMatch(/choice 2 \('kernel'\) is missing/);
    expect(format([...genotype.choices, 0])).toMatch(/ends after 4 choices, got 5/);
    expect(format([4, 2, 0.01, 0])).toMatch(/choice 2 \('kernel'\)/);
    expect(labError(() => space.next([9])).message).toMatch(/choice 1 \('filters'\) cannot be 9/);
  });
});
