import type { TensorInfo } from '@tensorflow/tfjs-core';
import { LabError } from '../../core/errors';
import { type LaneTree, laneTree } from './laneTree';
import { int, type KernelCall, requiredInput, runShaderToMany, type Shader, webgpuBackend } from './shader';

const WORKGROUP = 64;

/**
 * One workgroup for the whole batch, its lane taking every 64th row:
 *   result[i, c] = (exp(logits[i, c] - norm_i) - targets[i, c]) / batch,   norm_i = log sum over c of exp(logits[i, c]),
 *   loss = (1 / batch) sum over i, c of targets[i, c] (norm_i - logits[i, c]),
 *   correct = rows whose largest logit is at the largest target, of equal ones the first.
 * The lanes' sums are added as a binary tree, so that the order of additions depends on the batch only. Text = SCORE + tree.
 */
const scoreShader = (tree: LaneTree): Shader => ({
  name: `softmax_score${tree.subgroups ? '_subgroups' : ''}`,
  inputs: ['logits', 'targets'],
  outputs: ['loss', 'correct'],
  uniforms: 'batch : i32, classes : i32,',
  workgroupSize: WORKGROUP,
  subgroups: tree.subgroups,
  wgsl: SCORE + tree.wgsl,
});

const SCORE = /* wgsl */ `
fn joined(a : vec2<f32>, b : vec2<f32>) -> vec2<f32> { return a + b; }

fn main(index : i32, size : i32, place : i32) {
  let classes = uniforms.classes;
  let batch = uniforms.batch;
  var rowLoss = 0.0;
  var rowHits = 0.0;
  for (var row = index; row < batch; row += 64) {
    let first = row * classes;
    let end = first + classes;
    var answer = first;
    var wanted = first;
    for (var at = first + 1; at < end; at += 1) {
      if (logits[at] > logits[answer]) { answer = at; }
      if (targets[at] > targets[wanted]) { wanted = at; }
    }
    let top = logits[answer];
    var sum = 0.0;
    for (var at = first; at < end; at += 1) {
      sum += exp(logits[at] - top);
    }
    let norm = top + log(sum);
    for (var at = first; at < end; at += 1) {
      let logit = logits[at];
      let wish = targets[at];
      rowLoss += wish * (norm - logit);
      result[at] = (exp(logit - norm) - wish) / f32(batch);
    }
    rowHits += select(0.0, 1.0, answer == wanted);
  }
  let sums = joinLanes(index, vec2<f32>(rowLoss, rowHits), size, place);
  if (index == 0) {
    loss[0] = sums.x / f32(batch);
    correct[0] = sums.y;
  }
}
`;

/**
 * Mean negative log-likelihood in nats, its gradient by the logits, and the rows that are right, in one dispatch:
 *   loss = -(1 / batch) sum_i sum_c targets[i, c] log softmax(logits)[i, c],
 *   slope = (softmax(logits) - targets) / batch, rows of targets summing to 1.
 * inputs {logits, targets}: [batch, classes]; outputs [loss: scalar, slope: [batch, classes], correct: scalar].
 */
export function softmaxCrossEntropy(call: KernelCall): TensorInfo[] {
  const logits = requiredInput(call, 'logits');
  const targets = requiredInput(call, 'targets');
  const [batch, classes] = logits.shape;
  if (batch === undefined || classes === undefined) {
    throw new LabError(
      'backend',
      `softmaxCrossEntropy: logits must be [batch, classes], got [${logits.shape.join(', ')}].`,
      'Flatten the logits to one row per example.',
    );
  }
  const scalar = { shape: [], dtype: 'float32' } as const;
  const backend = webgpuBackend(call);
  const [slope, loss, correct] = runShaderToMany(
    backend,
    {
      shader: scoreShader(laneTree(backend, 'vec2<f32>')),
      inputs: [logits, targets],
      output: { shape: logits.shape, dtype: 'float32' },
      invocations: WORKGROUP,
      uniforms: [int(batch), int(classes)],
    },
    [scalar, scalar],
  );
  return loss === undefined || correct === undefined ? [] : [loss, slope, correct];
}
