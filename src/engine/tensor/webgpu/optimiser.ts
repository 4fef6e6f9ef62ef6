import type { TensorInfo } from '@tensorflow/tfjs-core';
import { gradientName, packSlots, paramName } from '../ops/slots';
import { numberAttr } from './geometry';
import { float, int, type KernelCall, requiredInput, runShaderToMany, type Shader, sizeOf, webgpuBackend } from './shader';

const WORKGROUP = 64;
/** Parameters of one dispatch: with their gradients and Adam's two slots they are the 8 buffers that every adapter binds. */
const MOST_PARAMS = 3;

/** The parameter after one step of Adam, whose moments change. */
const ADAM = /* wgsl */ `
fn stepped(param : f32, gradient : f32, slot : i32) -> f32 {
  let g = gradient + uniforms.decay * param;
  let mean = uniforms.beta1 * m[slot] + (1.0 - uniforms.beta1) * g;
  let square = uniforms.beta2 * v[slot] + (1.0 - uniforms.beta2) * g * g;
  m[slot] = mean;
  v[slot] = square;
  return param - uniforms.rate * mean / (sqrt(square) + uniforms.epsilon);
}
`;

/** The parameter after one step of SGD: beta1 is the momentum, beta2 is 1 with Nesterov's look ahead, else 0. */
const SGD = /* wgsl */ `
fn stepped(param : f32, gradient : f32, slot : i32) -> f32 {
  let g = gradient + uniforms.decay * param;
  let b = uniforms.beta1 * velocity[slot] + g;
  velocity[slot] = b;
  return param - uniforms.rate * select(b, g + uniforms.beta1 * b, uniforms.beta2 > 0.0);
}
`;

const AXES = ['x', 'y', 'z'] as const;

/**
 * One invocation a slot; those of up to three parameters follow each other in the packed buffers, from `first` on. begin
 * and size: of each parameter, in floats, begin counted from `first`; gaps between parameters do nothing. The first
 * parameter is `result`. Text = stepped of the optimiser + main, with one part per parameter.
 */
function optimiserShader(name: string, slots: readonly string[], step: string, params: number): Shader {
  const some = AXES.slice(0, params);
  const parts = some.map((axis, i) => {
    const param = i === 0 ? 'result' : paramName(i);
    return `
  if (index >= uniforms.begin.${axis} && index - uniforms.begin.${axis} < uniforms.size.${axis}) {
    let at = index - uniforms.begin.${axis};
    ${param}[at] = stepped(${param}[at], ${gradientName(i)}[at], uniforms.first + index);
  }`;
  });
  return {
    name: `${name}_${params}`,
    inputs: some.map((_, i) => gradientName(i)),
    outputs: [...slots, ...some.slice(1).map((_, i) => paramName(i + 1))],
    uniforms:
      'begin : vec3<i32>, first : i32, size : vec3<i32>, rate : f32, beta1 : f32, beta2 : f32, epsilon : f32, decay : f32,',
    workgroupSize: WORKGROUP,
    wgsl: `${step}
fn main(index : i32) {${parts.join('')}
}
`,
  };
}

interface Rates {
  readonly rate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly decay: number;
}

/** Three parameters a dispatch. */
function stepAll(call: KernelCall, name: string, slots: readonly string[], step: string, rates: Rates): TensorInfo[] {
  const count = numberAttr(call.attrs, 'count');
  const params = Array.from({ length: count }, (_, i) => requiredInput(call, paramName(i)));
  const packed = slots.map((slot) => requiredInput(call, slot));
  const sizes = params.map(({ shape }) => sizeOf(shape));
  const { offsets } = packSlots(sizes);
  for (let from = 0; from < count; from += MOST_PARAMS) {
    const [param, ...others] = params.slice(from, from + MOST_PARAMS);
    if (param === undefined) break;
    const first = offsets[from] ?? 0;
    const [, second = 0, third = 0] = offsets.slice(from, from + MOST_PARAMS).map((offset) => offset - first);
    const [a = 0, b = 0, c = 0] = sizes.slice(from, from + MOST_PARAMS);
    const run = {
      shader: optimiserShader(name, slots, step, 1 + others.length),
      inputs: [param, ...others].map((_, i) => requiredInput(call, gradientName(from + i))),
      output: param,
      invocations: Math.max(a, second + b, third + c),
      uniforms: [
        int(0, second, third),
        int(first),
        int(a, b, c),
        float(rates.rate),
        float(rates.beta1),
        float(rates.beta2),
        float(rates.epsilon),
        float(rates.decay),
      ],
    };
    runShaderToMany(webgpuBackend(call), run, [...packed, ...others]);
  }
  return [];
}

/** Behind LAB_KERNELS.adam, whose contract is in kernelNames.ts. */
export function adam(call: KernelCall): TensorInfo[] {
  return stepAll(call, 'adam', ['m', 'v'], ADAM, {
    rate: numberAttr(call.attrs, 'rate'),
    beta1: numberAttr(call.attrs, 'beta1'),
    beta2: numberAttr(call.attrs, 'beta2'),
    epsilon: numberAttr(call.attrs, 'epsilon'),
    decay: numberAttr(call.attrs, 'decay'),
  });
}

/** Behind LAB_KERNELS.sgd. */
export function sgd(call: KernelCall): TensorInfo[] {
  return stepAll(call, 'sgd', ['velocity'], SGD, {
    rate: numberAttr(call.attrs, 'rate'),
    beta1: numberAttr(call.attrs, 'momentum'),
    beta2: call.attrs?.nesterov === true ? 1 : 0,
    epsilon: 0,
    decay: numberAttr(call.attrs, 'decay'),
  });
}
