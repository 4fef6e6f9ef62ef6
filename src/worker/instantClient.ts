import { InstantPool, type InstantRequest, type InstantRun } from './instantPool';
import type { InstantCommand, InstantMessage, InstantPort } from './instantProtocol';
import { workerFault } from './workerFault';

export type { InstantOutcome, InstantRequest, InstantRun, InstantTruth } from './instantPool';
export { isLast } from './instantProtocol';

/**
 * Whole runs over a recorded table, computed at once: the same numbers as a run of that config and seed gives, in chunks, earlier
 * episodes first, several seeds in parallel.
 */
export interface Instant {
  run(request: InstantRequest): InstantRun;
  /** Ends every worker; what was under way is cancelled. */
  dispose(): void;
}

/** Workers for that many cores: one is left to the page from three on. */
export function poolSize(cores: number): number {
  return Math.min(8, Math.max(1, cores <= 2 ? cores : cores - 1));
}

/** baseUrl: where tables/ lies. */
export function openInstant(baseUrl: string): Instant {
  return new InstantPool(spawnInstant, poolSize(navigator.hardwareConcurrency), baseUrl);
}

function spawnInstant(): InstantPort {
  const worker = new Worker(new URL('./instant.worker.ts', import.meta.url), { type: 'module', name: 'instant' });
  return {
    post: (command: InstantCommand) => worker.postMessage(command),
    listen(onMessage, onDeath) {
      worker.addEventListener('message', (event: MessageEvent<InstantMessage>) => onMessage(event.data));
      worker.addEventListener('error', (event) => onDeath(workerFault(event)));
      worker.addEventListener('messageerror', () => onDeath('a message could not be read.'));
    },
    terminate: () => worker.terminate(),
  };
}
