import type { TensorInfo } from '@tensorflow/tfjs-core';
import { isRelu } from './conv2d';
import { numberAttr } from './geometry';
import { type LaneTree, laneTree } from './laneTree';
import {
  float,
  int,
  type KernelCall,
  requiredInput,
  runShader,
  runShaderToMany,
  type Shader,
  sizeOf,
  type UniformValue,
  webgpuBackend,
} from './shader';
import { chooseSplits } from './sumRows';

/**
 * Batch normalisation of x: [rows, channels] (Ioffe and Szegedy 2015, algorithm 1 and section 3), three dispatches forward
 * and three backward: sums of parts of the rows, their sum channel by channel, one pass over all elements.
 * Where a shader works on Values, Value is f32, or vec4<f32> over four neighbouring channels if the channels are a multiple
 * of 4; `channels` then counts vec4s.
 */
const WORKGROUP = 64;
type Component = 1 | 4;
const alias = (component: Component): string => `alias Value = ${component === 4 ? 'vec4<f32>' : 'f32'};\n`;

const UNIFORMS = 'rows : i32, channels : i32, splits : i32, rowsPerSplit : i32, epsilon : f32, relu : i32,';

/**
 * Moments of each part: partial[part, 0, c] = mean, partial[part, 1, c] = sum of (x - mean)^2, in two passes over the part.
 */
const PART_MOMENTS = /* wgsl */ `
fn main(index : i32) {
  let c = index % uniforms.channels;
  let part = index / uniforms.channels;
  if (part >= uniforms.splits) { return; }
  let first = part * uniforms.rowsPerSplit;
  let end = min(first + uniforms.rowsPerSplit, uniforms.rows);
  var sum = Value(0.0);
  for (var row = first; row < end; row += 1) {
    sum += x[row * uniforms.channels + c];
  }
  let mean = sum / f32(end - first);
  var squares = Value(0.0);
  for (var row = first; row < end; row += 1) {
    let d = x[row * uniforms.channels + c] - mean;
    squares += d * d;
  }
  result[2 * part * uniforms.channels + c] = mean;
  result[(2 * part + 1) * uniforms.channels + c] = squares;
}
`;

/**
 * Mean (result) and biased variance of each channel, a workgroup a channel: parts joined by the update formulas of Chan,
 * Golub and LeVeque 1983 (eq. 1.5), each lane every 64th of them, then the lanes as a binary tree.
 */
const joinMoments = (tree: LaneTree): Shader => ({
  name: `batch_norm_moments${tree.subgroups ? '_subgroups' : ''}`,
  inputs: ['parts'],
  outputs: ['variance'],
  uniforms: UNIFORMS,
  workgroupSize: WORKGROUP,
  subgroups: tree.subgroups,
  wgsl: JOIN_MOMENTS + tree.wgsl,
});

const JOIN_MOMENTS = /* wgsl */ `
/** (values, mean, squared deviations) of two sets of values together. */
fn joined(a : vec3<f32>, b : vec3<f32>) -> vec3<f32> {
  let n = a.x + b.x;
  let share = select(b.x / n, 0.0, n == 0.0);
  let d = b.y - a.y;
  return vec3<f32>(n, a.y + d * share, a.z + b.z + d * d * a.x * share);
}

fn main(index : i32, size : i32, place : i32) {
  let lane = index % 64;
  let c = index / 64;
  let channels = uniforms.channels;
  var mine = vec3<f32>(0.0);
  if (c < channels) {
    for (var part = lane; part < uniforms.splits; part += 64) {
      let count = min(uniforms.rowsPerSplit, uniforms.rows - part * uniforms.rowsPerSplit);
      let at = 2 * part * channels + c;
      mine = joined(mine, vec3<f32>(f32(count), parts[at], parts[at + channels]));
    }
  }
  let all = joinLanes(lane, mine, size, place);
  if (lane == 0 && c < channels) {
    result[c] = all.y;
    variance[c] = all.z / f32(uniforms.rows);
  }
}
`;

/** y = act(gamma (x - mean) / sqrt(variance + epsilon) + beta), one Value an invocation. */
const NORMALISE = /* wgsl */ `
fn main(index : i32) {
  if (index >= uniforms.rows * uniforms.channels) { return; }
  let c = index % uniforms.channels;
  let scale = gamma[c] * inverseSqrt(variance[c] + uniforms.epsilon);
  let y = (x[index] - mean[c]) * scale + beta[c];
  result[index] = select(y, max(y, Value(0.0)), uniforms.relu == 1);
}
`;

