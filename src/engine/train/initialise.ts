import { Rng } from '../core/rng';
import type { TrainOptions } from './types';
import type { VariableSpec } from './variables';

/**
 * Half-width b of the uniform distribution U(-b, b) a variable is drawn from; 0 gives zeros.
 *   he-uniform:    weights sqrt(6 / fanIn), biases 0        (He et al. 2015, eq. 10, for a uniform law)
 *   torch-default: weights and biases 1 / sqrt(fanIn)       (PyTorch's kaiming_uniform with a = sqrt(5))
 * fanIn: inputs that one output sums over, kernel height x kernel width x input channels for a convolution.
 */
export function initBound(init: TrainOptions['init'], role: 'weights' | 'bias', fanIn: number): number {
  switch (init) {
    case 'he-uniform':
      return role === 'weights' ? Math.sqrt(6 / fanIn) : 0;
    case 'torch-default':
      return 1 / Math.sqrt(fanIn);
    default:
      return init satisfies never;
  }
}

/**
 * Starting values of one variable, row-major. Each variable has a stream of its own, named after it, so that its values
 * depend on the seed and its name alone: not on the backend, and not on the rest of the graph.
 */
export function initialValues(spec: VariableSpec, init: TrainOptions['init'], seed: number): Float32Array {
  const values = new Float32Array(spec.size);
  if (spec.role === 'ones') return values.fill(1);
  if (spec.role === 'zeros') return values;
  const bound = initBound(init, spec.role, spec.fanIn);
  if (bound === 0) return values;
  const rng = Rng.fromSeed(seed, `init:${spec.name}`);
  for (let i = 0; i < values.length; i += 1) values[i] = (2 * rng.uniform() - 1) * bound;
  return values;
}
