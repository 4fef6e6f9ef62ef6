import type { Decision, Genotype, SearchSpace } from '../../src/engine/space/types';

/** One dense layer: enough to be counted. */
const smallest: SearchSpace['build'] = (_, { input, classes }) => ({
  version: 1,
  layers: [
    { id: 'input', op: { kind: 'input', shape: input }, inputs: [], group: 'input' },
    { id: 'flat', op: { kind: 'flatten' }, inputs: ['input'], group: 'head' },
    { id: 'out', op: { kind: 'dense', units: classes, bias: true }, inputs: ['flat'], group: 'head' },
  ],
  output: 'out',
});

function listed(id: string, decisions: readonly Decision[], size: bigint | null): SearchSpace {
  return {
    id,
    title: id,
    source: 'the tests',
    size,
    profiles: ['teach'],
    next: (choices) => decisions[choices.length] ?? null,
    format: ({ choices }) => choices.join(','),
    parse: (text) => ({ space: id, choices: text.split(',').map(Number) }),
    build: smallest,
  };
}

/** `edges` decisions of `ops` options, as NATS-Bench's topology space has 6 of 5. */
export function natsLike(edges: number, ops: number): SearchSpace {
  const options = Array.from({ length: ops }, (_, i) => `op${i}`);
  const decisions = Array.from({ length: edges }, (_, i): Decision => ({ kind: 'categorical', name: `edge${i}`, options }));
  return listed(`nats-${edges}-${ops}`, decisions, BigInt(ops) ** BigInt(edges));
}

/** An op and a learning rate. */
export const tuned: SearchSpace = {
  ...listed(
    'tuned',
    [
      { kind: 'categorical', name: 'op', options: ['conv', 'sep', 'none'] },
      { kind: 'float', name: 'learningRate', min: 1e-4, max: 1e-2, scale: 'log' },
    ],
    null,
  ),
  training: ({ choices }: Genotype) => ({ learningRate: choices[1] ?? 1e-3 }),
};

/** x^2 + y^2 on [-2, 2]^2. */
export const bowl: SearchSpace = {
  ...listed(
    'bowl',
    [
      { kind: 'float', name: 'x', min: -2, max: 2, scale: 'linear' },
      { kind: 'float', name: 'y', min: -2, max: 2, scale: 'linear' },
    ],
    null,
  ),
  value: { minimum: 0, maximum: 8, at: ({ choices: [x = 0, y = 0] }) => x * x + y * y },
};