/** With g = dy act'(y): partial[part, 0, c] = sum of g, partial[part, 1, c] = sum of g (x - mean). */
const PART_SLOPES = /* wgsl */ `
fn main(index : i32) {
  let c = index % uniforms.channels;
  let part = index / uniforms.channels;
  if (part >= uniforms.splits) { return; }
  let first = part * uniforms.rowsPerSplit;
  let end = min(first + uniforms.rowsPerSplit, uniforms.rows);
  let middle = mean[c];
  let scale = gamma[c] * inverseSqrt(variance[c] + uniforms.epsilon);
  let shift = beta[c];
  var sum = Value(0.0);
  var products = Value(0.0);
  for (var row = first; row < end; row += 1) {
    let at = row * uniforms.channels + c;
    let d = x[at] - middle;
    let passes = (d * scale + shift > Value(0.0)) | (Value(f32(uniforms.relu)) == Value(0.0));
    let g = select(Value(0.0), dy[at], passes);
    sum += g;
    products += g * d;
  }
  result[2 * part * uniforms.channels + c] = sum;
  result[(2 * part + 1) * uniforms.channels + c] = products;
}
`;

/**
 * dgamma = r sum g (x - mean) and dbeta = sum g, a workgroup a channel; and what dx needs of each channel,
 * result[k, c] = mean, gamma r, beta, dbeta / rows, r dgamma / rows for k from 0 to 4.
 */
const joinSlopes = (tree: LaneTree): Shader => ({
  name: `batch_norm_slopes${tree.subgroups ? '_subgroups' : ''}`,
  inputs: ['parts', 'gamma', 'beta', 'mean', 'variance'],
  outputs: ['dgamma', 'dbeta'],
  uniforms: UNIFORMS,
  workgroupSize: WORKGROUP,
  subgroups: tree.subgroups,
  wgsl: JOIN_SLOPES + tree.wgsl,
});

const JOIN_SLOPES = /* wgsl */ `
fn joined(a : vec2<f32>, b : vec2<f32>) -> vec2<f32> { return a + b; }

fn main(index : i32, size : i32, place : i32) {
  let lane = index % 64;
  let c = index / 64;
  let channels = uniforms.channels;
  var mine = vec2<f32>(0.0);
  if (c < channels) {
    for (var part = lane; part < uniforms.splits; part += 64) {
      let at = 2 * part * channels + c;
      mine += vec2<f32>(parts[at], parts[at + channels]);
    }
  }
  let sums = joinLanes(lane, mine, size, place);
  if (lane == 0 && c < channels) {
    let r = inverseSqrt(variance[c] + uniforms.epsilon);
    let rows = f32(uniforms.rows);
    dbeta[c] = sums.x;
    dgamma[c] = r * sums.y;
    result[c] = mean[c];
    result[channels + c] = gamma[c] * r;
    result[2 * channels + c] = beta[c];
    result[3 * channels + c] = sums.x / rows;
    result[4 * channels + c] = r * r * sums.y / rows;
  }
}
`;

/** dx = gamma r (g - dbeta / rows - (x - mean) r dgamma / rows), `facts` as JOIN_SLOPES leaves them. */
const INPUT_SLOPE = /* wgsl */ `
fn main(index : i32) {
  let channels = uniforms.channels;
  if (index >= uniforms.rows * channels) { return; }
  let c = index % channels;
  let scale = facts[channels + c];
  let d = x[index] - facts[c];
  let passes = (d * scale + facts[2 * channels + c] > Value(0.0)) | (Value(f32(uniforms.relu)) == Value(0.0));
  let g = select(Value(0.0), dy[index], passes);
  result[index] = scale * (g - facts[3 * channels + c] - d * facts[4 * channels + c]);
}
`;

function valueShader(name: string, inputs: readonly string[], main: string, component: Component): Shader {
  return {
    name: `batch_norm_${name}_${component}`,
    inputs,
    components: inputs.map(() => component),
    outputComponent: component,
    uniforms: UNIFORMS,
    workgroupSize: WORKGROUP,
    wgsl: alias(component) + main,
  };
}

interface Sizes {
  readonly channels: number;
  readonly component: Component;
  /** Values of a row, and of everything. */
  readonly units: number;
  readonly elements: number;
  readonly splits: number;
  /** Uniforms of a shader that counts channels in so many Values. */
  uniforms(channels: number): UniformValue[];
}

