import type { Rng } from '../../src/engine/core/rng';
import type { Hyper, Module, SpaceDefinition, Value } from '../../src/engine/space/blocks/types';

const pick = <T>(rng: Rng, options: readonly [T, ...T[]]): T => options[rng.int(options.length)] ?? options[0];

function hyper(rng: Rng, numbers: readonly number[]): Hyper {
  switch (rng.int(3)) {
    case 0:
      return { kind: 'choice', options: [...numbers] };
    case 1:
      return { kind: 'int', min: numbers[0] ?? 1, max: (numbers[0] ?? 1) + rng.int(3) };
    default:
      return { kind: 'constant', value: numbers[0] ?? 1 };
  }
}

/** A setting: a number, decided in place, or one of the shared ones (all of which are whole numbers from 1 to 5). */
function value(rng: Rng, numbers: readonly number[]): Value<number> {
  const kind = rng.int(4);
  if (kind === 0) return numbers[0] ?? 1;
  if (kind === 1) return hyper(rng, numbers);
  return { use: pick(rng, ['a', 'b', 'c', 'sum']) };
}

/** Every layer keeps height and width, so that any two of them can follow each other. */
function layer(rng: Rng): Module {
  switch (rng.int(6)) {
    case 0:
      return { kind: 'conv2d', filters: value(rng, [2, 3]), kernel: value(rng, [1, 3]) };
    case 1:
      return { kind: 'separableConv2d', filters: value(rng, [2, 4]), kernel: 3, activation: 'relu' };
    case 2:
      return { kind: 'maxPool', size: value(rng, [2, 3]), stride: 1 };
    case 3:
      return { kind: 'batchNorm' };
    case 4:
      return { kind: 'dropout', rate: { kind: 'real', min: 0, max: 0.5, step: 0.25 } };
    default:
      return { kind: 'identity' };
  }
}

function module(rng: Rng, depth: number): Module {
  if (depth === 0) return layer(rng);
  const below = (): Module => module(rng, depth - 1);
  switch (rng.int(11)) {
    case 0:
      return { kind: 'sequential', modules: [below(), below()] };
    case 1:
      return { kind: 'permutation', modules: [below(), below()] };
    case 2:
      return { kind: 'optional', module: below(), ...(rng.int(2) === 0 ? {} : { when: { use: 'flag' } }) };
    case 3:
      return { kind: 'repeat', module: below(), count: rng.int(2) === 0 ? { use: 'a' } : { kind: 'int', min: 0, max: 2 } };
    case 4:
      return {
        kind: 'or',
        options: { first: below(), second: below() },
        ...(rng.int(2) === 0 ? {} : { choice: { use: 'flag' } }),
      };
    case 5:
      return { kind: 'when', test: pick(rng, ['a < b', 'sum > 4', 'flag == true']), yes: below(), no: below() };
    case 6:
      return { kind: 'add', branches: [below(), below()], calibrate: true };
    case 7:
      return { kind: 'concat', branches: [below(), { kind: 'optional', module: below(), keepLink: false }], calibrate: true };
    case 8:
      return {
        kind: 'cell',
        inputs: pick(rng, [1, 2]),
        filters: value(rng, [2, 3]),
        nodes: {
          n1: { kind: 'sequential', modules: [{ kind: 'inputChoice' }, layer(rng)] },
          n2: { kind: 'add', branches: [below(), { kind: 'inputChoice', choose: 'any', calibrate: true }], calibrate: true },
          n3: { kind: 'inputChoice', choose: 2, calibrate: true },
        },
      };
    case 9:
      return { use: 'part', ...(rng.int(2) === 0 ? {} : { as: 'shared' }) };
    default:
      return layer(rng);
  }
}

/** A definition that is valid by construction, of any of the combinators, some of them nested three deep. */
export function randomDefinition(rng: Rng): SpaceDefinition {
  return {
    version: 1,
    title: 'random',
    hyperparameters: {
      a: { kind: 'int', min: 1, max: 2 },
      b: { kind: 'choice', options: [1, 3] },
      c: { kind: 'choice', options: [2, 4] },
      flag: { kind: 'bool' },
      sum: { kind: 'dynamic', formula: pick(rng, ['a + b', 'max(a, b)', 'a == 1 ? b : 2 * a']) },
    },
    modules: { part: { kind: 'sequential', modules: [layer(rng), { kind: 'optional', module: layer(rng) }] } },
    network: { kind: 'sequential', modules: [module(rng, 1 + rng.int(2)), module(rng, rng.int(3))] },
    ...(rng.int(4) === 0 ? { training: { batch: { kind: 'choice', options: [16, 32] } } } : {}),
  };
}
