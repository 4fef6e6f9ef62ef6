import { LabError } from '../core/errors';
import { type OptimiserState, packSlots, tf } from '../tensor';
import type { OptimiserMemory } from './state';

/** Puts what was remembered into an optimiser of the same kind; names: of its parameters, in order. LabError 'train' where it does not fit. */
export function loadSlots(state: OptimiserState, names: readonly string[], memory: OptimiserMemory): void {
  let from = 0;
  for (const { params, slots } of state.groups) {
    const { offsets } = packSlots(params.map(({ size }) => size));
    const group = names.slice(from, from + params.length);
    from += params.length;
    slots.forEach((slot, which) => {
      const packed = new Float32Array(slot.size);
      group.forEach((name, i) => {
        const values = memory.slots.get(name)?.[which];
        if (values === undefined || values.length !== params[i]?.size) {
          throw new LabError(
            'train',
            `resume.optimiser.${name}: ${values?.length ?? 'no'} values, the network has ${params[i]?.size}.`,
            'Go on with the same network, or leave the optimiser out.',
          );
        }
        packed.set(values, offsets[i] ?? 0);
      });
      tf.tidy(() => slot.assign(tf.tensor(packed, slot.shape)));
    });
  }
  state.steps = memory.steps;
}

/** What an optimiser remembers now, by parameter; inverse of loadSlots. */
export async function readSlots(state: OptimiserState, names: readonly string[]): Promise<OptimiserMemory> {
  const found = new Map<string, readonly Float32Array[]>();
  let from = 0;
  for (const { params, slots } of state.groups) {
    const { offsets } = packSlots(params.map(({ size }) => size));
    const packed = await Promise.all(slots.map((slot) => slot.data<'float32'>()));
    params.forEach(({ size }, i) => {
      const name = names[from + i] ?? '';
      const at = offsets[i] ?? 0;
      found.set(
        name,
        packed.map((values) => values.slice(at, at + size)),
      );
    });
    from += params.length;
  }
  return { kind: state.kind, steps: state.steps, slots: found };
}
