import { LabError } from '../../../core/errors';
import type { ProgramValue } from './value';

/** What a step needs to know to become a call: where its values lie, and the scratch area. */
export interface Binding {
  readonly at: (value: ProgramValue) => number;
  readonly scratch: number;
}

/** One kernel call: what it reads and writes, and the call itself once addresses are known. */
export interface StepSpec {
  readonly name: string;
  readonly reads: readonly ProgramValue[];
  readonly writes: readonly ProgramValue[];
  /** Bytes of scratch it needs. Default 0. */
  readonly scratch?: number;
  readonly bind: (binding: Binding) => () => void;
}

/** Words that a program writes before each run: pointer tables, constants. */
export interface Preset {
  readonly value: ProgramValue;
  readonly words: (at: Binding['at']) => Uint32Array;
}

export function unfit(what: string): LabError {
  return new LabError('internal', `wasm program: ${what}.`, 'Report this with the network.');
}
