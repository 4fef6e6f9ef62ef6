import type { TensorInfo } from '@tensorflow/tfjs-core';
import { LabError } from '../../core/errors';
import { int, type KernelCall, runShader, type Shader, sizeOf, webgpuBackend } from './shader';

const WORKGROUP = 64;
/** Terms that one dispatch adds: with the result the 8 buffers that every adapter binds. tfjs's own kernel binds them all. */
const MOST_TERMS = 7;

/** result = x0 + x1 + ..., or what it was + x0 + ...; elements are f32, or vec4<f32> where the floats are a multiple of 4. */
function sumShader(count: number, more: boolean, component: 1 | 4): Shader {
  const names = Array.from({ length: count }, (_, k) => `x${k}`);
  const terms = [...(more ? ['result[index]'] : []), ...names.map((name) => `${name}[index]`)];
  return {
    name: `add_n_${count}${more ? '_more' : ''}_${component}`,
    inputs: names,
    components: names.map(() => component),
    outputComponent: component,
    uniforms: 'count : i32,',
    workgroupSize: WORKGROUP,
    wgsl: /* wgsl */ `
fn main(index : i32) {
  if (index < uniforms.count) { result[index] = ${terms.join(' + ')}; }
}
`,
  };
}

/** AddN of any number of tensors of one shape, in their order: a dispatch for every seven. */
export function addN(call: KernelCall): TensorInfo {
  const terms = Object.keys(call.inputs)
    .sort((a, b) => Number(a) - Number(b))
    .flatMap((name) => call.inputs[name] ?? []);
  const shape = terms[0]?.shape ?? [];
  const size = sizeOf(shape);
  const component = size % 4 === 0 ? 4 : 1;
  let y: TensorInfo | undefined;
  for (let from = 0; from < terms.length; from += MOST_TERMS) {
    const some = terms.slice(from, from + MOST_TERMS);
    y = runShader(webgpuBackend(call), {
      shader: sumShader(some.length, y !== undefined, component),
      inputs: some,
      output: y ?? { shape, dtype: 'float32' },
      invocations: size / component,
      uniforms: [int(size / component)],
    });
  }
  if (y === undefined) throw new LabError('internal', 'addN: there is nothing to add.', 'Report this with the program.');
  return y;
}
