/// <reference lib="webworker" />
import { serveRequests } from './requests';
import { answerSpace } from './spaceDesk';
import type { SpaceAnswer, SpaceCommand, ValidateProgress } from './spaceProtocol';

declare const self: DedicatedWorkerGlobalScope;

async function answer(
  command: Exclude<SpaceCommand, { type: 'cancel' }>,
  _signal: AbortSignal,
  progress: (at: ValidateProgress) => void,
): Promise<SpaceAnswer> {
  return answerSpace(command, progress);
}

serveRequests(self, answer);
