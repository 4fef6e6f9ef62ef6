import type { TensorInfo } from '@tensorflow/tfjs-core';
import { gradientName, packSlots, paramName } from '../ops/slots';
import { numberAttr } from './geometry';
import { type OwnDispatch, submitOwn, WORKGROUP } from './ownPass';
import { type KernelCall, requiredInput, sizeOf, webgpuBackend } from './shader';

/** Parameters of one dispatch: with their gradients and Adam's two slots they are the 8 buffers that every adapter binds. */
const MOST_PARAMS = 3;

/**
 * One invocation a slot; those of up to three parameters follow each other in the packed buffers, from `first` on.
 * begin and size: of each parameter, in floats, begin counted from `first`; gaps between parameters do nothing.
 * Text = bindings + STEP of the optimiser + main.
 */
const UNIFORMS = /* wgsl */ `
struct Uniforms {
  begin : vec3<u32>,
  first : u32,
  size : vec3<u32>,
  rate : f32,
  beta1 : f32,
  beta2 : f32,
  epsilon : f32,
  decay : f32,
}
`;

/** The parameter after one step of Adam, whose moments change. */
const ADAM = /* wgsl */ `
fn stepped(param : f32, gradient : f32, slot : u32) -> f32 {
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
fn stepped(param : f32, gradient : f32, slot : u32) -> f32 {
  let g = gradient + uniforms.decay * param;
  let b = uniforms.beta1 * velocity[slot] + g;
  velocity[slot] = b;
  return param - uniforms.rate * select(b, g + uniforms.beta1 * b, uniforms.beta2 > 0.0);
}
`;

const AXES = ['x', 'y', 'z'] as const;

function shaderText(slots: readonly string[], step: string, params: number): string {
  const some = AXES.slice(0, params);
  const names = [...slots, ...some.map((_, i) => paramName(i)), ...some.map((_, i) => gradientName(i))];
  const bindings = names.map((name, binding) => {
    const access = name.startsWith('gradient') ? 'read' : 'read_write';
    return `@group(0) @binding(${binding}) var<storage, ${access}> ${name} : array<f32>;`;
  });
  const parts = some.map(
    (axis, i) => `
  if (index >= uniforms.begin.${axis} && index - uniforms.begin.${axis} < uniforms.size.${axis}) {
    let at = index - uniforms.begin.${axis};
    ${paramName(i)}[at] = stepped(${paramName(i)}[at], ${gradientName(i)}[at], uniforms.first + index);
  }`,
  );
  return `${UNIFORMS}
${bindings.join('\n')}
@group(0) @binding(${names.length}) var<uniform> uniforms : Uniforms;
${step}
@compute @workgroup_size(${WORKGROUP})
fn main(@builtin(global_invocation_id) id : vec3<u32>, @builtin(num_workgroups) groups : vec3<u32>) {
  let index = id.x + id.y * groups.x * ${WORKGROUP}u;${parts.join('')}
}
`;
}

interface Rates {
  readonly rate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly decay: number;
}

function uniformsOf(first: number, begin: readonly number[], sizes: readonly number[], rates: Rates): ArrayBuffer {
  const values = new ArrayBuffer(48);
  new Uint32Array(values).set([begin[0] ?? 0, begin[1] ?? 0, begin[2] ?? 0, first, sizes[0] ?? 0, sizes[1] ?? 0, sizes[2] ?? 0]);
  new Float32Array(values).set([rates.rate, rates.beta1, rates.beta2, rates.epsilon, rates.decay], 7);
  return values;
}

/** Three parameters a dispatch, all dispatches in one submission. */
function stepAll(call: KernelCall, name: string, slots: readonly string[], step: string, rates: Rates): TensorInfo[] {
  const count = numberAttr(call.attrs, 'count');
  const params = Array.from({ length: count }, (_, i) => requiredInput(call, paramName(i)));
  const gradients = Array.from({ length: count }, (_, i) => requiredInput(call, gradientName(i)));
  const packed = slots.map((slot) => requiredInput(call, slot));
  const sizes = params.map(({ shape }) => sizeOf(shape));
  const { offsets } = packSlots(sizes);
  const dispatches: OwnDispatch[] = [];
  for (let from = 0; from < count; from += MOST_PARAMS) {
    const to = Math.min(from + MOST_PARAMS, count);
    const first = offsets[from] ?? 0;
    const begin = offsets.slice(from, to).map((offset) => offset - first);
    const some = sizes.slice(from, to);
    dispatches.push({
      shader: { name: `${name}_${to - from}`, wgsl: shaderText(slots, step, to - from) },
      tensors: [...packed, ...params.slice(from, to), ...gradients.slice(from, to)],
      uniforms: uniformsOf(first, begin, some, rates),
      invocations: (begin.at(-1) ?? 0) + (some.at(-1) ?? 0),
    });
  }
  submitOwn(webgpuBackend(call), dispatches);
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
