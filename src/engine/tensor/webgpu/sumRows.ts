import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { int, type KernelCall, requiredInput, runShader, type Shader, sizeOf, webgpuBackend } from './shader';

/** Invocations that fill a GPU; fewer terms per split than this are not worth a split of their own. */
const WANTED_INVOCATIONS = 16_384;
const MIN_TERMS_PER_SPLIT = 64;
/** Partial sums of one kernel stay below this, well inside the 128 MiB that every adapter binds. */
const MAX_PARTIAL_FLOATS = 8 * 1024 * 1024;

export interface Splits {
  /** Parts that the rows are cut into, each summed by its own invocations. */
  readonly splits: number;
  /** Rows of each part; the last may have fewer. */
  readonly rowsPerSplit: number;
}

/**
 * How to cut a sum over `rows` of `termsPerRow` terms so that `invocationsPerSplit` invocations a part fill the device.
 * partialFloats: size of one part's result.
 */
export function chooseSplits(rows: number, termsPerRow: number, invocationsPerSplit: number, partialFloats: number): Splits {
  const wanted = Math.ceil(WANTED_INVOCATIONS / invocationsPerSplit);
  const worthwhile = Math.ceil((rows * termsPerRow) / MIN_TERMS_PER_SPLIT);
  const most = Math.min(rows, worthwhile, Math.max(1, Math.floor(MAX_PARTIAL_FLOATS / partialFloats)));
  const rowsPerSplit = Math.ceil(rows / Math.max(1, Math.min(wanted, most)));
  return { splits: Math.ceil(rows / rowsPerSplit), rowsPerSplit };
}

/**
 * total[n] = act(bias[n % biases] + sum over s of partial[s, n]): the second pass of every split sum. Text = one biasOf +
 * FINISH + one of the mains; the order of additions depends on the sizes only.
 */
const FINISH = /* wgsl */ `
fn finish(column : i32, sum : f32) {
  let total = sum + biasOf(column);
  result[column] = select(total, max(total, 0.0), uniforms.relu == 1);
}
`;

/** Many splits: a workgroup of 64 covers 8 columns; a lane sums every 8th split, then 8 lanes add 8 sums each. */
const SUM_MANY = /* wgsl */ `
var<workgroup> sums : array<f32, 64>;

fn main(index : i32) {
  let lane = index % 64;
  let column = (index / 64) * 8 + lane % 8;
  var sum = 0.0;
  if (column < uniforms.columns) {
    for (var row = lane / 8; row < uniforms.rows; row += 8) {
      sum += partial[row * uniforms.columns + column];
    }
  }
  sums[lane] = sum;
  workgroupBarrier();
  if (lane < 8 && column < uniforms.columns) {
    var total = sums[lane];
    for (var slice = 1; slice < 8; slice += 1) {
      total += sums[lane + 8 * slice];
    }
    finish(column, total);
  }
}
`;

/** Few splits: one invocation a column. */
const SUM_FEW = /* wgsl */ `
fn main(index : i32) {
  if (index >= uniforms.columns) { return; }
  var sum = partial[index];
  for (var row = 1; row < uniforms.rows; row += 1) {
    sum += partial[row * uniforms.columns + index];
  }
  finish(index, sum);
}
`;

/** From so many splits on, 8 lanes share a column. */
const MANY_SPLITS = 16;

const NO_BIAS = /* wgsl */ `
fn biasOf(column : i32) -> f32 { return 0.0; }
`;
const BIAS = /* wgsl */ `
fn biasOf(column : i32) -> f32 { return bias[column % uniforms.biases]; }
`;

/** What is done to a sum after its last addition. */
export interface Finish {
  /** Repeated along the columns. */
  readonly bias?: TensorInfo | undefined;
  readonly relu?: boolean;
}

/**
 * Sums partial: [rows, sizeOf(shape)] over its rows into a tensor of this shape. partial is used up: freed, or, where there
 * is nothing to do, returned under the new shape.
 */
export function sumSplits(
  backend: WebGPUBackend,
  partial: TensorInfo,
  rows: number,
  shape: readonly number[],
  { bias, relu = false }: Finish = {},
): TensorInfo {
  if (rows === 1 && bias === undefined && !relu) return { dataId: partial.dataId, shape: [...shape], dtype: 'float32' };
  const columns = sizeOf(shape);
  const many = rows >= MANY_SPLITS;
  const biased = bias !== undefined;
  const total = runShader(backend, {
    shader: {
      name: `sum_${many ? 'many' : 'few'}_splits${biased ? '_bias' : ''}`,
      inputs: biased ? ['partial', 'bias'] : ['partial'],
      uniforms: 'rows : i32, columns : i32, biases : i32, relu : i32,',
      workgroupSize: 64,
      wgsl: (biased ? BIAS : NO_BIAS) + FINISH + (many ? SUM_MANY : SUM_FEW),
    },
    inputs: biased ? [partial, bias] : [partial],
    output: { shape, dtype: 'float32' },
    invocations: many ? Math.ceil(columns / 8) * 64 : columns,
    uniforms: [int(rows), int(columns), int(biased ? sizeOf(bias.shape) : 1), int(relu ? 1 : 0)],
  });
  backend.disposeData(partial.dataId);
  return total;
}

/**
 * partial[s, n] = sum of x[r, n] over the rows r of part s. One invocation per (s, n); neighbouring lanes take
 * neighbouring columns. Value is f32, or vec4<f32> where the columns are a multiple of 4 (columns then counts vec4s).
 */
const SUM_PARTS = /* wgsl */ `
fn main(index : i32) {
  let column = index % uniforms.columns;
  let part = index / uniforms.columns;
  if (part >= uniforms.splits) { return; }
  let first = part * uniforms.rowsPerSplit;
  let end = min(first + uniforms.rowsPerSplit, uniforms.rows);
  var sum = Value(0.0);
  for (var row = first; row < end; row += 1) {
    sum += x[row * uniforms.columns + column];
  }
  result[index] = sum;
}
`;

function sumPartsShader(component: 1 | 4): Shader {
  return {
    name: `sum_parts_${component}`,
    inputs: ['x'],
    components: [component],
    outputComponent: component,
    uniforms: 'rows : i32, columns : i32, splits : i32, rowsPerSplit : i32,',
    workgroupSize: 64,
    wgsl: `alias Value = ${component === 4 ? 'vec4<f32>' : 'f32'};\n${SUM_PARTS}`,
  };
}

/** Sum of x over all axes but the last, as shape: [channels]. x: [..., channels]. */
export function sumRows(backend: WebGPUBackend, x: TensorInfo, shape: readonly number[]): TensorInfo {
  const columns = x.shape.at(-1) ?? 1;
  const rows = sizeOf(x.shape) / columns;
  const component = columns % 4 === 0 ? 4 : 1;
  const units = columns / component;
  const { splits, rowsPerSplit } = chooseSplits(rows, 1, units, columns);
  const partial = runShader(backend, {
    shader: sumPartsShader(component),
    inputs: [x],
    output: { shape: [splits, columns], dtype: 'float32' },
    invocations: splits * units,
    uniforms: [int(rows), int(units), int(splits), int(rowsPerSplit)],
  });
  return sumSplits(backend, partial, splits, shape);
}

/** inputs {dy}: [..., channels] -> [channels], the gradient of a bias added to every row. */
export function biasGradient(call: KernelCall): TensorInfo {
  const dy = requiredInput(call, 'dy');
  return sumRows(webgpuBackend(call), dy, [dy.shape.at(-1) ?? 1]);
}
