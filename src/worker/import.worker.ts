/// <reference lib="webworker" />
import type { ImportCommand, ImportMessage } from './importProtocol';
import { serveRequests } from './requests';
import { runText } from './runFile';
import { RunStore } from './runStore';

declare const self: DedicatedWorkerGlobalScope;

async function answer({
  id,
  file,
  runId,
}: Extract<ImportCommand, { type: 'import' }>): Promise<Extract<ImportMessage, { type: 'imported' }>> {
  const text = await runText(file);
  const store = await RunStore.open();
  try {
    return { type: 'imported', id, run: await store.import(text, runId, Date.now()) };
  } finally {
    store.close();
  }
}

serveRequests(self, answer);
