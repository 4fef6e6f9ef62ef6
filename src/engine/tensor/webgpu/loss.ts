import type { TensorInfo } from '@tensorflow/tfjs-core';
import { LabError } from '../../core/errors';
import { int, type KernelCall, requiredInput, runShader, type Shader, webgpuBackend } from './shader';
import { sumSplits } from './sumRows';

const WORKGROUP = 64;

/** Shared by both shaders: log(sum over c of exp(z[c] - top)) + top of one row, top = the row's largest logit. */
const LOG_SUM_EXP = /* wgsl */ `
fn logSumExp(first : i32) -> f32 {
  var top = logits[first];
  for (var c = 1; c < uniforms.classes; c += 1) {
    top = max(top, logits[first + c]);
  }
  var sum = 0.0;
  for (var c = 0; c < uniforms.classes; c += 1) {
    sum += exp(logits[first + c] - top);
  }
  return top + log(sum);
}
`;

/** result[i] = (1 / batch) sum over c of targets[i, c] * (logSumExp_i - logits[i, c]); one invocation a row. */
const ROW_LOSS: Shader = {
  name: 'cross_entropy_rows',
  inputs: ['logits', 'targets'],
  uniforms: 'batch : i32, classes : i32,',
  workgroupSize: WORKGROUP,
  wgsl: `${LOG_SUM_EXP}${
    /* wgsl */ `
fn main(index : i32) {
  if (index >= uniforms.batch) { return; }
  let first = index * uniforms.classes;
  let norm = logSumExp(first);
  var loss = 0.0;
  for (var c = 0; c < uniforms.classes; c += 1) {
    loss += targets[first + c] * (norm - logits[first + c]);
  }
  result[index] = loss / f32(uniforms.batch);
}
`
  }`,
};

/** result[i, c] = (exp(logits[i, c] - logSumExp_i) - targets[i, c]) / batch; one invocation a row. */
const SLOPE: Shader = {
  name: 'cross_entropy_slope',
  inputs: ['logits', 'targets'],
  uniforms: 'batch : i32, classes : i32,',
  workgroupSize: WORKGROUP,
  wgsl: `${LOG_SUM_EXP}${
    /* wgsl */ `
fn main(index : i32) {
  if (index >= uniforms.batch) { return; }
  let first = index * uniforms.classes;
  let norm = logSumExp(first);
  for (var at = first; at < first + uniforms.classes; at += 1) {
    result[at] = (exp(logits[at] - norm) - targets[at]) / f32(uniforms.batch);
  }
}
`
  }`,
};

/**
 * Mean negative log-likelihood in nats and its gradient by the logits, three dispatches:
 *   loss = -(1 / batch) sum_i sum_c targets[i, c] log softmax(logits)[i, c],
 *   slope = (softmax(logits) - targets) / batch, rows of targets summing to 1.
 * inputs {logits, targets}: [batch, classes]; outputs [loss: scalar, slope: [batch, classes]].
 */
export function softmaxCrossEntropy(call: KernelCall): TensorInfo[] {
  const backend = webgpuBackend(call);
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
  const uniforms = [int(batch), int(classes)];
  const rows = runShader(backend, {
    shader: ROW_LOSS,
    inputs: [logits, targets],
    output: { shape: [batch, 1], dtype: 'float32' },
    invocations: batch,
    uniforms,
  });
  const loss = sumSplits(backend, rows, batch, []);
  const slope = runShader(backend, {
    shader: SLOPE,
    inputs: [logits, targets],
    output: { shape: logits.shape, dtype: 'float32' },
    invocations: batch,
    uniforms,
  });
  return [loss, slope];
}
