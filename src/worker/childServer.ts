import { LabError, toPlainError } from '../engine/core/errors';
import type { DataSplit } from '../engine/data/types';
import { type BackendAssets, type BackendInfo, openBackend } from '../engine/tensor';
import { ImageStore, stateBuffers, type TrainJob, trainChild } from '../engine/train';
import type { ChildCommand, ServerPort } from './childProtocol';

/** What a child worker gets from the place it runs in. */
export interface ChildPlace {
  readonly assets: BackendAssets;
  readonly now: () => number;
  /** Resolves after waiting messages have been delivered. */
  readonly breathe: () => Promise<void>;
}

/** Answers a pool's commands on a port: the whole of a child worker but its entry. */
export function serveChild(port: ServerPort, place: ChildPlace): void {
  let backend: BackendInfo | null = null;
  let split: DataSplit | null = null;
  /** On a device, images stay there from child to child. */
  let images = new ImageStore();
  let current: { readonly id: number; readonly abort: AbortController } | null = null;

  const open = async (wish: Extract<ChildCommand, { type: 'open' }>['backend']): Promise<void> => {
    try {
      backend = await openBackend({ backend: wish, assets: place.assets });
      port.post({ type: 'opened', info: backend });
    } catch (thrown) {
      port.post({ type: 'openFailed', error: toPlainError(thrown) });
    }
  };

  const train = async (id: number, job: TrainJob): Promise<void> => {
    const abort = new AbortController();
    try {
      if (backend === null || split === null || current !== null) {
        const missing =
          backend === null ? 'no backend is open' : split === null ? 'no images are loaded' : 'another child is being trained';
        throw new LabError('worker', `Child ${id} came too early: ${missing}.`, 'Start the run again.');
      }
      current = { id, abort };
      const environment = { now: place.now, breathe: place.breathe, backend: backend.label, images };
      const result = await trainChild(job, split, environment, {
        signal: abort.signal,
        onEpoch: (report) => port.post({ type: 'epoch', id, report }),
        onProgress: (progress) => port.post({ type: 'progress', id, progress }),
      });
      current = null;
      // The weights are the pool's from now on: they are handed over, not copied.
      port.post({ type: 'done', id, result }, result.state === undefined ? [] : stateBuffers(result.state));
    } catch (thrown) {
      if (current?.id === id) current = null;
      port.post({ type: 'failed', id, error: toPlainError(thrown) });
    }
  };

  port.listen((command) => {
    switch (command.type) {
      case 'open':
        void open(command.backend);
        return;
      case 'load':
        split = command.split;
        images.dispose();
        images = new ImageStore();
        port.post({ type: 'loaded' });
        return;
      case 'train':
        void train(command.id, command.job);
        return;
      case 'cancel':
        if (current?.id === command.id) current.abort.abort();
        return;
      default:
        command satisfies never;
    }
  });
}
