import type { PolicyShape } from '../types';
import type { Arena } from './arena';
import type { ForwardPass } from './forward';
import type { TapeNode } from './tape';

/** Slopes this small count as 0: products with them would be subnormal, which is slow, and no step needs them. */
const LEAST_SLOPE = 1e-20;

/**
 * From the samples' gradients at the logits (node.logitGradient) and at the entropies to the gradient of the loss with
 * respect to all parameters, written to the arena; where a descent has begun there (Arena.begin), matrices take its step at
 * once instead, without their gradient being written. entropyWeight: entropyCoefficient / batch.
 * Every node is passed once, children before their parents, whatever the number of samples.
 */
export function backwardPass(shape: PolicyShape, arena: Arena, pass: ForwardPass, entropyWeight: number): void {
  const { kernels, layout } = arena;
  const { nodes, used, ground } = pass.tape;
  if (shape.input === 'sample') arena.clearGradient(layout.inputKernel);
  if (layout.start !== null) arena.clearGradient(layout.start);
  for (const slice of layout.embeddings) arena.clearGradient(slice);

  for (let n = used - 1; n >= 0; n -= 1) {
    const node = nodes[n] as TapeNode;
    if (node.visits === 0) continue;
    const before = node.before ?? ground;
    throughHead(arena, node, entropyWeight * node.visits);
    if (node.hasRecurrent) {
      const { gates, hidden } = layout;
      kernels.multiplyTransposed(
        node.dHidden,
        arena.parameter(layout.recurrentKernel),
        node.dRecurrentSums,
        gates * hidden,
        hidden,
      );
    }
    pass.cell.backward(kernels, layout.hidden, node, before);
    throughInput(shape, arena, pass, node, before);
  }
  sumParameterGradients(shape, arena, pass);
}

/** Entropy and what the next input gave, to the logits; from there to dHidden. */
function throughHead({ kernels, layout, parameters }: Arena, node: TapeNode, entropyWeight: number): void {
  const { memory } = kernels;
  const { probs, logProbs, logitGradient, dLogits, dFed } = node;
  let through = 0;
  for (let k = 0; k < probs.length; k += 1) through += (probs[k] as number) * (memory[dFed + k] as number);
  // d entropy / d logits = -p (log p + entropy);  d p / d logits = diag(p) - p p^T
  for (let k = 0; k < probs.length; k += 1) {
    const p = probs[k] as number;
    const own = p > 0 ? entropyWeight * p * ((logProbs[k] as number) + node.entropy) : 0;
    const slope = (logitGradient[k] as number) + own + p * ((memory[dFed + k] as number) - through);
    memory[dLogits + k] = Math.abs(slope) < LEAST_SLOPE ? 0 : slope;
  }
  const kernel = layout.headKernels[node.decision];
  if (kernel === undefined) throw new RangeError(`backwardPass: there is no decision ${node.decision}`);
  kernels.multiplyTransposed(node.dHidden, parameters + kernel.offset, dLogits, probs.length, layout.hidden);
}

/** dInputSums to what was fed. */
function throughInput(shape: PolicyShape, arena: Arena, pass: ForwardPass, node: TapeNode, before: TapeNode): void {
  const { kernels, layout } = arena;
  const { hidden, gates, start } = layout;
  const matrix = arena.parameter(layout.inputKernel);
  const addTo = (place: number, length: number): void =>
    kernels.multiply(place, place, matrix, node.dInputSums, length, gates * hidden);
  if (before === pass.tape.ground) {
    if (start !== null) addTo(arena.gradient(start), hidden);
    return;
  }
  switch (shape.input) {
    case 'softmax':
      addTo(before.dFed, before.probs.length);
      break;
    case 'sample':
      arena.addToGradient(layout.inputKernel, node.option * gates * hidden, node.dInputSums, gates * hidden);
      break;
    case 'embedding':
      addTo(arena.gradient(pass.embedding(before.decision)) + node.option * hidden, hidden);
      break;
    case 'output':
      addTo(before.dHidden, hidden);
      break;
    default:
      shape.input satisfies never;
  }
}

/** Weights and biases: sums over the nodes. */
function sumParameterGradients(shape: PolicyShape, arena: Arena, pass: ForwardPass): void {
  const { layout } = arena;
  const { hidden, gates, inputs, maxOptions } = layout;
  const { ground, nodes, used } = pass.tape;
  const sums = gates * hidden;
  arena.clearGradient(layout.inputBias);
  arena.clearGradient(layout.recurrentBias);
  arena.addToGradient(layout.recurrentBias, 0, ground.dRecurrentSums, sums);
  for (let n = 0; n < used; n += 1) {
    const node = nodes[n] as TapeNode;
    if (node.visits === 0) continue;
    arena.addToGradient(layout.inputBias, 0, node.dInputSums, sums);
    if (!node.hasRecurrent) continue;
    arena.addToGradient(layout.recurrentBias, 0, node.dRecurrentSums, sums);
    arena.addOuter(layout.recurrentKernel, node.dRecurrentSums, node.hidden, sums, hidden);
  }
  arena.endSum(layout.recurrentKernel, sums, hidden);

  for (let t = 0; t < shape.options.length; t += 1) {
    const kernel = layout.headKernels[t];
    const bias = layout.headBiases[t];
    if (kernel === undefined || bias === undefined) throw new RangeError(`backwardPass: there is no decision ${t}`);
    const count = bias.size;
    arena.clearGradient(bias);
    for (let n = 0; n < used; n += 1) {
      const node = nodes[n] as TapeNode;
      if (node.decision !== t || node.visits === 0) continue;
      arena.addToGradient(bias, 0, node.dLogits, count);
      arena.addOuter(kernel, node.dLogits, node.hidden, count, hidden);
    }
    arena.endSum(kernel, count, hidden);
  }

  if (shape.input === 'sample') return;
  const rows = shape.input === 'softmax' ? maxOptions : inputs;
  for (let n = 0; n < used; n += 1) {
    const node = nodes[n] as TapeNode;
    const fed = node.visits === 0 ? null : fedPlace(shape, arena, pass, node);
    if (fed !== null) arena.addOuter(layout.inputKernel, fed, node.dInputSums, rows, sums);
  }
  arena.endSum(layout.inputKernel, rows, sums);
}

/** Where the vector lies that this node was fed; null where it was 0. */
function fedPlace(shape: PolicyShape, arena: Arena, pass: ForwardPass, node: TapeNode): number | null {
  const { layout } = arena;
  const before = node.before ?? pass.tape.ground;
  if (before === pass.tape.ground) return layout.start === null ? null : arena.parameter(layout.start);
  switch (shape.input) {
    case 'softmax':
      return before.fed;
    case 'sample':
      return null;
    case 'embedding':
      return arena.parameter(pass.embedding(before.decision)) + node.option * layout.hidden;
    case 'output':
      return before.hidden;
    default:
      return shape.input satisfies never;
  }
}
