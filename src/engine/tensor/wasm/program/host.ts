import type { KernelExports } from '../exports';
import type { Heap } from '../heap';
import { Arena } from './arena';
import type { OpObserver } from './program';
import { ProgramRecorder } from './recorder';
import { rowOps } from './rowOps';
import { trainingOps } from './trainingOps';
import { windowOps } from './windowOps';

export type { OpObserver, Program } from './program';
export type { ProgramSlope } from './trainingOps';
export type { ProgramValue } from './value';

/** What programs are written with: values, and ops that append kernel calls. */
export type ProgramBuilder = Pick<ProgramRecorder, 'value' | 'variable' | 'reshaped' | 'finish'> &
  ReturnType<typeof windowOps> &
  ReturnType<typeof rowOps> &
  ReturnType<typeof trainingOps>;

/** Programs that take turns in one area of memory, which dispose frees. */
export interface ProgramSpace {
  builder(): ProgramBuilder;
  dispose(): void;
}

/** Programs of kernel calls on the memory of one backend. */
export class ProgramHost {
  private observer: OpObserver | null = null;

  constructor(
    private readonly kernels: KernelExports,
    private readonly heap: Heap,
  ) {}

  open(): ProgramSpace {
    const arena = new Arena(this.heap);
    return {
      builder: () => {
        const recorder = new ProgramRecorder(this.kernels, this.heap, arena, () => this.observer);
        return {
          value: (shape) => recorder.value(shape),
          variable: (tensor) => recorder.variable(tensor),
          reshaped: (value, shape) => recorder.reshaped(value, shape),
          finish: (inputs, outputs) => recorder.finish(inputs, outputs),
          ...windowOps(recorder),
          ...rowOps(recorder),
          ...trainingOps(recorder),
        };
      },
      dispose: () => arena.dispose(),
    };
  }

  /** Lets every call of every program pass through an observer, for benches; null ends that. */
  observe(observer: OpObserver | null): void {
    this.observer = observer;
  }
}
