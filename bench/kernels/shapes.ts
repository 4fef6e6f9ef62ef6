import { inferShapes } from '../../src/engine/graph';
import type { NetworkLayer, Padding, Pair } from '../../src/engine/graph/types';
import { windowAxis } from '../../src/engine/graph/window';
import { BATCH, graphOf, TRAIN_TASKS } from '../train/cases';

export type Part = 'forward' | 'filter gradient' | 'input gradient';

interface WindowShape {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly pad: 'same' | 'valid';
}

/** One op of one shape: plain data, so that it can be sent to any realm. */
export type KernelTask =
  | ({ readonly op: 'conv'; readonly part: Part; readonly filters: number } & WindowShape)
  | ({ readonly op: 'depthwise'; readonly part: Part } & WindowShape)
  | ({ readonly op: 'maxPool'; readonly part: 'forward' | 'input gradient' } & WindowShape)
  | { readonly op: 'dense'; readonly part: Part; readonly batch: number; readonly inputs: number; readonly units: number };

const PARTS: readonly Part[] = ['forward', 'filter gradient', 'input gradient'];

/** [height, width] of a window op's output. */
export function outputSide({ height, width, kernel, stride, pad }: WindowShape): Pair {
  return [windowAxis(height, kernel[0], stride[0], 1, pad, 0).output, windowAxis(width, kernel[1], stride[1], 1, pad, 1).output];
}

/** 'conv 7x7 28x28 8 to 16 filter gradient' */
export function kernelCaseName(task: KernelTask): string {
  if (task.op === 'dense') return `dense ${task.inputs} to ${task.units} ${task.part}`;
  const { op, part, kernel, height, width, channels, stride } = task;
  const step = stride[0] === 1 ? '' : ` stride ${stride[0]}`;
  const sizes = `${kernel.join('x')} ${height}x${width} ${channels}`;
  return `${op} ${sizes}${op === 'conv' ? ` to ${task.filters}` : ''}${step} ${part}`;
}

/** 2 x multiply-accumulates of the op, whole windows, padding included: the same for a forward pass and each gradient. 0 for pools. */
export function kernelFlops(task: KernelTask): number {
  if (task.op === 'dense') return 2 * task.batch * task.inputs * task.units;
  const [height, width] = outputSide(task);
  const cells = task.batch * height * width * task.kernel[0] * task.kernel[1] * task.channels;
  switch (task.op) {
    case 'conv':
      return 2 * cells * task.filters;
    case 'depthwise':
      return 2 * cells;
    case 'maxPool':
      return 0;
    default:
      return task satisfies never;
  }
}

/** Values that an op reads: what a pool's speed is counted in. */
export function kernelInputs(task: KernelTask): number {
  return task.op === 'dense' ? task.batch * task.inputs : task.batch * task.height * task.width * task.channels;
}

function padOf(padding: Padding): 'same' | 'valid' {
  if (padding === 'same' || padding === 'valid') return padding;
  throw new TypeError('the children of this bench pad by keyword');
}

function tasksOf({ op }: NetworkLayer, input: readonly number[]): readonly KernelTask[] {
  const [height = 0, width = 0, channels = 0] = input;
  const image = { batch: BATCH, height, width, channels };
  switch (op.kind) {
    case 'conv2d': {
      const shape = { ...image, kernel: op.kernel, stride: op.stride, pad: padOf(op.padding), filters: op.filters };
      return PARTS.map((part) => ({ op: 'conv', part, ...shape }));
    }
    case 'depthwiseConv2d': {
      const shape = { ...image, kernel: op.kernel, stride: op.stride, pad: padOf(op.padding) };
      return PARTS.map((part) => ({ op: 'depthwise', part, ...shape }));
    }
    case 'maxPool': {
      const shape = { ...image, kernel: op.size, stride: op.stride, pad: padOf(op.padding) };
      return (['forward', 'input gradient'] as const).map((part) => ({ op: 'maxPool', part, ...shape }));
    }
    case 'dense':
      return PARTS.map((part) => ({ op: 'dense', part, batch: BATCH, inputs: input[0] ?? 0, units: op.units }));
    default:
      return [];
  }
}

/** Every distinct op and shape of the children of `bench train`, small ones first. */
export function kernelTasks(): readonly KernelTask[] {
  const tasks = new Map<string, KernelTask>();
  for (const child of TRAIN_TASKS) {
    const graph = graphOf(child);
    const shapes = inferShapes(graph);
    for (const layer of graph.layers) {
      for (const task of tasksOf(layer, shapes.get(layer.inputs[0] ?? '') ?? [])) tasks.set(kernelCaseName(task), task);
    }
  }
  return [...tasks.values()].sort((a, b) => kernelFlops(a) - kernelFlops(b));
}
