import { tf } from '../tf';
import type { ProgramHost } from '../wasm/program/host';

const hosts = new WeakMap<object, ProgramHost>();

/** Says that this backend can replay programs. */
export function registerProgramHost(backend: object, host: ProgramHost): void {
  hosts.set(backend, host);
}

/**
 * What the current backend replays lists of kernel calls with, which cost their arithmetic and nothing else; null where it
 * cannot, and plain tfjs is the way.
 */
export function programHost(): ProgramHost | null {
  return hosts.get(tf.backend()) ?? null;
}