function sizesOf(call: KernelCall, shape: readonly number[]): Sizes {
  const channels = shape.at(-1) ?? 1;
  const rows = sizeOf(shape) / channels;
  const component = channels % 4 === 0 ? 4 : 1;
  const units = channels / component;
  const { splits, rowsPerSplit } = chooseSplits(rows, 1, units, 2 * channels);
  const epsilon = numberAttr(call.attrs, 'epsilon');
  const relu = isRelu(call.attrs?.activation) ? 1 : 0;
  const uniforms = (count: number): UniformValue[] => [
    int(rows),
    int(count),
    int(splits),
    int(rowsPerSplit),
    float(epsilon),
    int(relu),
  ];
  return { channels, component, units, elements: rows * units, splits, uniforms };
}

const floats = (...shape: readonly number[]) => ({ shape, dtype: 'float32' }) as const;

function normalised(call: KernelCall, sizes: Sizes, mean: TensorInfo, variance: TensorInfo): TensorInfo {
  const x = requiredInput(call, 'x');
  const { component, elements, units, uniforms } = sizes;
  return runShader(webgpuBackend(call), {
    shader: valueShader('normalise', ['x', 'gamma', 'beta', 'mean', 'variance'], NORMALISE, component),
    inputs: [x, requiredInput(call, 'gamma'), requiredInput(call, 'beta'), mean, variance],
    output: floats(...x.shape),
    invocations: elements,
    uniforms: uniforms(units),
  });
}

/** Behind LAB_KERNELS.batchNorm, whose contract is in kernelNames.ts. */
export function batchNorm(call: KernelCall): TensorInfo[] {
  const backend = webgpuBackend(call);
  const x = requiredInput(call, 'x');
  const sizes = sizesOf(call, x.shape);
  const { channels, component, units, splits, uniforms } = sizes;
  const parts = runShader(backend, {
    shader: valueShader('part_moments', ['x'], PART_MOMENTS, component),
    inputs: [x],
    output: floats(splits, 2, channels),
    invocations: splits * units,
    uniforms: uniforms(units),
  });
  const join = {
    shader: joinMoments(laneTree(backend, 'vec3<f32>')),
    inputs: [parts],
    output: floats(channels),
    invocations: WORKGROUP * channels,
    uniforms: uniforms(channels),
  };
  const [mean, variance] = runShaderToMany(backend, join, [floats(channels)]);
  backend.disposeData(parts.dataId);
  return variance === undefined ? [] : [normalised(call, sizes, mean, variance), mean, variance];
}

/** Behind LAB_KERNELS.batchNormInference. */
export function batchNormInference(call: KernelCall): TensorInfo {
  const sizes = sizesOf(call, requiredInput(call, 'x').shape);
  return normalised(call, sizes, requiredInput(call, 'mean'), requiredInput(call, 'variance'));
}

/** Behind LAB_KERNELS.batchNormGrad. */
export function batchNormGradient(call: KernelCall): TensorInfo[] {
  const backend = webgpuBackend(call);
  const dy = requiredInput(call, 'dy');
  const x = requiredInput(call, 'x');
  const [gamma, beta] = [requiredInput(call, 'gamma'), requiredInput(call, 'beta')];
  const [mean, variance] = [requiredInput(call, 'mean'), requiredInput(call, 'variance')];
  const { channels, component, units, elements, splits, uniforms } = sizesOf(call, x.shape);
  const names = ['dy', 'x', 'gamma', 'beta', 'mean', 'variance'];
  const parts = runShader(backend, {
    shader: valueShader('part_slopes', names, PART_SLOPES, component),
    inputs: [dy, x, gamma, beta, mean, variance],
    output: floats(splits, 2, channels),
    invocations: splits * units,
    uniforms: uniforms(units),
  });
  const join = {
    shader: joinSlopes(laneTree(backend, 'vec2<f32>')),
    inputs: [parts, gamma, beta, mean, variance],
    output: floats(5, channels),
    invocations: WORKGROUP * channels,
    uniforms: uniforms(channels),
  };
  const [facts, dgamma, dbeta] = runShaderToMany(backend, join, [floats(channels), floats(channels)]);
  const dx = runShader(backend, {
    shader: valueShader('input_slope', ['dy', 'x', 'facts'], INPUT_SLOPE, component),
    inputs: [dy, x, facts],
    output: floats(...x.shape),
    invocations: elements,
    uniforms: uniforms(units),
  });
  for (const used of [parts, facts]) backend.disposeData(used.dataId);
  return dgamma === undefined || dbeta === undefined ? [] : [dx, dgamma, dbeta];
}
