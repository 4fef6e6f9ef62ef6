import { makeSole } from '../../ops/optimiser';
import type { tf } from '../../tf';
import type { Heap } from '../heap';
import type { Arena } from './arena';
import { type Binding, type Preset, unfit } from './step';
import type { OwnBuffer, ProgramValue } from './value';

export interface Step {
  readonly name: string;
  readonly bind: (binding: Binding) => () => void;
}

/** Watches the calls of a program: must make each call, once. For benches. */
export type OpObserver = (name: string, call: () => void) => void;

interface Plan {
  readonly steps: readonly Step[];
  readonly presets: readonly Preset[];
  /** Byte offset of each buffer in the arena. */
  readonly offsets: ReadonlyMap<OwnBuffer, number>;
  /** Of the arena. */
  readonly bytes: number;
  readonly scratch: number;
  readonly tensors: readonly tf.Variable[];
  /** Those of them that steps write to. */
  readonly written: readonly tf.Variable[];
}

interface Bound {
  readonly base: number;
  readonly scratch: number;
  readonly tensorsAt: readonly number[];
  readonly calls: readonly (() => void)[];
  readonly presets: readonly { readonly word: number; readonly words: Uint32Array }[];
}

/** A list of kernel calls on fixed addresses, to be replayed. */
export class Program {
  private bound: Bound | null = null;

  constructor(
    private readonly plan: Plan,
    private readonly heap: Heap,
    private readonly arena: Arena,
    private readonly observer: () => OpObserver | null,
  ) {}

  /** Makes all calls, in order, with these inputs. LabError 'backend' where memory is exhausted. */
  run(inputs: readonly (readonly [ProgramValue, Float32Array])[]): void {
    for (const variable of this.plan.written) makeSole(variable);
    const { calls, presets } = this.ready();
    const { floats, words } = this.heap.view();
    for (const [value, numbers] of inputs) {
      if (numbers.length !== value.size) throw unfit(`an input [${value.shape}] was given ${numbers.length} numbers`);
      floats.set(numbers, this.at(value) >>> 2);
    }
    for (const preset of presets) words.set(preset.words, preset.word);
    const observe = this.observer();
    if (observe === null) for (const call of calls) call();
    else for (const [i, call] of calls.entries()) observe(this.plan.steps[i]?.name ?? '', call);
  }

  /** First number of a value that outlives the run, until another program runs. */
  read(value: ProgramValue): number {
    return this.heap.view().floats[this.at(value) >>> 2] ?? Number.NaN;
  }

  /** The calls for the addresses that hold now; made anew only where one of them has changed. */
  private ready(): Bound {
    const { plan, heap, bound } = this;
    const base = this.arena.reserve(plan.bytes);
    const scratch = heap.scratch(plan.scratch);
    const same =
      bound !== null &&
      bound.base === base &&
      bound.scratch === scratch &&
      plan.tensors.every((tensor, i) => heap.at(tensor) === bound.tensorsAt[i]);
    if (same) return bound;
    const at = (value: ProgramValue): number => this.addressOf(value, base);
    const fresh: Bound = {
      base,
      scratch,
      tensorsAt: plan.tensors.map((tensor) => heap.at(tensor)),
      calls: plan.steps.map(({ bind }) => bind({ at, scratch })),
      presets: plan.presets.map(({ value, words }) => ({ word: at(value) >>> 2, words: words(at) })),
    };
    this.bound = fresh;
    return fresh;
  }

  private at(value: ProgramValue): number {
    if (this.bound === null) throw unfit('it has not run');
    return this.addressOf(value, this.bound.base);
  }

  private addressOf({ place }: ProgramValue, base: number): number {
    if (place.kind === 'tensor') return this.heap.at(place.tensor);
    const offset = this.plan.offsets.get(place);
    if (offset === undefined) throw unfit('a value is not of this program');
    return base + offset;
  }
}
