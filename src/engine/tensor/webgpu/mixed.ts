import type { TensorInfo } from '@tensorflow/tfjs-core';
import { scaledInputName } from '../ops/scaledSum';
import { isRelu } from './conv2d';
import { numberAttr, shapeAttr } from './geometry';
import { int, type KernelCall, requiredInput, runShader, type Shader, sizeOf, webgpuBackend } from './shader';
import { chooseSplits, sumSplits } from './sumRows';

const WORKGROUP = 64;
/** Terms of a sum that one dispatch takes: with the result and two tensors more 7 buffers of the 8 that every adapter binds. */
const MOST_TERMS = 4;

const floats = (...shape: readonly number[]) => ({ shape, dtype: 'float32' }) as const;
const termNames = (count: number): string[] => Array.from({ length: count }, (_, k) => scaledInputName(k));

/** The terms of a call, so many for each dispatch, with the index of the first. */
function termGroups(call: KernelCall): { readonly from: number; readonly xs: TensorInfo[] }[] {
  const all = Array.from({ length: numberAttr(call.attrs, 'count') }, (_, k) => requiredInput(call, scaledInputName(k)));
  const starts = Array.from({ length: Math.ceil(all.length / MOST_TERMS) }, (_, i) => i * MOST_TERMS);
  return starts.map((from) => ({ from, xs: all.slice(from, from + MOST_TERMS) }));
}

/** result = (0, or what it was) + sum over k of weights[first + k] x_k. */
function sumShader(count: number, more: boolean): Shader {
  const terms = termNames(count).map((name, k) => `weights[uniforms.first + ${k}] * ${name}[index]`);
  return {
    name: `scaled_sum_${count}${more ? '_more' : ''}`,
    inputs: ['weights', ...termNames(count)],
    uniforms: 'size : i32, first : i32,',
    workgroupSize: WORKGROUP,
    wgsl: /* wgsl */ `
fn main(index : i32) {
  if (index >= uniforms.size) { return; }
  result[index] = ${[...(more ? ['result[index]'] : []), ...terms].join(' + ')};
}
`,
  };
}

/** Behind LAB_KERNELS.scaledSum, whose contract is in kernelNames.ts: a dispatch for every four terms. */
export function scaledSum(call: KernelCall): TensorInfo {
  const weights = requiredInput(call, 'weights');
  const { shape } = requiredInput(call, scaledInputName(0));
  const size = sizeOf(shape);
  let y: TensorInfo | undefined;
  for (const { from, xs } of termGroups(call)) {
    y = runShader(webgpuBackend(call), {
      shader: sumShader(xs.length, y !== undefined),
      inputs: [weights, ...xs],
      output: y ?? floats(...shape),
      invocations: size,
      uniforms: [int(size), int(from)],
    });
  }
  return y ?? webgpuBackend(call).makeTensorInfo([...shape], 'float32', new Float32Array(size));
}

/** partial[part, first + k] = sum of dy x_k over every splits-th element, from `part` on. */
function dotShader(count: number): Shader {
  const names = termNames(count);
  return {
    name: `scaled_sum_dots_${count}`,
    inputs: ['dy', ...names],
    uniforms: 'size : i32, first : i32, terms : i32, splits : i32,',
    workgroupSize: WORKGROUP,
    wgsl: /* wgsl */ `
fn main(index : i32) {
  if (index >= uniforms.splits) { return; }
  var sums = vec4<f32>(0.0);
  for (var at = index; at < uniforms.size; at += uniforms.splits) {
    let slope = dy[at];
    ${names.map((name, k) => `sums[${k}] += slope * ${name}[at];`).join(' ')}
  }
  let to = index * uniforms.terms + uniforms.first;
  ${names.map((_, k) => `result[to + ${k}] = sums[${k}];`).join(' ')}
}
`,
  };
}

/** dx = weights[k] dy. */
const SCALE: Shader = {
  name: 'scaled_sum_slope',
  inputs: ['weights', 'dy'],
  uniforms: 'size : i32, k : i32,',
  workgroupSize: WORKGROUP,
  wgsl: /* wgsl */ `
fn main(index : i32) {
  if (index < uniforms.size) { result[index] = weights[uniforms.k] * dy[index]; }
}
`,
};

