import { LabError } from '../core/errors';
import type { RngState } from '../core/rng';
import type { OptimiserSettings } from '../tensor';

/** What an optimiser remembers: its slots by parameter, in the order of its kind (Adam: m, v; SGD: velocity). */
export interface OptimiserMemory {
  readonly kind: OptimiserSettings['kind'];
  /** Steps done: Adam's bias corrections depend on them. */
  readonly steps: number;
  /** By variable name, one array of the variable's size a slot. */
  readonly slots: ReadonlyMap<string, readonly Float32Array[]>;
}

/**
 * Everything a training depends on besides its job, between two epochs: training on from it gives the bits that training without
 * the stop would have given, on the same backend. Plain arrays: it may be cloned, stored, and sent between workers.
 */
export interface TrainedState {
  /** Epochs done since initial weights. */
  readonly epochs: number;
  /** Every variable by name, row-major: trained ones and batch norm's running moments. */
  readonly values: ReadonlyMap<string, Float32Array>;
  /** Null: to begin anew, as after a change of the network. */
  readonly optimiser: OptimiserMemory | null;
  readonly shuffle: {
    readonly rng: RngState;
    /** Indices of the training images in the last epoch's order, which the next shuffle starts from. */
    readonly order: Uint32Array;
  };
  readonly dropout: RngState;
  readonly augmentation: RngState;
  /** Of each epoch since initial weights: what patience is counted from, and curves are continued. */
  readonly validAccuracies: readonly number[];
  /** What computed it, in words. */
  readonly backend: string;
}

function arraysOf({ values, optimiser, shuffle }: TrainedState): (Float32Array | Uint32Array)[] {
  return [...values.values(), ...[...(optimiser?.slots.values() ?? [])].flat(), shuffle.order];
}

/** Bytes of the arrays. */
export function stateBytes(state: TrainedState): number {
  return arraysOf(state).reduce((sum, { byteLength }) => sum + byteLength, 0);
}

/** The buffers to hand over when the state is sent and no longer needed by the sender. */
export function stateBuffers(state: TrainedState): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const { buffer } of arraysOf(state)) if (buffer instanceof ArrayBuffer) buffers.add(buffer);
  return [...buffers];
}

/** LabError 'train' where a training of so many images cannot go on from the state. */
export function checkState(state: TrainedState, trainImages: number): void {
  if (state.shuffle.order.length === trainImages) return;
  throw new LabError(
    'train',
    `resume: the training so far was on ${state.shuffle.order.length} images, now it would be on ${trainImages}.`,
    'Go on with as many training images as before.',
  );
}

/** What computes a training that goes on: both backends' names where they are not the same, for it is the work of both. */
export function backendOf(state: TrainedState | undefined, backend: string): string {
  if (state === undefined || state.backend === backend) return backend;
  return `${backend}, going on from ${state.backend}`;
}
