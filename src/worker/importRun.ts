import type { ImportCommand, ImportMessage } from './importProtocol';
import { WorkerRequests } from './requests';
import type { StoredRun } from './runStore';

type Request = Extract<ImportCommand, { type: 'import' }>;
type Answer = Extract<ImportMessage, { type: 'imported' }>;

/**
 * Keeps an exported run under a new id. A worker of its own reads and checks the file, and is ended with the signal, however much it has
 * to read. Rejects with a LabError: 'aborted' then, 'config' or 'checkpoint' as RunStore.import, 'storage', or 'worker'.
 */
export async function importRun(file: File, runId: string, signal: AbortSignal): Promise<StoredRun> {
  const requests = new WorkerRequests<Request, Answer, never>(
    () => new Worker(new URL('./import.worker.ts', import.meta.url), { type: 'module', name: 'import' }),
    'import',
    `Reading ${file.name}`,
  );
  const stop = (): void => requests.dispose();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return (await requests.ask((id) => ({ type: 'import', id, file, runId }), { signal })).run;
  } finally {
    signal.removeEventListener('abort', stop);
    requests.dispose();
  }
}