/** Behind LAB_KERNELS.scaledSumGrad: dot products by split sums, then a dispatch for every dx. */
export function scaledSumGradient(call: KernelCall): TensorInfo[] {
  const backend = webgpuBackend(call);
  const dy = requiredInput(call, 'dy');
  const weights = requiredInput(call, 'weights');
  const terms = numberAttr(call.attrs, 'count');
  const size = sizeOf(dy.shape);
  const { splits } = chooseSplits(size, 1, 1, terms);
  let partial = backend.makeTensorInfo([splits, terms], 'float32');
  for (const { from, xs } of termGroups(call)) {
    partial = runShader(backend, {
      shader: dotShader(xs.length),
      inputs: [dy, ...xs],
      output: partial,
      invocations: splits,
      uniforms: [int(size), int(from), int(terms), int(splits)],
    });
  }
  const dweights = sumSplits(backend, partial, splits, weights.shape);
  const slopes = Array.from({ length: terms }, (_, k) =>
    runShader(backend, {
      shader: SCALE,
      inputs: [weights, dy],
      output: floats(...dy.shape),
      invocations: size,
      uniforms: [int(size), int(k)],
    }),
  );
  return [dweights, ...slopes];
}

/** y = act(x + bias), x: [rows, channels]. */
const BIAS_ACTIVATION: Shader = {
  name: 'bias_activation',
  inputs: ['x', 'bias'],
  uniforms: 'size : i32, channels : i32, relu : i32,',
  workgroupSize: WORKGROUP,
  wgsl: /* wgsl */ `
fn main(index : i32) {
  if (index >= uniforms.size) { return; }
  let y = x[index] + bias[index % uniforms.channels];
  result[index] = select(y, max(y, 0.0), uniforms.relu == 1);
}
`,
};

/** Behind LAB_KERNELS.biasActivation. */
export function biasActivation(call: KernelCall): TensorInfo {
  const x = requiredInput(call, 'x');
  const size = sizeOf(x.shape);
  return runShader(webgpuBackend(call), {
    shader: BIAS_ACTIVATION,
    inputs: [x, requiredInput(call, 'bias')],
    output: floats(...x.shape),
    invocations: size,
    uniforms: [int(size), int(x.shape.at(-1) ?? 1), int(isRelu(call.attrs?.activation) ? 1 : 0)],
  });
}

/** y[n, c] = mean over pixels of x[n, p, c], one (n, c) an invocation: neighbouring lanes read neighbouring channels. */
const GLOBAL_POOL: Shader = {
  name: 'global_avg_pool',
  inputs: ['x'],
  uniforms: 'count : i32, channels : i32, pixels : i32,',
  workgroupSize: WORKGROUP,
  wgsl: /* wgsl */ `
fn main(index : i32) {
  if (index >= uniforms.count) { return; }
  let image = index / uniforms.channels;
  var at = image * uniforms.pixels * uniforms.channels + index - image * uniforms.channels;
  var sum = 0.0;
  for (var p = 0; p < uniforms.pixels; p += 1) {
    sum += x[at];
    at += uniforms.channels;
  }
  result[index] = sum / f32(uniforms.pixels);
}
`,
};

/** dx[n, p, c] = dy[n, c] / pixels. */
const GLOBAL_POOL_GRADIENT: Shader = {
  name: 'global_avg_pool_gradient',
  inputs: ['dy'],
  uniforms: 'count : i32, channels : i32, pixels : i32,',
  workgroupSize: WORKGROUP,
  wgsl: /* wgsl */ `
fn main(index : i32) {
  if (index >= uniforms.count) { return; }
  let pixel = index / uniforms.channels;
  let c = index - pixel * uniforms.channels;
  result[index] = dy[(pixel / uniforms.pixels) * uniforms.channels + c] / f32(uniforms.pixels);
}
`,
};

function globalPool(
  call: KernelCall,
  shader: Shader,
  input: TensorInfo,
  image: readonly number[],
  shape: readonly number[],
): TensorInfo {
  const [, height = 1, width = 1, channels = 1] = image;
  const count = sizeOf(shape);
  return runShader(webgpuBackend(call), {
    shader,
    inputs: [input],
    output: floats(...shape),
    invocations: count,
    uniforms: [int(count), int(channels), int(height * width)],
  });
}

/** Behind LAB_KERNELS.globalAvgPool. */
export function globalAvgPool(call: KernelCall): TensorInfo {
  const x = requiredInput(call, 'x');
  return globalPool(call, GLOBAL_POOL, x, x.shape, [x.shape[0] ?? 1, x.shape[3] ?? 1]);
}

/** Behind LAB_KERNELS.globalAvgPoolGrad. */
export function globalAvgPoolGradient(call: KernelCall): TensorInfo {
  const shape = shapeAttr(call.attrs, 'inputShape');
  return globalPool(call, GLOBAL_POOL_GRADIENT, requiredInput(call, 'dy'), shape, shape);
}
