import type { TensorInfo } from '@tensorflow/tfjs-core';
import { isRelu } from './conv2d';
import { int, type KernelCall, requiredInput, runShader, type Shader, sizeOf, webgpuBackend } from './shader';
import { chooseSplits, sumSplits } from './sumRows';

const WORKGROUP = 64;

/** Above this many multiply-accumulates tfjs's tiled product, which reuses operands through shared memory, is the better one. */
const MOST_PRODUCTS = 1 << 24;

/**
 * Matrix product of modest size, y = a b with m x k times k x n, all multiples of 4. Dense layers are small in m n and the
 * grid would stay empty, so k is cut into splits: partial[split, m, n], which sumSplits adds.
 *
 * One invocation computes a block of 4 x 4 of one split, from blocks of 4 x 4 of a and b. Blocks of n run first, then of
 * m, then splits. Memory: a [m, k] or, transposed, [k, m]; b [k, n] or [n, k]; result [splits, m, n]; all by vec4.
 *
 * A block is a mat4x4 whose columns are the rows of the operand, so that row i of the product is columns(b) * row i of a,
 * and the block of the product columns(b) * columns(a). Text = one blockOfA + one blockOfB + MAIN.
 */
const MAIN = /* wgsl */ `
fn main(index : i32) {
  let columns = uniforms.size.y / 4;
  let lines = uniforms.size.x / 4;
  let rest = index / columns;
  let column = index - rest * columns;
  let split = rest / lines;
  let line = rest - split * lines;
  if (split >= uniforms.splits) { return; }
  let first = split * uniforms.blocksPerSplit;
  let end = min(first + uniforms.blocksPerSplit, uniforms.size.z / 4);
  var sum = mat4x4<f32>();
  for (var k = first; k < end; k += 1) {
    sum += blockOfB(k, column) * blockOfA(line, k);
  }
  let to = (split * uniforms.size.x + line * 4) * columns + column;
  result[to] = sum[0];
  result[to + columns] = sum[1];
  result[to + 2 * columns] = sum[2];
  result[to + 3 * columns] = sum[3];
}
`;

const A_PLAIN = /* wgsl */ `
fn blockOfA(line : i32, k : i32) -> mat4x4<f32> {
  let width = uniforms.size.z / 4;
  let at = line * 4 * width + k;
  return mat4x4<f32>(a[at], a[at + width], a[at + 2 * width], a[at + 3 * width]);
}
`;

const A_TRANSPOSED = /* wgsl */ `
fn blockOfA(line : i32, k : i32) -> mat4x4<f32> {
  let width = uniforms.size.x / 4;
  let at = k * 4 * width + line;
  return transpose(mat4x4<f32>(a[at], a[at + width], a[at + 2 * width], a[at + 3 * width]));
}
`;

const B_PLAIN = /* wgsl */ `
fn blockOfB(k : i32, column : i32) -> mat4x4<f32> {
  let width = uniforms.size.y / 4;
  let at = k * 4 * width + column;
  return mat4x4<f32>(b[at], b[at + width], b[at + 2 * width], b[at + 3 * width]);
}
`;

const B_TRANSPOSED = /* wgsl */ `
fn blockOfB(k : i32, column : i32) -> mat4x4<f32> {
  let width = uniforms.size.z / 4;
  let at = column * 4 * width + k;
  return transpose(mat4x4<f32>(b[at], b[at + width], b[at + 2 * width], b[at + 3 * width]));
}
`;

function matMulShader(transposeA: boolean, transposeB: boolean): Shader {
  return {
    name: `mat_mul_${transposeA ? 't' : 'n'}${transposeB ? 't' : 'n'}`,
    inputs: ['a', 'b'],
    components: [4, 4],
    outputComponent: 4,
    uniforms: 'size : vec3<i32>, splits : i32, blocksPerSplit : i32,',
    workgroupSize: WORKGROUP,
    wgsl: (transposeA ? A_TRANSPOSED : A_PLAIN) + (transposeB ? B_TRANSPOSED : B_PLAIN) + MAIN,
  };
}

type Kernel = (call: KernelCall) => TensorInfo | TensorInfo[];

/**
 * y = act(a b + bias), a and b transposed on demand. a: [..., m, k], b: [..., k, n], bias: [n] (optional), act: 'linear' or
 * 'relu'. The kernel behind tfjs's BatchMatMul and _FusedMatMul for single products of modest size whose sides are multiples
 * of 4; the others go to `stock`, the kernel it replaces.
 */
export function matMulOr(stock: Kernel): Kernel {
  return (call) => {
    const a = requiredInput(call, 'a');
    const b = requiredInput(call, 'b');
    const transposeA = call.attrs?.transposeA === true;
    const transposeB = call.attrs?.transposeB === true;
    const [rowsA = 0, columnsA = 0] = a.shape.slice(-2);
    const [rowsB = 0, columnsB = 0] = b.shape.slice(-2);
    const [m, k] = transposeA ? [columnsA, rowsA] : [rowsA, columnsA];
    const n = transposeB ? rowsB : columnsB;
    const single = sizeOf(a.shape) === m * k && sizeOf(b.shape) === k * n && a.shape.length === b.shape.length;
    const sides = [m, n, k].every((side) => side > 0 && side % 4 === 0);
    const activation = call.attrs?.activation;
    const known = activation === undefined || activation === null || activation === 'linear' || activation === 'relu';
    if (!single || !sides || !known || m * n * k > MOST_PRODUCTS) return stock(call);

    const backend = webgpuBackend(call);
    const blocks = (m * n) / 16;
    const { splits, rowsPerSplit } = chooseSplits(k / 4, 4, blocks, m * n);
    const partial = runShader(backend, {
      shader: matMulShader(transposeA, transposeB),
      inputs: [a, b],
      output: { shape: [splits, m, n], dtype: 'float32' },
      invocations: splits * blocks,
      uniforms: [int(m, n, k), int(splits), int(rowsPerSplit)],
    });
    const shape = [...a.shape.slice(0, -2), m, n];
    return sumSplits(backend, partial, splits, shape, { bias: call.inputs.bias, relu: isRelu(activation) });
  };
}
