import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { DataType, NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import { LabError } from '../../core/errors';
import { throwOnFault } from './faults';
import { LabWebGpuBackend } from './labBackend';
import { int, packUniforms, type UniformValue } from './uniforms';

/**
 * A compute shader. What is put around `wgsl` (see moduleOf):
 *   - the bindings: `result` (0, read_write), then one read-only array per name of `inputs`, one writable array of f32 per
 *     name of `outputs`, then `uniforms` with the fields given here; all must be in use;
 *   - an entry point that calls `main(index)` with the invocation's flat index over all workgroups.
 * Element types are f32, or vec4<f32> where `components` says 4, or what `types` says. Workgroups are one-dimensional.
 */
export interface Shader {
  /** Label and cache key of the pipeline: one name, one text. */
  readonly name: string;
  readonly inputs: readonly string[];
  /** Floats per element of each input; default 1. */
  readonly components?: readonly (1 | 4)[];
  /** Of each input that is not of floats; such an input must be an integer tensor. */
  readonly types?: Readonly<Record<string, 'i32' | 'u32'>>;
  /** Further tensors that it writes. With inputs and result at most 8, which every adapter allows. */
  readonly outputs?: readonly string[];
  /** Floats per element of the result; default 1. */
  readonly outputComponent?: 1 | 4;
  /** WGSL fields of the program's own uniforms, in the order of the values passed to runShader. */
  readonly uniforms: string;
  /** Invocations per workgroup: at most 128, which every adapter allows in x. */
  readonly workgroupSize: number;
  /**
   * True: `main(index, size, place)` is called instead, with the lanes of a subgroup and this one's place among them, and
   * subgroup operations may be used; only on a device with the feature. False: both are 0.
   */
  readonly subgroups?: boolean;
  readonly wgsl: string;
}

export { float, int, type UniformValue } from './uniforms';

/** A new tensor of this shape and type, or an existing one that the shader changes in place. */
export type ShaderOutput = { readonly shape: readonly number[]; readonly dtype: DataType } | TensorInfo;

export interface ShaderRun {
  readonly shader: Shader;
  readonly inputs: readonly TensorInfo[];
  readonly output: ShaderOutput;
  /** Invocations asked for; rounded up to whole workgroups. */
  readonly invocations: number;
  readonly uniforms: readonly UniformValue[];
}

/**
 * Records one dispatch. Returns the output tensor; the work is submitted in batches. Throws LabError 'backend' if the
 * device has reported a fault since it was opened.
 */
export function runShader(backend: WebGPUBackend, run: ShaderRun): TensorInfo {
  const [result] = runShaderToMany(backend, run, []);
  return result;
}

/** As runShader, for a shader with further outputs: returns the result, then those. */
export function runShaderToMany(
  backend: WebGPUBackend,
  { shader, inputs, output, invocations, uniforms }: ShaderRun,
  further: readonly ShaderOutput[],
): [TensorInfo, ...TensorInfo[]] {
  const lab = labBackend(backend);
  throwOnFault(lab.device);
  const floats = inputs.map((input, i) => (shader.types?.[shader.inputs[i] ?? ''] === undefined ? asFloats(lab, input) : input));
  const result = outputTensor(lab, output);
  const others = further.map((each) => outputTensor(lab, each));
  lab.record({
    key: `lab ${shader.name}`,
    compile: (later) => compileModule(lab.device, shader.name, moduleOf(shader), later),
    buffers: [result, ...floats, ...others].map((tensor) => lab.bufferOf(tensor)),
    uniforms: packUniforms(uniforms),
    workgroups: Math.max(1, Math.ceil(invocations / shader.workgroupSize)),
  });
  floats.forEach((input, i) => {
    if (input !== inputs[i]) lab.disposeData(input.dataId);
  });
  return [result, ...others];
}

function outputTensor(backend: WebGPUBackend, output: ShaderOutput): TensorInfo {
  return 'dataId' in output ? output : backend.makeTensorInfo([...output.shape], output.dtype);
}

/** The module of a shader: bindings, entry point, and its own text. */
function moduleOf(shader: Shader): string {
  const { inputs, components, types, outputs = [], outputComponent, uniforms, workgroupSize, subgroups, wgsl } = shader;
  const element = (type: string, component: 1 | 4 = 1): string => (component === 4 ? `vec4<${type}>` : type);
  const arrays = [
    `<storage, read_write> result : array<${element('f32', outputComponent)}>`,
    ...inputs.map((name, i) => `<storage, read> ${name} : array<${element(types?.[name] ?? 'f32', components?.[i])}>`),
    ...outputs.map((name) => `<storage, read_write> ${name} : array<f32>`),
    '<uniform> uniforms : Uniforms',
  ];
  const builtins = subgroups ? '\n  @builtin(subgroup_size) size : u32,\n  @builtin(subgroup_invocation_id) place : u32,' : '';
  const further = subgroups === undefined ? '' : subgroups ? ', i32(size), i32(place)' : ', 0, 0';
  return `${subgroups ? 'enable subgroups;\n' : ''}struct Uniforms { ${uniforms} }
${arrays.map((text, binding) => `@group(0) @binding(${binding}) var${text};`).join('\n')}

@compute @workgroup_size(${workgroupSize})
fn start(
  @builtin(workgroup_id) group : vec3<u32>,
  @builtin(num_workgroups) groups : vec3<u32>,
  @builtin(local_invocation_index) lane : u32,${builtins}
) {
  main(i32(((group.z * groups.y + group.y) * groups.x + group.x) * ${workgroupSize}u + lane)${further});
}
${wgsl}`;
}

/** A pipeline of a module with one entry point; later: without blocking. */
function compileModule(
  device: GPUDevice,
  label: string,
  code: string,
  later: boolean,
): GPUComputePipeline | Promise<GPUComputePipeline> {
  const module = device.createShaderModule({ label, code });
  const descriptor: GPUComputePipelineDescriptor = { label, layout: 'auto', compute: { module } };
  return later ? device.createComputePipelineAsync(descriptor) : device.createComputePipeline(descriptor);
}

const TO_FLOATS: Shader = {
  name: 'to_floats',
  inputs: ['x'],
  types: { x: 'i32' },
  uniforms: 'count : i32,',
  workgroupSize: 64,
  wgsl: /* wgsl */ `
fn main(index : i32) {
  if (index < uniforms.count) { result[index] = f32(x[index]); }
}
`,
};

/**
 * The tensor with its memory as floats. tfjs's cast from int32 or bool to float32 changes the label and shares the
 * memory, so that a float32 tensor may lie in memory as integers.
 */
function asFloats(backend: WebGPUBackend, tensor: TensorInfo): TensorInfo {
  if (backend.tensorMap.get(tensor.dataId).dtype === 'float32') return tensor;
  const count = sizeOf(tensor.shape);
  const output = { shape: tensor.shape, dtype: 'float32' } as const;
  return runShader(backend, { shader: TO_FLOATS, inputs: [tensor], output, invocations: count, uniforms: [int(count)] });
}

/** What tfjs hands to a kernel. */
export interface KernelCall {
  readonly inputs: NamedTensorInfoMap;
  readonly backend: unknown;
  readonly attrs?: NamedAttrMap;
}

/** The backend of a kernel call, which for a kernel registered under 'webgpu' can only be ours. */
export function webgpuBackend(call: KernelCall): LabWebGpuBackend {
  return labBackend(call.backend);
}

/** The backend as ours. */
export function labBackend(backend: unknown): LabWebGpuBackend {
  if (backend instanceof LabWebGpuBackend) return backend;
  throw new LabError(
    'internal',
    'A WebGPU kernel was called with another backend.',
    'This is a fault of the lab: please report it.',
  );
}

/** An input that the kernel cannot do without. */
export function requiredInput(call: KernelCall, name: string): TensorInfo {
  const tensor = call.inputs[name];
  if (tensor !== undefined) return tensor;
  throw new LabError('internal', `A WebGPU kernel lacks its input '${name}'.`, 'This is a fault of the lab: please report it.');
}

/** Number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1);
}
