/// <reference lib="webworker" />
import { openBrowserPool } from './browserPool';
import { loadDataset } from './loadDataset';
import { MetricsDesk } from './metricsDesk';
import type { MetricsCommand, MetricsMessage, MetricsProgress } from './metricsProtocol';
import { MetricsStore } from './metricsStore';
import { serveRequests } from './requests';

declare const self: DedicatedWorkerGlobalScope;

const desk = new MetricsDesk({
  openStore: MetricsStore.open,
  loadDataset,
  openPool: openBrowserPool,
  now: () => performance.now(),
  wall: () => Date.now(),
});

async function answer(
  command: Exclude<MetricsCommand, { type: 'cancel' }>,
  signal: AbortSignal,
  progress: (at: MetricsProgress) => void,
): Promise<Exclude<MetricsMessage, { type: 'progress' | 'failed' }>> {
  const { id } = command;
  switch (command.type) {
    case 'list':
      return { type: 'listed', id, listed: await desk.list(command.space) };
    case 'cost':
      return { type: 'cost', id, cost: await desk.cost(command.job, signal) };
    case 'measure':
      return { type: 'measured', id, outcome: await desk.measure(command.job, signal, progress) };
    case 'delete':
      await desk.delete(command.keys);
      return { type: 'deleted', id };
    default:
      return command satisfies never;
  }
}

serveRequests(self, answer);
