import type { ChildMessage, WorkerPort } from './childProtocol';

/** Starts a child worker of the browser; it may be called from the page and from another worker. */
export function spawnChild(): WorkerPort {
  const worker = new Worker(new URL('./child.worker.ts', import.meta.url), { type: 'module', name: 'nas-lab child' });
  return {
    post: (command) => worker.postMessage(command),
    listen: (listener) => worker.addEventListener('message', (event: MessageEvent<ChildMessage>) => listener(event.data)),
    onLost: (listener) => {
      worker.addEventListener('error', (event) => {
        // An uncaught error leaves the worker in an unknown state: it is ended, as if it had crashed.
        event.preventDefault();
        worker.terminate();
        listener(event.message === '' || event.message === undefined ? 'its program could not be loaded' : event.message);
      });
      worker.addEventListener('messageerror', () => {
        worker.terminate();
        listener('a message could not be read');
      });
    },
    terminate: () => worker.terminate(),
  };
}
