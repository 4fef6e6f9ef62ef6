import type { TensorInfo } from '@tensorflow/tfjs-core';
import { LabError } from '../../core/errors';
import type { UnaryActivation } from '../ops/activation';
import { int, type KernelCall, requiredInput, runShader, type Shader, sizeOf, webgpuBackend } from './shader';

const WORKGROUP = 64;

interface Formula {
  /** Of x, and of y = fn(x). */
  readonly value: string;
  /** fn'(x), of `given`: x for swish, y for the others. */
  readonly slope: string;
}

/**
 * Arguments are held where exp and tanh neither overflow nor change their result any more; far below, sigmoid is 0, since
 * swish's slope multiplies it by x.
 */
const SIGMOID = 'select(one / (one + exp(-clamp(x, Value(-80.0), Value(80.0)))), Value(0.0), x < Value(-80.0))';

const FORMULAS: Readonly<Record<UnaryActivation, Formula>> = {
  tanh: { value: 'tanhOf(x)', slope: 'one - x * x' },
  sigmoid: { value: SIGMOID, slope: 'x * (one - x)' },
  relu6: {
    value: 'clamp(x, Value(0.0), Value(6.0))',
    slope: 'select(Value(0.0), one, x > Value(0.0)) * select(Value(0.0), one, x < Value(6.0))',
  },
  swish: { value: `x * ${SIGMOID}`, slope: `sigmoid(x) * (one + x * (one - sigmoid(x)))` },
};

function isActivation(name: unknown): name is UnaryActivation {
  return typeof name === 'string' && Object.hasOwn(FORMULAS, name);
}

function activationOf(call: KernelCall): UnaryActivation {
  const name = call.attrs?.fn;
  if (isActivation(name)) return name;
  throw new LabError('backend', `activation: '${String(name)}' is not supported on webgpu.`, 'Use another activation.');
}

/** Elements are f32, or vec4<f32> where the floats are a multiple of 4. */
const prelude = (component: 1 | 4): string => /* wgsl */ `
alias Value = ${component === 4 ? 'vec4<f32>' : 'f32'};
const one = Value(1.0);
fn sigmoid(x : Value) -> Value { return ${SIGMOID}; }
// WGSL's tanh is exact to a share of 1 only: near 0 the Taylor series to degree 7, whose next term is below 6e-8 of x.
fn tanhOf(x : Value) -> Value {
  let z = x * x;
  let near = x * (one + z * (z * (2.0 / 15.0 - z * (17.0 / 315.0)) - 1.0 / 3.0));
  return select(tanh(clamp(x, Value(-15.0), Value(15.0))), near, abs(x) < Value(0.2));
}
`;

/** result = fn(x) */
function valueShader(fn: UnaryActivation, component: 1 | 4): Shader {
  return {
    name: `activation_${fn}_${component}`,
    inputs: ['values'],
    components: [component],
    outputComponent: component,
    uniforms: 'count : i32,',
    workgroupSize: WORKGROUP,
    wgsl: /* wgsl */ `${prelude(component)}
fn main(index : i32) {
  if (index >= uniforms.count) { return; }
  let x = values[index];
  result[index] = ${FORMULAS[fn].value};
}
`,
  };
}

/** result = dy fn'(x) */
function slopeShader(fn: UnaryActivation, component: 1 | 4): Shader {
  return {
    name: `activation_gradient_${fn}_${component}`,
    inputs: ['dy', 'given'],
    components: [component, component],
    outputComponent: component,
    uniforms: 'count : i32,',
    workgroupSize: WORKGROUP,
    wgsl: /* wgsl */ `${prelude(component)}
fn main(index : i32) {
  if (index >= uniforms.count) { return; }
  let x = given[index];
  result[index] = dy[index] * (${FORMULAS[fn].slope});
}
`,
  };
}

function run(call: KernelCall, shaderOf: (component: 1 | 4) => Shader, inputs: readonly TensorInfo[]): TensorInfo {
  const shape = inputs[0]?.shape ?? [];
  const size = sizeOf(shape);
  const component = size % 4 === 0 ? 4 : 1;
  return runShader(webgpuBackend(call), {
    shader: shaderOf(component),
    inputs,
    output: { shape, dtype: 'float32' },
    invocations: size / component,
    uniforms: [int(size / component)],
  });
}

/** Behind LAB_KERNELS.activation. */
export function activation(call: KernelCall): TensorInfo {
  const fn = activationOf(call);
  return run(call, (component) => valueShader(fn, component), [requiredInput(call, 'x')]);
}

/** Behind LAB_KERNELS.activationGrad. */
export function activationGradient(call: KernelCall): TensorInfo {
  const fn = activationOf(call);
  return run(call, (component) => slopeShader(fn, component), [requiredInput(call, 'dy'), requiredInput(call, 'of')]);
}
