/// <reference lib="webworker" />

import { browserWorkers, openBrowserPool } from './browserPool';
import { loadDataset } from './loadDataset';
import { machineText } from './machineText';
import { serveRequests } from './requests';
import { lockForTab } from './tabLock';
import { TableDesk } from './tableDesk';
import type { TableCommand, TableMessage, TableProgress } from './tableProtocol';
import { TableStore } from './tableStore';

declare const self: DedicatedWorkerGlobalScope;

const desk = new TableDesk({
  openStore: TableStore.open,
  loadDataset,
  openPool: openBrowserPool,
  workersOf: browserWorkers,
  lock: (name) => lockForTab(name, 'table'),
  now: () => performance.now(),
  wall: () => Date.now(),
  machine: machineText(navigator.userAgent, navigator.hardwareConcurrency),
  version: __LAB_VERSION__,
});

async function answer(
  command: Exclude<TableCommand, { type: 'cancel' }>,
  signal: AbortSignal,
  progress: (at: TableProgress) => void,
): Promise<Exclude<TableMessage, { type: 'progress' | 'failed' }>> {
  const { id } = command;
  switch (command.type) {
    case 'list':
      return { type: 'listed', id, listed: await desk.list() };
    case 'cost':
      return { type: 'cost', id, cost: await desk.cost(command.job, signal) };
    case 'measure':
      return { type: 'measured', id, entry: await desk.measure(command.job, signal, progress) };
    case 'file':
      return { type: 'file', id, ...(await desk.file(command.entry)) };
    case 'name':
      return { type: 'named', id, name: await desk.name(command.entry) };
    case 'import':
      return { type: 'imported', id, entry: await desk.import(command.file) };
    case 'delete':
      await desk.delete(command.entry);
      return { type: 'deleted', id };
    default:
      return command satisfies never;
  }
}

serveRequests(self, answer);
