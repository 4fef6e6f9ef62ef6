/// <reference lib="webworker" />
import type { ReplayProgress } from '../engine/run/replayTypes';
import { serveRequests } from './requests';
import { ViewDesk } from './viewDesk';
import type { ViewCommand, ViewMessage } from './viewProtocol';

declare const self: DedicatedWorkerGlobalScope;

const desk = new ViewDesk({
  now: () => performance.now(),
  nextTask: () => new Promise((resolve) => setTimeout(resolve, 0)),
});

async function answer(
  command: Extract<ViewCommand, { type: 'view' }>,
  signal: AbortSignal,
  progress: (at: ReplayProgress) => void,
): Promise<Extract<ViewMessage, { type: 'viewed' }>> {
  return { type: 'viewed', id: command.id, replayed: await desk.view(command, signal, progress) };
}

serveRequests(self, answer);
