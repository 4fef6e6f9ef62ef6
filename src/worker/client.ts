import type { RunCommand, RunMessage } from './protocol';
import { workerFault } from './workerFault';

/** The page's end of a run worker. */
export interface RunClient {
  send(command: RunCommand): void;
  /** Returns the function that unsubscribes. */
  onMessage(listener: (message: RunMessage) => void): () => void;
  /** Ends the worker at once; what was saved stays saved. */
  dispose(): void;
}

/** Starts the run worker. A worker that cannot start or dies is reported as status 'failed'. */
export function openRunClient(): RunClient {
  const worker = new Worker(new URL('./run.worker.ts', import.meta.url), { type: 'module', name: 'run' });
  const listeners = new Set<(message: RunMessage) => void>();
  let runId = '';
  const tell = (message: RunMessage): void => {
    for (const listener of listeners) listener(message);
  };
  worker.addEventListener('message', (event: MessageEvent<RunMessage>) => tell(event.data));
  worker.addEventListener('error', (event) => {
    const error = {
      kind: 'worker' as const,
      message: `The run's worker failed: ${workerFault(event)}`,
      remedy: 'Reload the page: the run goes on from its last episode.',
    };
    tell({ type: 'status', runId, status: 'failed', error });
  });
  return {
    send(command) {
      if (command.type === 'open') runId = command.runId;
      worker.postMessage(command);
    },
    onMessage(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose() {
      listeners.clear();
      worker.terminate();
    },
  };
}
