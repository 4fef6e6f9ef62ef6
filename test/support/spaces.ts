import { LabError } from '../../src/engine/core/errors';
import type { Choice, Decision, Genotype, SearchSpace } from '../../src/engine/space/types';

/** Spaces without networks, each awkward in another way: what strategies are tried on. */

function numbers(
  id: string,
  title: string,
  size: bigint | null,
  next: (choices: readonly Choice[]) => Decision | null,
): SearchSpace {
  return {
    id,
    title,
    source: 'the tests',
    size,
    profiles: [],
    next,
    format: ({ choices }: Genotype) => choices.join(','),
    parse: (text) => ({ space: id, choices: text.split(',').map(Number) }),
    build: () => {
      throw new LabError('space', `${id}: its points are no networks.`, 'Choose a space of networks.');
    },
  };
}

const UNEVEN: readonly Decision[] = [
  { kind: 'categorical', name: 'op', options: ['a', 'b', 'c'] },
  { kind: 'int', name: 'width', min: 2, max: 9, step: 3 },
  { kind: 'categorical', name: 'single', options: ['only'] },
  { kind: 'categorical', name: 'skip', options: ['no', 'yes'] },
];

/** Uneven decisions of three kinds with countable options: 3 x 3 x 1 x 2. */
export const uneven = numbers('uneven', 'Uneven decisions', 18n, (choices) => UNEVEN[choices.length] ?? null);

/** Conditional: a number of layers from 1 to 4, then an op for each, and a size where the op is 'conv'. 3 + 3^2 + 3^3 + 3^4 = 120. */
export const depth = numbers('depth', 'Layers with sizes', 120n, (choices) => {
  const [layers, ...rest] = choices;
  if (layers === undefined) return { kind: 'int', name: 'layers', min: 1, max: 4, step: 1 };
  let at = 0;
  for (let layer = 1; layer <= layers; layer += 1) {
    const op = rest[at];
    if (op === undefined) return { kind: 'categorical', name: `op${layer}`, options: ['conv', 'pool'] };
    at += 1;
    if (op !== 0) continue;
    if (rest[at] === undefined) return { kind: 'categorical', name: `size${layer}`, options: ['3', '5'] };
    at += 1;
  }
  return null;
});

const BUMPY: readonly Decision[] = [
  { kind: 'float', name: 'rate', min: 1e-4, max: 1e-1, scale: 'log' },
  { kind: 'float', name: 'drop', min: 0, max: 0.5, scale: 'linear', step: 0.1 },
  { kind: 'float', name: 'mix', min: -1, max: 1, scale: 'linear' },
  { kind: 'categorical', name: 'optimiser', options: ['adam', 'sgd'] },
];

/** Continuous decisions of both scales, a stepped one, and a choice. */
export const bumpy = numbers('bumpy', 'Numbers of all kinds', null, (choices) => BUMPY[choices.length] ?? null);

/** Two points: every strategy has soon seen all there is. */
export const tiny = numbers('tiny', 'Two points', 2n, (choices) =>
  choices.length === 0 ? { kind: 'categorical', name: 'side', options: ['left', 'right'] } : null,
);
