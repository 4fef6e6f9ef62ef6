import { WebGPUBackend, type WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu';
import type { DataType, NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import { LabError } from '../../core/errors';
import { throwOnFault } from './faults';

/**
 * A compute shader as tfjs runs it. tfjs puts in front of `wgsl`:
 *   - the bindings: `result` (0, read_write), then one read-only array per name of `inputs`, then `uniforms`;
 *   - in `uniforms`: <input>Shape and outShape (vec2..vec4 of i32) of every tensor, then the fields of `uniforms` here;
 *   - an entry point that calls `main(index)` with the invocation's flat index over all workgroups.
 * Element types are f32, or vec4<f32> where `components` says 4. Workgroups are one-dimensional.
 */
export interface Shader {
  /** Label and cache key of the pipeline: one name, one text. */
  readonly name: string;
  readonly inputs: readonly string[];
  /** Floats per element of each input; default 1. */
  readonly components?: readonly (1 | 4)[];
  /** Floats per element of the result; default 1. */
  readonly outputComponent?: 1 | 4;
  /** WGSL fields of the program's own uniforms, in the order of the values passed to runShader. */
  readonly uniforms: string;
  /** Invocations per workgroup: at most 128, which every adapter allows in x. */
  readonly workgroupSize: number;
  readonly wgsl: string;
}

/** Values of one uniform field: one number, or two to four for a vector. */
export interface UniformValue {
  readonly type: 'int32' | 'float32';
  readonly data: readonly number[];
}

export const int = (...data: readonly number[]): UniformValue => ({ type: 'int32', data });
export const float = (...data: readonly number[]): UniformValue => ({ type: 'float32', data });

class ShaderProgram implements WebGPUProgram {
  readonly variableNames: string[];
  readonly variableComponents: number[];
  readonly outputComponent: number;
  readonly outputShape: number[];
  readonly uniforms: string;
  readonly workgroupSize: [number, number, number];
  readonly dispatchLayout: { x: number[] };
  dispatch: [number, number, number];
  shaderKey: string;
  private readonly wgsl: string;

  constructor(shader: Shader, outputShape: readonly number[], workgroups: number) {
    this.variableNames = [...shader.inputs];
    this.variableComponents = [...(shader.components ?? shader.inputs.map(() => 1))];
    this.outputComponent = shader.outputComponent ?? 1;
    this.outputShape = [...outputShape];
    this.uniforms = shader.uniforms;
    this.workgroupSize = [shader.workgroupSize, 1, 1];
    this.dispatchLayout = { x: outputShape.map((_, axis) => axis) };
    this.dispatch = [workgroups, 1, 1];
    this.shaderKey = `lab_${shader.name}`;
    this.wgsl = shader.wgsl;
  }

  getUserCode(): string {
    return this.wgsl;
  }
}

export interface ShaderRun {
  readonly shader: Shader;
  readonly inputs: readonly TensorInfo[];
  /** A new tensor of this shape and type, or an existing one that the shader changes in place. */
  readonly output: { readonly shape: readonly number[]; readonly dtype: DataType } | TensorInfo;
  /** Invocations asked for; rounded up to whole workgroups. */
  readonly invocations: number;
  readonly uniforms: readonly UniformValue[];
}

/**
 * Records one dispatch. Returns the output tensor; tfjs submits the work in batches. Throws LabError 'backend' if the
 * device has reported a fault since it was opened.
 */
export function runShader(backend: WebGPUBackend, run: ShaderRun): TensorInfo {
  throwOnFault(backend.device);
  const inputs = run.inputs.map((input) => asFloats(backend, input));
  const result = record(backend, { ...run, inputs });
  inputs.forEach((input, i) => {
    if (input !== run.inputs[i]) backend.disposeData(input.dataId);
  });
  return result;
}

function record(backend: WebGPUBackend, { shader, inputs, output, invocations, uniforms }: ShaderRun): TensorInfo {
  const workgroups = Math.max(1, Math.ceil(invocations / shader.workgroupSize));
  const program = new ShaderProgram(shader, output.shape, workgroups);
  const values = uniforms.map(({ type, data }) => ({ type, data: [...data] }));
  const existing = 'dataId' in output ? output : undefined;
  return backend.runWebGPUProgram(program, [...inputs], output.dtype, values, existing);
}

const TO_FLOATS: Shader = {
  name: 'to_floats',
  inputs: ['x'],
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
  return record(backend, { shader: TO_FLOATS, inputs: [tensor], output, invocations: count, uniforms: [int(count)] });
}

/** What tfjs hands to a kernel. */
export interface KernelCall {
  readonly inputs: NamedTensorInfoMap;
  readonly backend: unknown;
  readonly attrs?: NamedAttrMap;
}

/** The backend of a kernel call, which for a kernel registered under 'webgpu' can only be a WebGPUBackend. */
export function webgpuBackend(call: KernelCall): WebGPUBackend {
  if (call.backend instanceof WebGPUBackend) return call.backend;
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
