/// <reference lib="webworker" />
import type { ReplayProgress } from '../engine/run/replayTypes';
import { serveRequests } from './requests';
import { TraceDesk } from './traceDesk';
import type { TraceCommand, TraceMessage } from './traceProtocol';
import { browserAssets } from './wasmAssets';

declare const self: DedicatedWorkerGlobalScope;

const desk = new TraceDesk({
  tensorAssets: async () => browserAssets(),
  now: () => performance.now(),
  nextTask: () => new Promise((resolve) => setTimeout(resolve, 0)),
});

async function answer(
  command: Extract<TraceCommand, { type: 'trace' }>,
  signal: AbortSignal,
  progress: (at: ReplayProgress) => void,
): Promise<Extract<TraceMessage, { type: 'traced' }>> {
  return { type: 'traced', id: command.id, trace: await desk.trace(command, signal, progress) };
}

serveRequests(self, answer);
