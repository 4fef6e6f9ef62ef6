import type { tf } from '../../tf';
import type { KernelExports } from '../exports';
import type { Heap } from '../heap';
import type { Arena } from './arena';
import { type Interval, layOut } from './layout';
import { type OpObserver, Program, type Step } from './program';
import { type Binding, type Preset, type StepSpec, unfit } from './step';
import { type OwnBuffer, type ProgramValue, sizeOf } from './value';

/** Writes a program down, kernel call by kernel call; finish() lays its buffers out. */
export class ProgramRecorder {
  private readonly steps: StepSpec[] = [];
  private readonly presets: Preset[] = [];

  constructor(
    readonly kernels: KernelExports,
    private readonly heap: Heap,
    private readonly arena: Arena,
    private readonly observer: () => OpObserver | null,
  ) {}

  /** Numbers of the program's own, to be written by a step, or before a run where they are among finish's inputs. */
  value(shape: readonly number[]): ProgramValue {
    const size = sizeOf(shape);
    return { shape, size, place: { kind: 'own', size } };
  }

  /** A tensor from outside, which stays the caller's; steps may write to it. */
  variable(tensor: tf.Variable): ProgramValue {
    return { shape: tensor.shape, size: tensor.size, place: { kind: 'tensor', tensor } };
  }

  /** The same numbers in another shape. */
  reshaped(value: ProgramValue, shape: readonly number[]): ProgramValue {
    if (sizeOf(shape) !== value.size) throw unfit(`cannot read [${value.shape}] as [${shape}]`);
    return { ...value, shape };
  }

  /** Constant numbers. */
  constant(numbers: readonly number[]): ProgramValue {
    const words = new Uint32Array(Float32Array.from(numbers).buffer);
    return this.preset(numbers.length, () => words);
  }

  /** Addresses and other words, which kernels read as a table. */
  table(length: number, words: (at: Binding['at']) => readonly number[]): ProgramValue {
    return this.preset(length, (at) => Uint32Array.from(words(at)));
  }

  /** Appends a kernel call. */
  push(step: StepSpec): void {
    this.steps.push(step);
  }

  /** The program: inputs are written before each run, outputs may be read after it. */
  finish(inputs: readonly ProgramValue[], outputs: readonly ProgramValue[]): Program {
    const lives = new Map<OwnBuffer, { first: number; last: number }>();
    const meet = (value: ProgramValue, step: number): void => {
      const { place } = value;
      if (place.kind !== 'own') return;
      const life = lives.get(place);
      if (life === undefined) lives.set(place, { first: step, last: step });
      else life.last = Math.max(life.last, step);
    };
    for (const value of [...inputs, ...this.presets.map((preset) => preset.value)]) meet(value, -1);
    this.steps.forEach(({ name, reads, writes }, i) => {
      for (const value of reads) {
        if (value.place.kind === 'own' && !lives.has(value.place)) throw unfit(`'${name}' reads what no step has written`);
        meet(value, i);
      }
      for (const value of writes) meet(value, i);
    });
    for (const value of outputs) meet(value, this.steps.length);
    const buffers = [...lives.keys()];
    const intervals: Interval[] = [...lives].map(([{ size }, life]) => ({ ...life, bytes: 4 * size }));
    const { offsets, bytes } = layOut(intervals);
    const written = new Set<tf.Variable>();
    const read = new Set<tf.Variable>();
    for (const { reads, writes } of this.steps) {
      for (const { place } of writes) if (place.kind === 'tensor') written.add(place.tensor);
      for (const { place } of [...reads, ...writes]) if (place.kind === 'tensor') read.add(place.tensor);
    }
    return new Program(
      {
        steps: this.steps.map(({ name, bind }): Step => ({ name, bind })),
        presets: [...this.presets],
        offsets: new Map(buffers.map((buffer, i) => [buffer, offsets[i] ?? 0])),
        bytes,
        scratch: this.steps.reduce((most, { scratch = 0 }) => Math.max(most, scratch), 0),
        tensors: [...read],
        written: [...written],
      },
      this.heap,
      this.arena,
      this.observer,
    );
  }

  private preset(length: number, words: Preset['words']): ProgramValue {
    const value = this.value([length]);
    this.presets.push({ value, words });
    return value;
  }
}
